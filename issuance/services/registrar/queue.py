"""The registrar's lists: filings that wait, organisations that are looked for, demands whose time runs.

queue = QueueDesk(units)
page = queue.filings(actor, QueueAsk(text="東京貿易", late=True), page=1)
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date, japan_midnight
from issuance.domain.registration.filing import FilingKind, FilingState
from issuance.domain.registration.form import LegalForm
from issuance.domain.registration.measures import MeasureKind
from issuance.domain.registration.states import State
from issuance.domain.registration.waiting import Waiting, last_late_day, waiting
from issuance.domain.staff import StaffAct
from issuance.services.chamber.settings import settings_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.storage import measures
from issuance.storage.desk_organisations import OrganisationLine, organisations
from issuance.storage.desk_queue import (
    QueueFilter,
    QueueLine,
    Tray,
    queue,
    queue_length,
    tray_counts,
)
from issuance.storage.name_index import find_names
from issuance.storage.organisations import organisations_with_number
from issuance.storage.references import read_reference
from issuance.storage.shown import names_of_accounts
from issuance.storage.unit import Unit, Units

LINES = 25
"""Filings on one page of the queue."""

MOST_ORGANISATIONS = 100
LONGEST_QUESTION = 100
_REFERENCE = re.compile(r"R-?[0-9A-Z]{4}-?[0-9A-Z]{4}", re.IGNORECASE)
_CORPORATE_NUMBER = re.compile(r"\d{13}")


@dataclass(frozen=True)
class QueueAsk:
    """What a registrar asks the queue for."""

    tray: Tray = Tray.OPEN
    kind: FilingKind | None = None
    form: LegalForm | None = None
    late: bool = False
    mine: bool = False
    text: str = ""
    """A name or part of one, a corporate number, or a filing's reference."""


@dataclass(frozen=True)
class Waits:
    """A line of the queue, and how long it has waited; None once it is settled."""

    line: QueueLine
    waiting: Waiting | None
    holder: str


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue."""

    lines: Sequence[Waits]
    counts: Mapping[FilingState, int]
    total: int
    page: int
    pages: int
    demands_over: int
    """Demands whose 14 days have passed without their being met: a person has to decide."""


@dataclass(frozen=True)
class Found:
    """Organisations that were found; `more` says that the list was cut."""

    lines: Sequence[OrganisationLine]
    more: bool
    demands: Mapping[str, measures.Measure]
    """Open demands by organisation."""
    today: dt.date


class QueueDesk:
    """Reads the lists. It changes nothing."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def filings(self, actor: Actor, ask: QueueAsk, page: int) -> QueuePage:
        """Return a page of the queue; a page beyond the last one is the last one."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_FILINGS)
            settings = settings_of(unit)
            today, target = japan_date(unit.now), settings.targets.registration
            wanted = _filter(unit, ask)
            if ask.late:
                last = last_late_day(settings.calendar, today, target)
                wanted = replace(wanted, submitted_before=japan_midnight(last + dt.timedelta(days=1)))
            total = queue_length(unit, wanted)
            pages = max(1, -(-total // LINES))
            page = min(max(page, 1), pages)
            lines = queue(unit, wanted, (page - 1) * LINES, LINES)
            names = names_of_accounts(unit, [line.holder for line in lines])
            over = [
                demand
                for demand in measures.open_ones(unit, MeasureKind.DEMAND)
                if demand.deadline and demand.deadline.is_over(today)
            ]
            waits = [
                Waits(
                    line,
                    waiting(settings.calendar, japan_date(line.submitted_at), today, target)
                    if line.state in Tray.OPEN.states
                    else None,
                    names.get(line.holder or "", ""),
                )
                for line in lines
            ]
            return QueuePage(waits, tray_counts(unit), total, page, pages, len(over))

    def organisations(
        self,
        actor: Actor,
        text: str,
        states: Collection[State] = (),
        *,
        ends_within: int | None = None,
        with_demand: bool = False,
    ) -> Found:
        """Return organisations by name, corporate number or state.

        `ends_within` days of today: those that end soon. `with_demand`: those with an open demand.
        """
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_ORGANISATIONS)
            today = japan_date(unit.now)
            found = _organisations_like(unit, text) if text.strip() else None
            ends_by = None if ends_within is None else today + dt.timedelta(days=ends_within)
            demands = {demand.organisation: demand for demand in measures.open_ones(unit, MeasureKind.DEMAND)}
            if with_demand:
                found = [key for key in demands if found is None or key in found]
            lines = organisations(unit, states, found, today=today, ends_by=ends_by, limit=MOST_ORGANISATIONS + 1)
            return Found(lines[:MOST_ORGANISATIONS], len(lines) > MOST_ORGANISATIONS, demands, today)


def _filter(unit: Unit, ask: QueueAsk) -> QueueFilter:
    wanted = QueueFilter(ask.tray, ask.kind, ask.form, unit.actor.account if ask.mine else None)
    text = _normal(ask.text)
    if not text:
        return wanted
    if _REFERENCE.fullmatch(text):
        return replace(wanted, reference=read_reference(text))
    return replace(wanted, organisations=_organisations_like(unit, text))


def _organisations_like(unit: Unit, text: str) -> list[str]:
    """Return the ids of organisations with a corporate number, or with a text in one of their names."""
    number = re.sub(r"[\s-]", "", _normal(text))
    if _CORPORATE_NUMBER.fullmatch(number):
        return organisations_with_number(unit, number)
    return find_names(unit, _normal(text))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:LONGEST_QUESTION]).strip()
