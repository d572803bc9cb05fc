"""The office's pages with people who can sign in, and a clock that tests move; on each database."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders import NOW
from tests.office_site import OfficeSite


@pytest.fixture(autouse=True)
def on_each_database(database: str) -> None:
    """Run everything here on SQLite and again on PostgreSQL."""


@dataclass
class MovedClock:
    """A clock that goes when it is told to."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def go(self, **span: float) -> None:
        """Go on by days, hours, minutes or seconds; backwards where they are negative."""
        self.now += dt.timedelta(**span)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path], clock: MovedClock) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    made.office.clock = clock
    yield made
    made.close()
