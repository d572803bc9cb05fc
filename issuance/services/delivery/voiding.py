"""Numbers that two officers want to give up: the issue job does it, for it alone holds the keys that say so."""

from collections.abc import Iterator
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.states import State
from issuance.errors import RefusedError
from issuance.language import _, speaking
from issuance.services.certificates.revoke import RevokeService
from issuance.services.delivery.job import STAFF_LANGUAGE
from issuance.storage.applications import change_application, find_application
from issuance.storage.claims import Claims
from issuance.storage.deliveries import VoidRequest, confirmed_void_requests, settle_void_request
from issuance.storage.unit import Units
from signing.number import parse_number


@dataclass(frozen=True)
class Voided:
    """What became of a number: given up, or why not."""

    number: str
    reason: str = ""


class VoidJob:
    """Gives up what was confirmed."""

    def __init__(self, units: Units, claims: Claims, revoking: RevokeService) -> None:
        self._units = units
        self._claims = claims
        self._revoking = revoking

    def round(self, chamber: str) -> Iterator[Voided]:
        """Give up each number that two officers want to give up; what was cut off is done again."""
        actor = Actor.job(chamber, "issue")
        with self._units.look(actor) as unit:
            confirmed = confirmed_void_requests(unit)
        for asked in confirmed:
            with self._claims.take(f"application {chamber} {asked.application}") as taken:
                if taken:
                    yield self._void(actor, asked)

    def _void(self, actor: Actor, asked: VoidRequest) -> Voided:
        number = parse_number(asked.number)
        officers = (asked.asked_by, str(asked.confirmed_by))
        try:
            self._revoking.void(number, officers)
            reason = ""
        except RefusedError as error:  # it was finished after all: then there is nothing to give up
            reason = str(error)
        with self._units.act(actor) as unit, speaking(STAFF_LANGUAGE):
            found = find_application(unit, asked.application)
            if not reason and found is not None and found.state is State.ISSUE_STOPPED:
                said = _("The number %(number)s was given up: %(reason)s", number=number.public, reason=asked.reason)
                change_application(unit, found, {"certificate": None, "stopped_because": said[:500]})
            settle_void_request(unit, asked)
            unit.record(
                "certificate.void",
                f"application:{asked.application}",
                organisation=found.organisation if found else None,
                after={"number": number.public, "officers": officers, "refused": reason or None},
            )
        return Voided(number.public, reason)
