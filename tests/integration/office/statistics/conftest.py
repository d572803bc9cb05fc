"""A chamber with officers on SQLite and on PostgreSQL, and one whose statistics are filled, with its pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import NOW
from tests.filled_statistics import fill_statistics
from tests.office_ids import STAFF
from tests.office_site import OfficeSite
from tests.offices import Installation
from tests.review_world import ReviewWorld


@pytest.fixture
def world(installation: Installation) -> Iterator[ReviewWorld]:
    """Yield it at noon of 10 March 2026 in Tokyo, on each database."""
    with installation.open() as opened:
        yield ReviewWorld.open(opened)


@pytest.fixture
def sqlite_world(sqlite_installation: Installation) -> Iterator[ReviewWorld]:
    """Yield the same on SQLite alone, for what does not depend on the database."""
    with sqlite_installation.open() as opened:
        yield ReviewWorld.open(opened)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    """Yield the pages of a chamber with the statistics of two years."""
    site = OfficeSite.make(tmp_path_factory.mktemp("statistics"), office_templates(NOW.year))
    with site.office.units.act(STAFF) as unit:
        fill_statistics(unit)
    yield site
    site.close()
