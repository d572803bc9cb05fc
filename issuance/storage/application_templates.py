"""Templates of applications: rows to values and back."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.application.entry import Entry
from issuance.storage.tables.application_help import application_template as table
from issuance.storage.unit import Unit, new_id
from signing.content import Kind


@dataclass(frozen=True)
class Template:
    """What an application of a kind can begin with."""

    id: str
    kind: Kind
    name: str
    entry: Entry
    organisation: str
    agent: str | None


def add_template(unit: Unit, kind: Kind, name: str, entry: Entry, *, organisation: str, agent: str | None) -> Template:
    """Keep one, made by whoever acts."""
    row = new_id()
    unit.insert(
        table,
        id=row,
        kind=int(kind),
        organisation=organisation,
        agent=agent,
        data=unit.seal(table.c.data, row, {"name": name, "entry": entry.model_dump(mode="json")}),
        made_by=unit.actor.account,
        made_at=unit.now,
    )
    return Template(row, kind, name, entry, organisation, agent)


def templates_where(unit: Unit, *where: ColumnElement[bool]) -> list[Template]:
    """Return templates, the oldest first."""
    query = unit.select(table).where(*where).order_by(table.c.made_at, table.c.id)
    return [_template(unit, row) for row in unit.rows(query)]


def remove_template(unit: Unit, found: Template) -> None:
    """Take one away; what began with it stays as it is."""
    unit.delete(table, table.c.id == found.id)


def _template(unit: Unit, row: RowMapping) -> Template:
    held = unit.open(table.c.data, str(row["id"]), row["data"])
    return Template(
        id=str(row["id"]),
        kind=Kind(row["kind"]),
        name=held["name"],
        entry=Entry.model_validate(held["entry"]),
        organisation=row["organisation"],
        agent=row["agent"],
    )
