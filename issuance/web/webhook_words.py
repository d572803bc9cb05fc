"""What pages call events, states and troubles of webhooks: marked here, said with `_` where they stand."""

from issuance.domain.webhooks.deliveries import Trouble, WebhookState
from issuance.domain.webhooks.endpoints import OffReason
from issuance.domain.webhooks.events import TEST, WebhookEvent
from issuance.language import N_

EVENTS = {
    WebhookEvent.APPLICATION_RETURNED: N_("An application was returned with remarks"),
    WebhookEvent.APPLICATION_APPROVED: N_("An application was approved"),
    WebhookEvent.APPLICATION_REJECTED: N_("An application was rejected"),
    WebhookEvent.EVIDENCE_REJECTED: N_("A virus was found in a paper beside an application"),
    WebhookEvent.FEE_DUE: N_("A fee is due"),
    WebhookEvent.FEE_PAID: N_("A fee was paid"),
    WebhookEvent.CERTIFICATE_DELIVERED: N_("A certificate was delivered"),
    WebhookEvent.CERTIFICATE_REVOKED: N_("A certificate was revoked"),
    WebhookEvent.CERTIFICATE_REPLACED: N_("A certificate was replaced by another one"),
}

KINDS = {**{event.value: words for event, words in EVENTS.items()}, TEST: N_("Test message")}

STATES = {
    WebhookState.WAITING: (N_("waits"), "waiting"),
    WebhookState.SENDING: (N_("is being sent"), "open"),
    WebhookState.TAKEN: (N_("taken"), "good"),
    WebhookState.GIVEN_UP: (N_("given up"), "stopped"),
    WebhookState.NOT_ALLOWED: (N_("not sent"), "ended"),
}

TROUBLES = {
    Trouble.ANSWER: N_("it refused the message"),
    Trouble.UNREACHABLE: N_("it could not be reached, or its TLS certificate is not good"),
    Trouble.FORBIDDEN: N_("its name leads to an address that is not on the public internet"),
    Trouble.SLOW: N_("it gave no answer within 15 seconds"),
    Trouble.OURS: N_("the office could not sign it"),
    Trouble.OFF: N_("its address is switched off, or was taken away"),
}

OFF_REASONS = {
    OffReason.BY_HAND: N_("by hand"),
    OffReason.GONE: N_("it answered that it wants no more messages (410)"),
    OffReason.FAILING: N_("it took no message for five days"),
}
