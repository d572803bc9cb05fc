"""Applications: rows to values and back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select

from issuance.domain.application.application import Application, Remarks, Version
from issuance.domain.application.entry import Entry
from issuance.domain.application.states import APPLICATION, Event, State
from issuance.storage.references import new_reference
from issuance.storage.tables.applications import application as table
from issuance.storage.tables.applications import application_version as versions
from issuance.storage.unit import Unit, new_id
from signing.canonical import JsonObject
from signing.content import Kind

Columns = Mapping[str, object]
"""What else changes in the row, by column."""

NOBODY_HOLDS: Columns = {"holder": None, "held_since": None}
_NONE: Columns = {}


def add_application(
    unit: Unit,
    kind: Kind,
    *,
    organisation: str,
    agent: str | None,
    signatory: str,
    created_by: str,
    language: str,
    entry: Entry,
    replaces: str | None = None,
    submission: str | None = None,
) -> Application:
    """Add a draft and return it."""
    row = new_id()
    unit.insert(
        table,
        id=row,
        reference=new_reference("A"),
        kind=int(kind),
        state=APPLICATION.start.value,
        state_since=unit.now,
        organisation=organisation,
        agent=agent,
        signatory=signatory,
        created_by=created_by,
        language=language,
        data=_sealed_entry(unit, row, entry),
        replaces=replaces,
        started_at=unit.now,
        changed_at=unit.now,
        submission=submission,
    )
    return get_application(unit, row)


def find_application(unit: Unit, id_: str) -> Application | None:
    """Return an application by its id."""
    found = applications(unit, table.c.id == id_)
    return found[0] if found else None


def get_application(unit: Unit, id_: str) -> Application:
    """Return an application that is known to be there."""
    found = find_application(unit, id_)
    if found is None:
        raise LookupError(f"There is no application {id_} in {unit.chamber}.")
    return found


def find_application_of_submission(unit: Unit, submission: str) -> Application | None:
    """Return the application that a page with this one-time token has started or submitted already."""
    found = applications(unit, table.c.submission == submission)
    return found[0] if found else None


def find_application_of_certificate(unit: Unit, number: str) -> Application | None:
    """Return the application from which a certificate (canonical number) was issued."""
    found = applications(unit, table.c.certificate == number)
    return found[0] if found else None


def applications(unit: Unit, *where: ColumnElement[bool]) -> list[Application]:
    """Return applications, the one changed last first."""
    return [to_application(unit, row) for row in unit.rows(_query(unit).where(*where))]


def save_entry(unit: Unit, found: Application, entry: Entry, columns: Columns = _NONE) -> Application:
    """Keep what a form holds now; raise `ConflictError` where somebody else has changed it meanwhile."""
    values: dict[str, Any] = {**columns, "data": _sealed_entry(unit, found.id, entry), "changed_at": unit.now}
    unit.update(table, found.id, version=found.version, **values)
    return get_application(unit, found.id)


def change_application(unit: Unit, found: Application, columns: Columns) -> Application:
    """Change other columns of an application in the state in which it is."""
    values: dict[str, Any] = {**columns, "changed_at": unit.now}
    unit.update(table, found.id, version=found.version, **values)
    return get_application(unit, found.id)


def move_application(
    unit: Unit,
    found: Application,
    event: Event,
    *,
    remarks: Remarks | None = None,
    columns: Columns = _NONE,
) -> Application:
    """Let an event happen to an application, and note it in the audit trail.

    Raises `RefusedError` where it cannot happen now, `ConflictError` where the application has moved on meanwhile.
    """
    state = APPLICATION.after(found.state, event)
    values: dict[str, Any] = {**columns, "state": state.value, "state_since": unit.now, "changed_at": unit.now}
    if remarks is not None:
        said = {"general": remarks.general, "fields": dict(remarks.fields)}
        values["remarks"] = unit.seal(table.c.remarks, found.id, said)
    unit.update(table, found.id, version=found.version, **values)
    moved = get_application(unit, found.id)
    unit.record(
        f"application.{event.name.lower()}",
        f"application:{found.id}",
        organisation=found.organisation,
        before={"state": found.state, "holder": found.holder},
        after={"state": moved.state, "holder": moved.holder, "reason": remarks.general or None if remarks else None},
    )
    return moved


def add_version(unit: Unit, found: Application, draft: JsonObject, submitted_by: str) -> Version:
    """Add what is submitted now as the next version; `move_application` notes its number in the application."""
    row = new_id()
    number = found.version_submitted + 1
    unit.insert(
        versions,
        id=row,
        application=found.id,
        number=number,
        submitted=unit.seal(versions.c.submitted, row, {"entry": found.entry.model_dump(mode="json"), "draft": draft}),
        submitted_at=unit.now,
        submitted_by=submitted_by,
    )
    return get_version(unit, found.id, number)


def get_version(unit: Unit, application_id: str, number: int) -> Version:
    """Return a submitted version that is known to be there."""
    for version in versions_of(unit, application_id, versions.c.number == number):
        return version
    raise LookupError(f"There is no version {number} of the application {application_id} in {unit.chamber}.")


def versions_of(unit: Unit, application_id: str, *where: ColumnElement[bool]) -> list[Version]:
    """Return the submitted versions of an application, the first one first."""
    query = unit.select(versions).where(versions.c.application == application_id, *where).order_by(versions.c.number)
    return [_version(unit, row) for row in unit.rows(query)]


def to_application(unit: Unit, row: RowMapping) -> Application:
    """Return the value of a row that has all columns of the table."""
    id_ = str(row["id"])
    remarks = {} if row["remarks"] is None else unit.open(table.c.remarks, id_, row["remarks"])
    same = {
        name: row[name]
        for name in (
            "reference",
            "state_since",
            "organisation",
            "agent",
            "signatory",
            "created_by",
            "language",
            "copies",
            "rush",
            "replaces",
            "free_of_charge",
            "version_submitted",
            "version_approved",
            "holder",
            "held_since",
            "started_at",
            "submitted_at",
            "submitted_by",
            "checked_by",
            "decided_at",
            "decided_by",
            "due_at",
            "stopped_because",
            "certificate",
            "delivered_at",
            "submission",
            "changed_at",
            "version",
        )
    }
    return Application(
        id=id_,
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        entry=Entry.model_validate(unit.open(table.c.data, id_, row["data"])),
        remarks=Remarks(**remarks),
        **same,
    )


def _query(unit: Unit) -> Select[tuple[object, ...]]:
    return unit.select(table).order_by(table.c.changed_at.desc(), table.c.id)


def _sealed_entry(unit: Unit, row: str, entry: Entry) -> bytes:
    return unit.seal(table.c.data, row, entry.model_dump(mode="json"))


def _version(unit: Unit, row: RowMapping) -> Version:
    held = unit.open(versions.c.submitted, str(row["id"]), row["submitted"])
    return Version(
        application=row["application"],
        number=row["number"],
        entry=Entry.model_validate(held["entry"]),
        draft=held["draft"],
        submitted_at=row["submitted_at"],
        submitted_by=row["submitted_by"],
    )
