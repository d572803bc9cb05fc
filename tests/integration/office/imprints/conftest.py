"""An office with everybody in it, on each database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import NOW
from tests.office_cast import Cast
from tests.office_site import OfficeSite


@pytest.fixture(autouse=True)
def on_each_database(database: str) -> None:
    """Run everything here on SQLite and again on PostgreSQL."""


@pytest.fixture
def cast(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[Cast]:
    """Open the office for one test."""
    site = OfficeSite.make(tmp_path, office_templates(NOW.year))
    yield Cast.make(site)
    site.close()
