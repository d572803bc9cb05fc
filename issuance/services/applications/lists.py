"""The applications that an id sees: what waits for it on top, trays, search by reference, invoice or certificate."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.order import public_number_of
from issuance.domain.application.states import State
from issuance.domain.ids import Act
from issuance.services.applications.indexes import invoice_index
from issuance.services.applications.sight import Applicant, Conditions, applicant_in
from issuance.storage.applications import to_application
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.references import read_reference
from issuance.storage.shown import names_of_accounts
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from signing.content import Kind
from signing.record import State as CertificateState

LINES = 50
LONGEST_QUESTION = 100
_REFERENCE = re.compile(r"[Aa][\s-]?[0-9A-Za-z]{4}[\s-]?[0-9A-Za-z]{4}")
_ACCESS = "_" * 8
"""What follows a public number in a canonical one."""


class Tray(StrEnum):
    """A part of the list."""

    WAITING = "waiting"
    """For the applicant's side: returned, to be paid, to be printed, and for a signatory what it was asked to see."""
    DRAFTS = "drafts"
    CHAMBER = "chamber"
    DONE = "done"
    ALL = "all"


_CHAMBER = (State.SUBMITTED, State.IN_REVIEW, State.CHECKED, State.PAID, State.ISSUING, State.ISSUE_STOPPED)
_DONE = (State.PRINT_CLOSED, State.REJECTED, State.WITHDRAWN)
_WAITING = (State.RETURNED, State.FEE_DUE, State.DELIVERED)


@dataclass(frozen=True)
class Ask:
    """Which applications are asked for. With a text, every tray is looked through."""

    tray: Tray = Tray.WAITING
    kind: Kind | None = None
    text: str = ""
    before: tuple[dt.datetime, str] | None = None
    """Changed at, id of the last line of the page before."""
    states: frozenset[State] = frozenset()
    """In any of these alone; none: in whatever state."""
    changed_since: dt.datetime | None = None
    """Changed at this instant or later."""


@dataclass(frozen=True)
class Page:
    """What the list shows."""

    lines: Sequence[Application]
    states: Mapping[str, CertificateState]
    """Of the certificates, by canonical number: what was revoked or replaced must not look as if it were in force."""
    counts: Mapping[Tray, int]
    after: tuple[dt.datetime, str] | None
    """Where the next page begins; None where there is none."""
    applicant: Applicant
    names: OrganisationNames
    """Of the applicant for which the id works."""
    people: Mapping[str, str]
    """Who filed, by account."""


class ListDesk:
    """Lists."""

    def __init__(self, units: Units, states: Callable[[Collection[str]], Mapping[str, CertificateState]]) -> None:
        """Make it; `states` gives the states of certificates by canonical number (`storage.store.OfficeStore`)."""
        self._units = units
        self._states = states

    def page(self, actor: Actor, ask: Ask) -> Page:
        """Return a page of what the id sees."""
        with self._units.look(actor) as unit:
            applicant = applicant_in(unit)
            applicant.require(Act.READ_APPLICATIONS)
            sees = applicant.sees()
            where = [*sees, *_wanted(unit, applicant, ask)]
            if ask.before is not None:
                at, key = ask.before
                where.append(or_(table.c.changed_at < at, and_(table.c.changed_at == at, table.c.id < key)))
            query = unit.select(table).where(*where).order_by(table.c.changed_at.desc(), table.c.id.desc())
            found = [to_application(unit, row) for row in unit.rows(query.limit(LINES + 1))]
            lines = found[:LINES]
            return Page(
                lines=lines,
                states=self._states([line.certificate for line in lines if line.certificate]),
                counts=_counts(unit, applicant, sees),
                after=(lines[-1].changed_at, lines[-1].id) if len(found) > LINES else None,
                applicant=applicant,
                names=names_of(unit, {applicant.organisation})[applicant.organisation],
                people=names_of_accounts(unit, [line.created_by for line in lines]),
            )


def states_of(tray: Tray, *, signatory: bool) -> tuple[State, ...]:
    """Return the states of what lies in a tray; what awaits the signatory waits for the signatory alone."""
    match tray:
        case Tray.WAITING:
            return (*_WAITING, State.AWAITING_SIGNATORY) if signatory else _WAITING
        case Tray.DRAFTS:
            return (State.DRAFT,) if signatory else (State.DRAFT, State.AWAITING_SIGNATORY)
        case Tray.CHAMBER:
            return _CHAMBER
        case Tray.DONE:
            return _DONE
    return tuple(State)


def _wanted(unit: Unit, applicant: Applicant, ask: Ask) -> list[ColumnElement[bool]]:
    text = unicodedata.normalize("NFKC", ask.text[:LONGEST_QUESTION]).strip()
    found: list[ColumnElement[bool]] = [] if ask.kind is None else [table.c.kind == int(ask.kind)]
    if ask.states:
        found.append(table.c.state.in_([state.value for state in ask.states]))
    if ask.changed_since is not None:
        found.append(table.c.changed_at >= ask.changed_since)
    if not text:
        if ask.tray is not Tray.ALL:
            found.append(table.c.state.in_([s.value for s in states_of(ask.tray, signatory=applicant.is_signatory)]))
        return found
    meant: list[ColumnElement[bool]] = []
    index = invoice_index(unit, text)
    if index is not None:
        meant.append(table.c.invoice_index == index)
    if _REFERENCE.fullmatch(text):
        meant.append(table.c.reference == read_reference(text))
    number = public_number_of(text)
    if number is not None:
        meant.append(table.c.certificate.like(number.replace("-", "") + _ACCESS))
        meant.append(table.c.replaces == number)
    return [*found, or_(false(), *meant)]


def _counts(unit: Unit, applicant: Applicant, sees: Conditions) -> dict[Tray, int]:
    columns: tuple[ColumnElement[Any], ...] = (table.c.state, func.count().label("applications"))
    rows = unit.rows(unit.select(table, *columns).where(*sees).group_by(table.c.state))
    by_state = {State(row["state"]): int(row["applications"]) for row in rows}
    return {
        tray: sum(by_state.get(state, 0) for state in states_of(tray, signatory=applicant.is_signatory))
        for tray in Tray
    }
