"""The database itself refuses to alter the audit trail, for whoever reaches it past the program (T8.4, T15)."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from issuance.domain.actor import Actor
from issuance.office import Office
from issuance.storage.tables.audit import entry as table
from tests.builders import NOW
from tests.offices import Installation

HANAKO = Actor("TYO", "TYO-U000001-8", account="a" * 16, answerable="o" * 16)
FOUR_YEARS = dt.timedelta(days=4 * 366)
OTHER: dict[str, object] = {
    "chamber": "OSA",
    "id": 9,
    "at": NOW,
    "act": "registration.reject",
    "actor": None,
    "actor_name": "TYO-U000009-9",
    "answerable": None,
    "subject": "registration:9",
    "organisation": "p" * 16,
    "digest": bytes(32),
    "chain": bytes(32),
}
"""Another value for every column but `values`."""


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    """Yield an office with two entries, four years old."""
    with installation.open() as opened:
        opened.clock = lambda: NOW - FOUR_YEARS
        for number in (1, 2):
            with opened.units.act(HANAKO) as unit:
                unit.record("registration.approve", f"registration:{number}", organisation="o" * 16)
        opened.clock = lambda: NOW
        yield opened


def run(office: Office, statement: sa.Executable) -> None:
    with office.store.engine.begin() as connection:
        connection.execute(statement)


def purge(office: Office) -> int:
    return office.trail.purge_values(Actor.job("TYO", "retention"), NOW - dt.timedelta(days=3 * 366))


def refused(office: Office, statement: sa.Executable) -> None:
    with pytest.raises(DBAPIError, match="the audit trail only grows"):
        run(office, statement)


def test_every_column_has_its_case() -> None:
    assert {*OTHER, "values"} == {column.name for column in table.columns}


@pytest.mark.parametrize("column", OTHER)
def test_no_column_of_an_entry_is_changed(office: Office, column: str) -> None:
    refused(office, sa.update(table).where(table.c.id == 2).values({column: OTHER[column]}))
    assert office.trail_check.verify(HANAKO).fault is None


def test_no_entry_is_deleted(office: Office) -> None:
    refused(office, sa.delete(table).where(table.c.id == 2))
    if office.store.engine.dialect.name == "postgresql":
        refused(office, sa.text("TRUNCATE audit_entry"))
    assert office.trail_check.verify(HANAKO).entries == 2


def test_values_are_purged_and_never_come_back(office: Office) -> None:
    assert purge(office) == 2
    refused(office, sa.update(table).where(table.c.id == 2).values(values=b"something"))
    assert office.trail_check.verify(HANAKO).purged == 2


def test_an_entry_is_not_changed_while_it_is_purged(office: Office) -> None:
    refused(office, sa.update(table).where(table.c.id == 2).values(values=None, actor_name="somebody"))
