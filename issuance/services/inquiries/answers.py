"""The signed answer: an officer chooses what the chamber states, another confirms what goes beyond the public page.

What is confirmed is signed by the job that has the keys (`signing.py`). No page opens them.
"""

from issuance.domain.actor import Actor
from issuance.domain.inquiries.answer import (
    Answer,
    AnswerEvent,
    AnswerState,
    Statement,
    check_statement,
)
from issuance.domain.inquiries.case import Case
from issuance.domain.staff import StaffAct
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.inquiries.cases import case_as_seen, held_case
from issuance.services.inquiries.certificates import Certificates
from issuance.storage.inquiries import change_case
from issuance.storage.inquiry_answers import add_answer, move_answer, under_way
from issuance.storage.unit import Unit, Units


class AnswerDesk:
    """The acts of officers on the answer of a case."""

    def __init__(self, units: Units, certificates: Certificates) -> None:
        self._units = units
        self._certificates = certificates

    def propose(self, actor: Actor, key: str, version: int, statement: Statement) -> Answer:
        """Propose an answer; what the reference page shows itself is confirmed by that, all else waits for another."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.ANSWER_INQUIRIES)
            case = held_case(unit, key, version)
            if under_way(unit, case.id) is not None:
                raise ConflictError(_("An answer to this case is under way: withdraw it first."))
            check_against(statement, case, self._certificates)
            answer = add_answer(unit, case.id, statement)
            unit.record("answer.propose", f"inquiry:{case.id}", after=_said(answer))
            change_case(unit, case, {})
            return answer if statement.needs_second else _confirmed(unit, answer)

    def confirm(self, actor: Actor, key: str, version: int) -> Answer:
        """Confirm, as another officer, what was proposed."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.ANSWER_INQUIRIES)
            case, answer = _under_way(unit, key, version)
            if answer.state is not AnswerState.PROPOSED:
                raise ConflictError(_("There is nothing to confirm here any more."))
            if answer.proposed_by == actor.account:
                raise RefusedError(_("Another officer confirms what you have proposed."))
            check_against(answer.statement, case, self._certificates)
            change_case(unit, case, {})
            return _confirmed(unit, answer)

    def withdraw(self, actor: Actor, key: str, version: int) -> None:
        """Take an answer back that is not signed yet: its proposer's own, or what another officer does not confirm."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.ANSWER_INQUIRIES)
            case, answer = _under_way(unit, key, version)
            move_answer(unit, answer, AnswerEvent.WITHDRAW)
            change_case(unit, case, {})


def check_against(statement: Statement, case: Case, certificates: Certificates) -> None:
    """Raise `RefusedError` where a statement is not what the ledger says of the case's certificate."""
    if case.number is None:
        check_statement(statement, None, ())
        return
    certified = certificates.get(case.number)
    check_statement(statement, certified.standing, tuple(certified.boxes))


def _under_way(unit: Unit, key: str, version: int) -> tuple[Case, Answer]:
    case = case_as_seen(unit, key, version)
    answer = under_way(unit, case.id)
    if answer is None:
        raise ConflictError(_("No answer to this case is under way any more."))
    return case, answer


def _confirmed(unit: Unit, answer: Answer) -> Answer:
    return move_answer(unit, answer, AnswerEvent.CONFIRM, confirmed_by=unit.actor.account, confirmed_at=unit.now)


def _said(answer: Answer) -> dict[str, object]:
    statement = answer.statement
    return {"answer": answer.id, "fact": statement.fact, "boxes": list(statement.boxes)}
