"""The officers' list of applications: what is asked, and the page that answers.

    queue = ApplicationQueue(units)
    page = queue.page(actor, QueueAsk(text="東京貿易", overdue=True), place=None)

It changes nothing. A name, a reference, a certificate's number and an invoice's number are all looked for in one box;
a number is looked for in all trays, whatever tray is open.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from issuance.domain.actor import Actor
from issuance.domain.application.states import State
from issuance.services.applications.indexes import invoice_index
from issuance.storage import application_queue as store
from issuance.storage.application_queue import Line, Place, Wanted
from issuance.storage.application_trays import WAITING, Tray
from issuance.storage.name_index import find_names
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.references import read_reference
from issuance.storage.shown import names_of_accounts
from issuance.storage.unit import Unit, Units
from signing.content import Kind
from signing.errors import SigningError
from signing.number import parse_typed_number

LINES = 25
"""Applications on one page."""

LONGEST_QUESTION = 100
_REFERENCE = re.compile(r"A-?[0-9A-Z]{4}-?[0-9A-Z]{4}", re.IGNORECASE)


@dataclass(frozen=True)
class QueueAsk:
    """What an officer asks the list for."""

    tray: Tray = Tray.OPEN
    kind: Kind | None = None
    destination: str | None = None
    organisation: str | None = None
    """Id of the applicant."""
    agent: str | None = None
    """Id of the agent."""
    rush: bool = False
    mine: bool = False
    overdue: bool = False
    text: str = ""
    """A name or a part of one, a reference, a certificate's number, or an invoice's number."""

    @property
    def narrows(self) -> bool:
        """Whether anything but the tray is asked for."""
        return self != QueueAsk(self.tray)


@dataclass(frozen=True)
class Shown:
    """A line with the names that the page shows."""

    line: Line
    exporter: OrganisationNames
    agent: OrganisationNames | None
    holder: str
    """Of the officer who has it, or who has checked it."""
    is_late: bool


@dataclass(frozen=True)
class QueuePage:
    """One page of the list."""

    lines: Sequence[Shown]
    counts: Mapping[State, int]
    """Of the states that are counted."""
    overdue: int
    before: Place | None
    """Where the page before this one ends; None on the first one."""
    after: Place | None
    """Where the next one begins; None on the last one."""
    names: Mapping[str, OrganisationNames]
    """Of the applicant and the agent that are asked for."""


class ApplicationQueue:
    """Reads the list."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def page(self, actor: Actor, ask: QueueAsk, place: Place | None) -> QueuePage:
        """Return the page at a place, None for the first one."""
        with self._units.look(actor) as unit:
            wanted = _wanted(unit, ask)
            found = list(store.lines(unit, wanted, place, LINES + 1))
            more, back = len(found) > LINES, place is not None and place.before
            if more:
                found = found[1:] if back else found[:LINES]
            counts = store.counts(unit)
            asked = [key for key in (ask.organisation, ask.agent) if key is not None]
            keys = {key for line in found for key in (line.organisation, line.agent) if key is not None}
            names = names_of(unit, [*keys, *asked])
            officers = names_of_accounts(unit, [each for line in found for each in (line.holder, line.checked_by)])
            shown = [_shown(line, names, officers, unit.now) for line in found]
            first = found[0].place(wanted.tray) if found and (more if back else place is not None) else None
            last = found[-1].place(wanted.tray) if found and (back or more) else None
            return QueuePage(
                lines=shown,
                counts=counts,
                overdue=store.overdue_count(unit, unit.now),
                before=None if first is None else replace(first, before=True),
                after=last,
                names={key: names[key] for key in asked if key in names},
            )


def _wanted(unit: Unit, ask: QueueAsk) -> Wanted:
    wanted = Wanted(
        tray=ask.tray,
        kind=ask.kind,
        destination=ask.destination,
        organisations=None if ask.organisation is None else [ask.organisation],
        agents=None if ask.agent is None else [ask.agent],
        rush=ask.rush,
        holder=unit.actor.account if ask.mine else None,
        due_before=unit.now if ask.overdue else None,
    )
    text = unicodedata.normalize("NFKC", ask.text[:LONGEST_QUESTION]).strip()
    if not text:
        return wanted
    if _REFERENCE.fullmatch(text):
        return replace(wanted, tray=Tray.ALL, reference=read_reference(text))
    try:
        return replace(wanted, tray=Tray.ALL, certificate=parse_typed_number(text).canonical)
    except SigningError:
        pass
    names = find_names(unit, text)
    # A text with a figure in it that no name has is taken for the number of an invoice.
    if not names and any(sign.isdigit() for sign in text):
        return replace(wanted, tray=Tray.ALL, invoice=invoice_index(unit, text))
    return replace(wanted, like=names)


def _shown(line: Line, names: Mapping[str, OrganisationNames], officers: Mapping[str, str], now: dt.datetime) -> Shown:
    return Shown(
        line,
        exporter=names.get(line.organisation, OrganisationNames()),
        agent=names.get(line.agent or ""),
        holder=officers.get(line.holder or line.checked_by or "", ""),
        is_late=line.state in WAITING and line.due_at is not None and line.due_at < now,
    )
