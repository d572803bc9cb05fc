"""Cases with what was written about them and handed in with them: rows to values and back."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, RowMapping, Select
from sqlalchemy.dialects import postgresql, sqlite

from issuance.domain.inquiries.case import CASE, ENDED, Case, CaseEntry, CaseEvent, CaseState, EntryKind
from issuance.domain.inquiries.report import CaseKind, Report
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.references import new_reference
from issuance.storage.tables.inquiries import case as table
from issuance.storage.tables.inquiries import entry, file, reminder
from issuance.storage.unit import Unit, new_id

_LINK = "report link"


def link_secret(unit: Unit, case_id: str) -> str:
    """Return the secret part of a case's link: 32 hex digits, the same at every call.

    It is made of the case's id under the office's key of indexes, so that no database holds it, and a later mail can
    name it again.
    """
    return unit.index(_LINK, case_id).hex()


def add_case(
    unit: Unit, report: Report, *, language: str, due_on: dt.date, number: str | None, submission: str
) -> Case:
    """Add a new case."""
    key = new_id()
    unit.insert(
        table,
        id=key,
        reference=new_reference("C"),
        kind=report.kind.value,
        state=CASE.start.value,
        state_since=unit.now,
        language=language,
        received_at=unit.now,
        due_on=due_on,
        number=number,
        submission=submission,
        report=unit.seal(table.c.report, key, report.values()),
        version=1,
    )
    return get_case(unit, key)


def cases(unit: Unit, *where: ColumnElement[bool], limit: int = 100, offset: int = 0) -> list[Case]:
    """Return cases, those that are due first at the top."""
    query = unit.select(table).where(*where).order_by(table.c.due_on, table.c.received_at, table.c.id)
    return [_case(unit, row) for row in unit.rows(query.limit(limit).offset(offset))]


def find_case(unit: Unit, *where: ColumnElement[bool]) -> Case | None:
    """Return the one case for which this holds, None where there is none."""
    found = cases(unit, *where, limit=1)
    return found[0] if found else None


def get_case(unit: Unit, key: str) -> Case:
    """Return a case; raise `RefusedError` where there is none."""
    found = find_case(unit, table.c.id == key)
    if found is None:
        raise RefusedError(_("This chamber has no such case: see the list again."))
    return found


def received_since(unit: Unit, since: dt.datetime) -> int:
    """Return how many cases were received since an instant."""
    return unit.count(unit.select(table, table.c.id).where(table.c.received_at > since))


def move_case(unit: Unit, found: Case, event: CaseEvent, columns: Mapping[str, object] | None = None) -> Case:
    """Lead a case on as its table says, and record it; the only way between its states."""
    state = CASE.after(found.state, event)
    values: dict[str, object] = {"state": state.value, **(columns or {})}
    if state is not found.state:
        values["state_since"] = unit.now
        values["closed_at"] = unit.now if state in ENDED else None
    unit.update(table, found.id, version=found.version, **values)
    unit.record(
        f"inquiry.{event.name.lower()}",
        f"inquiry:{found.id}",
        before={"state": found.state, "holder": found.holder},
        after={"state": state, "holder": values.get("holder", found.holder)},
    )
    return get_case(unit, found.id)


def change_case(unit: Unit, found: Case, columns: Mapping[str, object]) -> Case:
    """Change a case without leading it on."""
    unit.update(table, found.id, version=found.version, **columns)
    return get_case(unit, found.id)


def add_entry(unit: Unit, case_id: str, kind: EntryKind, text: str, submission: str) -> bool:
    """Add a line to a case; tell whether it was not there before, sent by the same form."""
    if unit.count(unit.select(entry, entry.c.id).where(entry.c.submission == submission)):
        return False
    key = new_id()
    unit.insert(
        entry,
        id=key,
        case=case_id,
        kind=kind.value,
        account=unit.actor.account,
        written_at=unit.now,
        submission=submission,
        text=unit.seal(entry.c.text, key, {"text": text}),
    )
    return True


def entries_of(unit: Unit, case_id: str, *kinds: EntryKind) -> Sequence[CaseEntry]:
    """Return the lines of a case, the oldest first."""
    query = unit.select(entry).where(entry.c.case == case_id, entry.c.kind.in_([kind.value for kind in kinds]))
    return [
        CaseEntry(
            EntryKind(row["kind"]),
            unit.open(entry.c.text, row["id"], row["text"])["text"],
            row["account"],
            row["written_at"],
        )
        for row in unit.rows(query.order_by(entry.c.written_at, entry.c.id))
    ]


def add_file(unit: Unit, case_id: str, upload: str) -> None:
    """Put a file beside a case."""
    unit.insert(file, case=case_id, upload=upload, added_at=unit.now)


def files_of(unit: Unit, case_id: str) -> Sequence[str]:
    """Return the ids of a case's uploads."""
    return [str(row["upload"]) for row in unit.rows(uploads_beside(unit, case_id))]


def uploads_beside(unit: Unit, case_id: str) -> Select[tuple[object, ...]]:
    """Return the query for the ids of a case's uploads."""
    return unit.select(file, file.c.upload).where(file.c.case == case_id)


def note_reminded(unit: Unit, day: dt.date) -> bool:
    """Note that the chamber is reminded on a day; tell whether it was not before."""
    insert = postgresql.insert if unit.dialect == "postgresql" else sqlite.insert
    statement = insert(reminder).values(chamber=unit.chamber, id=day.isoformat(), sent_at=unit.now)
    noted = statement.on_conflict_do_nothing(index_elements=["chamber", "id"]).returning(reminder.c.id)
    return unit.execute(noted).scalar_one_or_none() is not None


def _case(unit: Unit, row: RowMapping) -> Case:
    key = str(row["id"])
    same = ("reference", "language", "received_at", "state_since", "due_on", "holder", "number", "duplicate_of")
    return Case(
        id=key,
        kind=CaseKind(row["kind"]),
        state=CaseState(row["state"]),
        report=Report.read(unit.open(table.c.report, key, row["report"])),
        closed_at=row["closed_at"],
        version=row["version"],
        **{name: row[name] for name in same},
    )
