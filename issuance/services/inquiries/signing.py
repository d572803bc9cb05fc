"""Signs confirmed answers: a part of the issue job, which alone uses the chambers' keys; no web process runs it.

    for outcome in job.round("TYO"): …

One answer becomes one letter, whatever crashes and however many jobs run. A letter is set and signed in memory; that
it exists, that the case is answered and the mail that says so are one transaction. What is cut off before it leaves
nothing behind and is done again; what is cut off after it is found signed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.actor import Actor
from issuance.domain.calendar import ZONE, japan_date
from issuance.domain.inquiries.answer import Answer, AnswerEvent, AnswerState
from issuance.domain.inquiries.case import Case, CaseEvent
from issuance.errors import ConflictError, IssuanceError, KeyStoreError, RefusedError, StorageError
from issuance.key_store import KeyStore
from issuance.letters.answer import Quoted, print_answer
from issuance.paper import PaperError, Press, sign_with_reason
from issuance.services.chamber.settings import settings_of
from issuance.services.inquiries.answers import check_against
from issuance.services.inquiries.certificates import Certificates, Certified
from issuance.services.inquiries.telling import Teller
from issuance.storage.claims import Claims
from issuance.storage.inquiries import get_case, move_case
from issuance.storage.inquiry_answers import add_letter, answers_in, find_answer, move_answer
from issuance.storage.unit import Units

MOST_REASON = 500
"""Characters of the column."""


class What(StrEnum):
    """What became of an answer in a round."""

    SIGNED = "answer signed"
    STOPPED = "answer stopped"
    """It cannot be signed as it is: an officer withdraws it and writes another."""
    LATER = "answer waits"
    """A key or a database is away: the next round goes on with it."""
    PASSED = "answer passed"
    """Another job is at it, or an officer has withdrawn it."""


@dataclass(frozen=True)
class Outcome:
    """What became of the answer of a case."""

    case: str
    what: What
    reason: str = ""


class AnswerJob:
    """Sets and signs letters."""

    def __init__(
        self,
        units: Units,
        claims: Claims,
        certificates: Certificates,
        keys: Callable[[], KeyStore],
        teller: Teller,
        press: Callable[[], Press],
    ) -> None:
        self._units = units
        self._claims = claims
        self._certificates = certificates
        self._keys = keys
        self._teller = teller
        self._press = press

    def round(self, chamber: str) -> Iterator[Outcome]:
        """Sign what is confirmed, the oldest first."""
        with self._units.look(_job(chamber)) as unit:
            waiting = answers_in(unit, AnswerState.CONFIRMED)
        for answer in waiting:
            yield self.sign(chamber, answer.id)

    def sign(self, chamber: str, key: str) -> Outcome:
        """Sign one answer."""
        with self._claims.take(f"answer {chamber} {key}") as taken:
            answer = self._confirmed(chamber, key) if taken else None
            if answer is None:
                return Outcome(key, What.PASSED)
            try:
                pdf = self._letter(chamber, answer)
                return self._keep(chamber, answer, pdf)
            except ConflictError:
                return Outcome(answer.case, What.PASSED)  # an officer was quicker
            except (KeyStoreError, StorageError) as error:
                return Outcome(answer.case, What.LATER, str(error))
            except (RefusedError, PaperError) as error:
                return self._stop(chamber, answer, error)

    def _confirmed(self, chamber: str, key: str) -> Answer | None:
        with self._units.look(_job(chamber)) as unit:
            found = find_answer(unit, key)
        return found if found is not None and found.state is AnswerState.CONFIRMED else None

    def _letter(self, chamber: str, answer: Answer) -> bytes:
        """Return the signed letter; raise `RefusedError` where the ledger says otherwise by now."""
        with self._units.look(_job(chamber)) as unit:
            case, settings, now = get_case(unit, answer.case), settings_of(unit), unit.now
        check_against(answer.statement, case, self._certificates)
        quoted = self._quoted(case)
        pdf = print_answer(self._press(), case, answer.statement, quoted, settings, now)
        signer = self._keys().pdf_signer(chamber, japan_date(now).year)
        return sign_with_reason(
            pdf,
            key=signer.key,
            certificate=signer.certificate,
            chain=[signer.anchor],
            reason=f"Answer to case {case.reference}",
            signed_at=now,
        )

    def _quoted(self, case: Case) -> Quoted | None:
        if case.number is None:
            return None
        certified = self._certificates.get(case.number)
        entry, ended = certified.entry, certified.ended_by
        return Quoted(
            entry.public_number,
            entry.kind,
            entry.issue_date,
            certified.boxes,
            None if ended is None else (ended.payload.event, ended.payload.time.astimezone(ZONE).date()),
            _successor(certified),
        )

    def _keep(self, chamber: str, answer: Answer, pdf: bytes) -> Outcome:
        with self._units.act(_job(chamber)) as unit:
            move_answer(unit, answer, AnswerEvent.SIGN, signed_at=unit.now)
            add_letter(unit, answer.id, pdf)
            case = move_case(unit, get_case(unit, answer.case), CaseEvent.ANSWER)
            self._teller.reporter(unit, case, "case_answered")
        return Outcome(case.reference, What.SIGNED)

    def _stop(self, chamber: str, answer: Answer, error: IssuanceError) -> Outcome:
        with self._units.act(_job(chamber)) as unit:
            move_answer(unit, answer, AnswerEvent.STOP, stopped_because=str(error)[:MOST_REASON])
        return Outcome(answer.case, What.STOPPED, str(error))


def _successor(certified: Certified) -> str | None:
    ended = certified.ended_by
    return None if ended is None else ended.payload.successor


def _job(chamber: str) -> Actor:
    return Actor.job(chamber, "issue")
