"""Tell exporters which of their certificates must be issued again, after a key was stolen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.errors import ConflictError
from issuance.services.certificates.survivors import Doubtful
from issuance.services.delivery.telling import tell_applicant
from issuance.storage.applications import find_application_of_certificate
from issuance.storage.tables.messages import message
from issuance.storage.unit import Units

TEMPLATE = "certificate_reissue"


@dataclass(frozen=True)
class Told:
    """How many certificates' people get a mail, and the numbers of those about which nobody can be written to."""

    told: int
    by_hand: Sequence[str]


class ReissueNotices:
    """Queues the mails. `site` is the office's public address."""

    def __init__(self, units: Units, site: str) -> None:
        self._units = units
        self._site = site.rstrip("/")

    def tell(self, chamber: str, again: Sequence[Doubtful], since: dt.datetime) -> Told:
        """Queue all mails of a chamber in one act; raise `ConflictError` where some were queued since the theft."""
        by_hand: list[str] = []
        with self._units.act(Actor.job(chamber, "reissue")) as unit:
            queued = unit.select(message, message.c.id).where(
                message.c.template == TEMPLATE, message.c.written_at >= since
            )
            if unit.count(queued):
                raise ConflictError(
                    f"Exporters of {chamber} have been told since {since:%Y-%m-%d %H:%M} UTC: none were told again. "
                    "See who got what on the page of messages, and leave --notify out."
                )
            for one in again:
                application = find_application_of_certificate(unit, one.entry.number.canonical)
                if application is None:
                    by_hand.append(one.entry.public_number)
                    continue
                values = {
                    "number": one.entry.public_number,
                    "reference": application.reference,
                    "link": f"{self._site}/{chamber}/applications/{application.id}",
                }
                tell_applicant(unit, application, TEMPLATE, values)
        return Told(len(again) - len(by_hand), by_hand)
