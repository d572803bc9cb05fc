"""Carries out what two officers have decided to revoke; the issue job runs it, for it alone holds the keys.

    for outcome in job.round("TYO"): …

A claim keeps two jobs from one case. The core writes one record however often it is asked, and the case is done once
the register's reader says “revoked”; what was cut off anywhere between is done again by the next round.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.revocation import CaseEvent, CaseState, RevocationCase
from issuance.domain.webhooks.events import WebhookEvent
from issuance.errors import IssuanceError
from issuance.language import speaking
from issuance.publish import Publisher
from issuance.services.certificates.revoke import RevokeService
from issuance.services.delivery.job import STAFF_LANGUAGE
from issuance.services.revocation.rules import TellOfCase
from issuance.services.webhooks.announcing import announce
from issuance.storage.applications import get_application
from issuance.storage.claims import Claims
from issuance.storage.revocations import MOST_TROUBLE, cases, find_case, in_states, move_case, note_trouble
from issuance.storage.unit import Units
from register.errors import RegisterError
from signing.errors import SigningError
from signing.number import parse_number
from signing.record import RevocationReason, State


@dataclass(frozen=True)
class Revoked:
    """What became of a decided case: its certificate's public number, and why it is not revoked yet."""

    number: str
    reason: str = ""


class RevocationJob:
    """Revokes what was decided."""

    def __init__(
        self, units: Units, claims: Claims, revoking: RevokeService, publisher: Publisher, tell: TellOfCase
    ) -> None:
        self._units = units
        self._claims = claims
        self._revoking = revoking
        self._publisher = publisher
        self._tell = tell

    def round(self, chamber: str) -> Iterator[Revoked]:
        """Carry out each decided case; what cannot be published now says why and is tried again by the next round."""
        actor = Actor.job(chamber, "issue")
        with self._units.look(actor) as unit:
            decided = cases(unit, in_states((CaseState.DECIDED,)))
        for case in decided:
            with self._claims.take(f"revocation {chamber} {case.id}") as taken:
                if taken and (outcome := self._one(actor, case.id)) is not None:
                    yield outcome

    def _one(self, actor: Actor, key: str) -> Revoked | None:
        with self._units.look(actor) as unit:
            case = find_case(unit, key)
        if case is None or case.state is not CaseState.DECIDED:
            return None  # another job was at it meanwhile
        number = parse_number(case.certificate)
        try:
            with speaking(STAFF_LANGUAGE):
                entry = self._revoking.revoke(number, RevocationReason(case.reason), case.officers)
                self._publisher.confirm_state(entry, State.REVOKED)
        except (IssuanceError, RegisterError, SigningError) as error:
            return self._wait(actor, case, str(error))
        self._done(actor, case)
        return Revoked(number.public)

    def _done(self, actor: Actor, case: RevocationCase) -> None:
        """Commit that everybody who asks the register is told, and tell the exporter."""
        with self._units.act(actor) as unit:
            done = move_case(unit, case, CaseEvent.CARRY_OUT)
            application = get_application(unit, case.application)
            self._tell(unit, application, done, "certificate_revoked")
            announce(unit, WebhookEvent.CERTIFICATE_REVOKED, application)

    def _wait(self, actor: Actor, case: RevocationCase, sentence: str) -> Revoked:
        if sentence[:MOST_TROUBLE] != case.trouble:
            with self._units.act(actor) as unit:
                note_trouble(unit, case, sentence)
        return Revoked(parse_number(case.certificate).public, sentence)
