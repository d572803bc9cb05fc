"""An open office on SQLite and on PostgreSQL, closed after the test."""

from collections.abc import Iterator

import pytest

from issuance.office import Office
from issuance.storage.unit import Units
from tests.offices import Installation


@pytest.fixture(autouse=True)
def on_each_database(database: str) -> None:
    """Run everything here on SQLite and again on PostgreSQL."""


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    """Yield an office at noon of 10 March 2026 in Tokyo, on each database."""
    with installation.open() as opened:
        yield opened


@pytest.fixture
def units(office: Office) -> Units:
    """Return what opens acts on its data."""
    return office.units
