"""No table is forgotten: of each it is said what becomes of its rows past retention, and the purge can keep to it."""

import pytest
from sqlalchemy import Table

from issuance.services.retention.belongings import references
from issuance.services.retention.registry import RULES, Fate
from issuance.storage.tables import metadata

TABLES = metadata.sorted_tables
FIRST_GONE = {
    # What goes may be referred to by what goes before it, in the same act or an earlier step of the purge.
    Fate.APPLICATION: {Fate.APPLICATION, Fate.VOUCHER},
    Fate.ORGANISATION: {Fate.ORGANISATION, Fate.APPLICATION, Fate.VOUCHER},
    # A file goes by the key of what it was handed in for alone: with what stays, it stays.
    Fate.UPLOAD: {Fate.UPLOAD, Fate.APPLICATION, Fate.OWN, Fate.KEPT},
    # A charge waits for the orders of copies that name it (`Due`).
    Fate.VOUCHER: {Fate.VOUCHER, Fate.APPLICATION},
    Fate.OWN: {Fate.OWN, Fate.ORGANISATION},
    Fate.KEPT: set(Fate),
    Fate.CERTIFICATE: set(Fate),
}


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_it_is_said_of_every_table_what_becomes_of_it(table: str) -> None:
    assert table in RULES, f"say in issuance/services/retention/registry.py what becomes of the rows of {table}"
    assert RULES[table].why


def test_nothing_is_said_of_tables_that_are_not_there() -> None:
    assert RULES.keys() == {table.name for table in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nothing_stays_that_refers_to_what_goes(table: Table) -> None:
    fate = RULES[table.name].fate
    for column, target in references(table):
        if target.name == "account" and RULES[table.name].staff:
            continue
        allowed = FIRST_GONE[RULES[target.name].fate]
        assert fate in allowed, f"{column} would refer to a row of {target.name} that is gone: {fate} stays longer"
