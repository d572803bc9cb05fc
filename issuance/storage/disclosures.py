"""Disclosures: rows to values and back, the parts of their files, who fetched them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.disclosure.case import FETCHED_FOR, Disclosure, DisclosureState, Ground
from issuance.domain.retention.hold import HoldKind
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.doomed_files import doom
from issuance.storage.tables.disclosures import disclosure as table
from issuance.storage.tables.disclosures import disclosure_fetch, disclosure_part
from issuance.storage.unit import Unit, new_id


def add_disclosure(unit: Unit, kind: HoldKind, subject: str, ground: Ground, paper: str, *, may_be_told: bool) -> str:
    """Enter a case; return its id."""
    key = new_id()
    said = {"authority": ground.authority, "reference": ground.reference, "ground": ground.ground}
    return unit.insert(
        table,
        id=key,
        kind=kind.value,
        subject=subject,
        state=DisclosureState.ASKED.value,
        ground=unit.seal(table.c.ground, key, said),
        paper=paper,
        may_be_told=may_be_told,
        asked_by=str(unit.actor.account),
        asked_at=unit.now,
    )


def get_disclosure(unit: Unit, key: str) -> Disclosure:
    """Return a case; raise `RefusedError` where the chamber has none of that id."""
    found = disclosures(unit, table.c.id == key)
    if not found:
        raise RefusedError(_("There is no such disclosure in this chamber: open the list again."))
    return found[0]


def disclosures(unit: Unit, *where: ColumnElement[bool], most: int = 200) -> Sequence[Disclosure]:
    """Return cases, the newest first."""
    query = unit.select(table).where(*where).order_by(table.c.asked_at.desc(), table.c.id)
    return [_disclosure(unit, row) for row in unit.rows(query.limit(most))]


def in_state(state: DisclosureState) -> ColumnElement[bool]:
    """Return the condition that a case is in a state."""
    return table.c.state == state.value


def made_before(now: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that the days are over for which a file is kept."""
    return table.c.made_at <= now - FETCHED_FOR


def move_disclosure(unit: Unit, found: Disclosure, state: DisclosureState, **columns: object) -> None:
    """Give a case its next state; `ConflictError` where somebody was quicker."""
    unit.update(table, found.id, version=found.version, state=state.value, **columns)


def add_part(unit: Unit, disclosure: str, part: str, number: int, stored: str) -> None:
    """Name a part of a file before its bytes are stored: whatever is cut off, the row leads to them."""
    unit.insert(disclosure_part, id=part, disclosure=disclosure, number=number, stored=stored)


def parts_of(unit: Unit, disclosure: str) -> list[tuple[str, str]]:
    """Return id and stored name of each part, in their order."""
    query = unit.select(disclosure_part).where(disclosure_part.c.disclosure == disclosure)
    return [(str(row["id"]), str(row["stored"])) for row in unit.rows(query.order_by(disclosure_part.c.number))]


def drop_parts(unit: Unit, disclosure: str) -> None:
    """Forget the parts of a file; their bytes follow."""
    doom(unit, [stored for _part, stored in parts_of(unit, disclosure)])
    unit.delete(disclosure_part, disclosure_part.c.disclosure == disclosure)


def count_fetches(unit: Unit, disclosure: str, account: str | None) -> int:
    """Return how often somebody has fetched a file."""
    mine = (disclosure_fetch.c.disclosure == disclosure, disclosure_fetch.c.account == account)
    return unit.count(unit.select(disclosure_fetch).where(*mine))


def add_fetch(unit: Unit, disclosure: str) -> None:
    """Note that the actor fetches a file."""
    unit.insert(disclosure_fetch, disclosure=disclosure, account=unit.actor.account, at=unit.now)


def _disclosure(unit: Unit, row: RowMapping) -> Disclosure:
    key = str(row["id"])
    same = ("subject", "paper", "may_be_told", "asked_by", "asked_at", "settled_by", "settled_at", "made_at")
    return Disclosure(
        id=key,
        kind=HoldKind(row["kind"]),
        state=DisclosureState(row["state"]),
        ground=Ground(**unit.open(table.c.ground, key, row["ground"])),
        size=row["size"],
        sha256=row["sha256"],
        failed_because=row["failed_because"],
        version=row["version"],
        **{name: row[name] for name in same},
    )
