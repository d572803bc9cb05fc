"""Tell systems of an event: in the act's own transaction, for the job to send.

    announce(unit, WebhookEvent.APPLICATION_RETURNED, application)

Either the act and what tells of it both happen or neither does. Where nobody wants to be told, it costs one query.
"""

from issuance.domain.application.application import Application
from issuance.domain.webhooks.events import OF_CERTIFICATES, WebhookEvent, body_of
from issuance.services.webhooks.covering import may_be_told
from issuance.storage.unit import Unit
from issuance.storage.webhook_deliveries import add_delivery
from issuance.storage.webhook_endpoints import endpoints_here
from signing.number import parse_number


def announce(unit: Unit, event: WebhookEvent, about: Application, *, payer: str | None = None) -> None:
    """Write an event to each endpoint that wants it and whose system may be told.

    `payer` is the organisation whose charge it is about.
    """
    wanted = [each for each in endpoints_here(unit) if event in each.events]
    if not wanted:
        return
    number = parse_number(about.certificate).public if event in OF_CERTIFICATES and about.certificate else None
    body = body_of(event, unit.chamber, unit.now, about.id, number)
    told = {each.system for each in wanted}
    told = {system for system in told if may_be_told(unit, system, event, about.id, payer)}
    for each in wanted:
        if each.system in told:
            add_delivery(unit, each, event.value, body, application=about.id, payer=payer)
