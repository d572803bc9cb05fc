"""The officers' list of cases: trays, filters, what is due first at the top."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, or_

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.inquiries.answer import AnswerState
from issuance.domain.inquiries.case import ENDED, WAITING, Case, CaseState
from issuance.domain.inquiries.report import CaseKind
from issuance.domain.staff import StaffAct
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.inquiries.certificates import Certificates
from issuance.storage.inquiries import cases
from issuance.storage.inquiry_answers import states_of_answers
from issuance.storage.references import read_reference
from issuance.storage.shown import names_of_accounts
from issuance.storage.tables.inquiries import case as table
from issuance.storage.unit import Unit, Units

PAGE = 50


class Tray(StrEnum):
    """Which cases a list shows. The values stand in addresses."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ENDED = "ended"
    ALL = "all"

    @property
    def states(self) -> frozenset[CaseState]:
        """The states that lie in it."""
        return {
            Tray.WAITING: WAITING,
            Tray.ANSWERED: frozenset({CaseState.ANSWERED}),
            Tray.ENDED: ENDED,
            Tray.ALL: frozenset(CaseState),
        }[self]


@dataclass(frozen=True)
class CaseAsk:
    """What a list is asked for. `text` is a case's reference or a certificate's number, looked for in every tray."""

    tray: Tray = Tray.WAITING
    kind: CaseKind | None = None
    mine: bool = False
    overdue: bool = False
    text: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether it leaves out something of its tray."""
        return bool(self.kind or self.mine or self.overdue or self.text)


@dataclass(frozen=True)
class CaseLine:
    """A case in the list; `answer` is where its answer stands, if one is under way."""

    case: Case
    holder: str
    answer: AnswerState | None
    age: int
    """Whole days since it was received."""
    is_late: bool


@dataclass(frozen=True)
class CasePage:
    """A page of the list, and how many cases lie in each state."""

    lines: Sequence[CaseLine]
    counts: Mapping[CaseState, int]
    overdue: int
    more: bool


class CaseQueue:
    """Lists cases for officers and auditors."""

    def __init__(self, units: Units, certificates: Certificates) -> None:
        self._units = units
        self._certificates = certificates

    def page(self, actor: Actor, ask: CaseAsk) -> CasePage:
        """Return a page of the list: what is due first at the top."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_INQUIRIES)
            today = japan_date(unit.now)
            found = cases(unit, *self._where(unit, ask, today), limit=PAGE + 1, offset=(ask.page - 1) * PAGE)
            shown = found[:PAGE]
            names = names_of_accounts(unit, [case.holder for case in shown])
            answers = states_of_answers(unit, [case.id for case in shown])
            lines = [
                CaseLine(
                    case,
                    names.get(case.holder or "", ""),
                    answers.get(case.id),
                    (today - japan_date(case.received_at)).days,
                    case.is_late(today),
                )
                for case in shown
            ]
            counts = _counts(unit)
            late = unit.count(unit.select(table, table.c.id).where(_in(WAITING), table.c.due_on < today))
        return CasePage(lines, counts, late, more=len(found) > PAGE)

    def _where(self, unit: Unit, ask: CaseAsk, today: dt.date) -> list[ColumnElement[bool]]:
        if ask.text:
            number = self._certificates.named(unit.chamber, ask.text)
            return [or_(table.c.reference == read_reference(ask.text), table.c.number == (number or "-"))]
        where = [_in(ask.tray.states)]
        if ask.kind is not None:
            where.append(table.c.kind == ask.kind.value)
        if ask.mine:
            where.append(table.c.holder == unit.actor.account)
        if ask.overdue:
            where += [_in(WAITING), table.c.due_on < today]
        return where


def _in(states: frozenset[CaseState]) -> ColumnElement[bool]:
    return table.c.state.in_([state.value for state in states])


def _counts(unit: Unit) -> dict[CaseState, int]:
    columns: tuple[ColumnElement[Any], ...] = (table.c.state, func.count().label("cases"))
    query = unit.select(table, *columns).group_by(table.c.state)
    return {CaseState(row["state"]): int(row["cases"]) for row in unit.rows(query)}
