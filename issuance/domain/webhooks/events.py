"""What a system can be told of, which scope reads it, and the body that tells it: names alone, nothing personal.

    body = body_of(WebhookEvent.APPLICATION_RETURNED, "TYO", unit.now, application="0123456789abcdef")
    # {"type":"application.returned","timestamp":"2026-11-23T03:00:00Z","data":{"chamber":"TYO","application":"…",
    #  "href":"/api/v1/applications/0123456789abcdef/status"}}

Whoever is told asks the API for the rest, with a token: so it sees what it may see when it asks.
"""

import datetime as dt
import json
from collections.abc import Iterable
from enum import StrEnum

from issuance.domain.oauth.scopes import Scope

API = "/api/v1"


class WebhookEvent(StrEnum):
    """One kind of event. The values are stored, and are the `type` of the body."""

    APPLICATION_RETURNED = "application.returned"
    APPLICATION_APPROVED = "application.approved"
    APPLICATION_REJECTED = "application.rejected"
    EVIDENCE_REJECTED = "evidence.rejected"
    """A virus was found in a paper beside an application."""
    FEE_DUE = "fee.due"
    FEE_PAID = "fee.paid"
    CERTIFICATE_DELIVERED = "certificate.delivered"
    CERTIFICATE_REVOKED = "certificate.revoked"
    CERTIFICATE_REPLACED = "certificate.replaced"


READ_BY: dict[WebhookEvent, Scope] = {
    WebhookEvent.APPLICATION_RETURNED: Scope.STATUS_READ,
    WebhookEvent.APPLICATION_APPROVED: Scope.STATUS_READ,
    WebhookEvent.APPLICATION_REJECTED: Scope.STATUS_READ,
    WebhookEvent.EVIDENCE_REJECTED: Scope.APPLICATIONS_READ,
    WebhookEvent.FEE_DUE: Scope.FEES_READ,
    WebhookEvent.FEE_PAID: Scope.FEES_READ,
    WebhookEvent.CERTIFICATE_DELIVERED: Scope.STATUS_READ,
    WebhookEvent.CERTIFICATE_REVOKED: Scope.STATUS_READ,
    WebhookEvent.CERTIFICATE_REPLACED: Scope.STATUS_READ,
}
"""The scope of the call that `href` names: without it a system is not told."""

OF_CERTIFICATES = frozenset(
    {WebhookEvent.CERTIFICATE_DELIVERED, WebhookEvent.CERTIFICATE_REVOKED, WebhookEvent.CERTIFICATE_REPLACED}
)
"""These name a certificate, the others an application."""

TEST = "webhook.test"
"""The `type` of a test message; its `data` is empty."""

_PATHS: dict[WebhookEvent, str] = {
    WebhookEvent.EVIDENCE_REJECTED: "/applications/{application}/papers",
    WebhookEvent.FEE_DUE: "/fees",
    WebhookEvent.FEE_PAID: "/fees",
}
_STATUS = "/applications/{application}/status"


def body_of(
    event: WebhookEvent, chamber: str, at: dt.datetime, application: str, certificate: str | None = None
) -> str:
    """Return the body of an event; `certificate` is a public number. A token of `chamber` reads what `href` names."""
    about = {"application": application} if certificate is None else {"certificate": certificate}
    href = API + _PATHS.get(event, _STATUS).format(application=application)
    return _json(event.value, at, {"chamber": chamber, **about, "href": href})


def trial_body(at: dt.datetime) -> str:
    """Return the body of a test message."""
    return _json(TEST, at, {})


def read_events(text: str) -> frozenset[WebhookEvent]:
    """Read stored events, with single blanks between them."""
    return frozenset(WebhookEvent(name) for name in text.split())


def event_text(events: Iterable[WebhookEvent]) -> str:
    """Write events in the order of `WebhookEvent`, with single blanks between them."""
    chosen = set(events)
    return " ".join(event.value for event in WebhookEvent if event in chosen)


def _json(kind: str, at: dt.datetime, data: dict[str, str]) -> str:
    stamp = at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": stamp, "data": data}, separators=(",", ":"))
