"""What the API's description says of webhooks (OpenAPI 3.1, section 4.8.1.1): what comes, and what to answer."""

from typing import Any

from issuance.domain.webhooks.events import OF_CERTIFICATES, READ_BY, WebhookEvent

_SAID = {
    WebhookEvent.APPLICATION_RETURNED: "An application is to be mended and submitted again.",
    WebhookEvent.APPLICATION_APPROVED: "An application was approved.",
    WebhookEvent.APPLICATION_REJECTED: "An application was rejected.",
    WebhookEvent.EVIDENCE_REJECTED: "A virus was found in a paper beside an application.",
    WebhookEvent.FEE_DUE: "A charge waits to be paid.",
    WebhookEvent.FEE_PAID: "A charge was paid.",
    WebhookEvent.CERTIFICATE_DELIVERED: "A certificate can be printed from now on.",
    WebhookEvent.CERTIFICATE_REVOKED: "A certificate is in force no more.",
    WebhookEvent.CERTIFICATE_REPLACED: "Another certificate took its place.",
}
_HEADERS = {
    "webhook-id": ("The same whenever it is sent again.", {"type": "string", "pattern": "^msg_[0-9a-f]{16}$"}),
    "webhook-timestamp": ("When this attempt was signed, in seconds since 1970.", {"type": "string"}),
    "webhook-signature": (
        "`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; several with blanks between them.",
        {"type": "string"},
    ),
}
_ANSWERS = {
    "2XX": "Taken.",
    "410": "Send nothing more to this address.",
    "default": "Sent again, after a longer time each, for three days.",
}


def webhooks_described() -> dict[str, Any]:
    """Return the section `webhooks`; an event without words fails where the document is made."""
    return {event.value: {"post": _post(event)} for event in WebhookEvent}


def _post(event: WebhookEvent) -> dict[str, Any]:
    return {
        "summary": _SAID[event],
        "description": f"Told to systems that may `{READ_BY[event].value}`, after Standard Webhooks 1.0.0.",
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": words, "schema": schema}
            for name, (words, schema) in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _schema(event)}}},
        "responses": {status: {"description": words} for status, words in _ANSWERS.items()},
        "security": [],
    }


def _schema(event: WebhookEvent) -> dict[str, Any]:
    about = "certificate" if event in OF_CERTIFICATES else "application"
    texts = {name: {"type": "string"} for name in ("chamber", about, "href")}
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event.value},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "required": list(texts), "properties": texts, "additionalProperties": False},
        },
    }
