"""Who is told of a virus, and at once: by messages that are due with the act that notes it (annex 1, A3).

Systems that read the application are told too.

`issuance deliver --watch` sends what is due every few seconds, so the mails are on their way well within a minute.
"""

from collections.abc import Callable

from issuance.domain.calendar import ZONE
from issuance.domain.messages import MailAddress, Message
from issuance.domain.uploads import Upload
from issuance.domain.webhooks.events import WebhookEvent
from issuance.services.chamber.settings import settings_of
from issuance.services.messages.posting import post
from issuance.services.webhooks.announcing import announce
from issuance.storage.application_papers import applications_of_upload
from issuance.storage.applications import get_application
from issuance.storage.unit import Unit

_STAFF_LANGUAGE = "ja"


def virus_alert(on_call: str | None) -> Callable[[Unit, Upload], None]:
    """Return what tells the chamber, and whoever is on call at the address `on_call`.

    A chamber that has set no address finds it in its audit trail alone. Who is on call runs the system: he is told
    neither the file's name nor who sent it.
    """

    def alert(unit: Unit, upload: Upload) -> None:
        for application in applications_of_upload(unit, upload.id):
            announce(unit, WebhookEvent.EVIDENCE_REJECTED, get_application(unit, application))
        what = {
            "virus": upload.finding or "",
            "upload": upload.id,
            "at": f"{unit.now.astimezone(ZONE):%Y-%m-%d %H:%M}",
        }
        address = settings_of(unit).contact.mail
        if address is not None:
            whose = {"file": upload.name, "sender": unit.actor.name}
            told = Message("virus_found", MailAddress(address), _STAFF_LANGUAGE, what | whose, upload.organisation)
            post(unit, told)
        if on_call is not None:
            post(
                unit, Message("virus_on_call", MailAddress(on_call), _STAFF_LANGUAGE, what | {"chamber": unit.chamber})
            )

    return alert
