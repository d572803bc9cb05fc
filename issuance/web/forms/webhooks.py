"""The form of an address at which a system is told of events."""

from collections.abc import Collection

from wtforms import SelectMultipleField, StringField

from issuance.domain.webhooks.endpoints import MOST_ADDRESS_LENGTH
from issuance.domain.webhooks.events import WebhookEvent
from issuance.language import N_
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.webhook_words import EVENTS


class EndpointForm(OfficeForm):
    """Where a system is told, and of what."""

    address = StringField(
        N_("Web address"),
        [Required(N_("Enter the web address")), AtMost(MOST_ADDRESS_LENGTH)],
        description=N_("A whole address that begins with https://, on the public internet."),
    )
    events = SelectMultipleField(
        N_("What the system is told of"),
        [Required(N_("Choose at least one event"))],
        choices=choices((event.value, words) for event, words in EVENTS.items()),
    )

    def offer(self, events: Collection[WebhookEvent]) -> None:
        """Offer these events alone."""
        self.events.choices = choices((event.value, EVENTS[event]) for event in events)

    @property
    def chosen(self) -> frozenset[WebhookEvent]:
        """What was chosen."""
        return frozenset(WebhookEvent(value) for value in self.events.data or ())
