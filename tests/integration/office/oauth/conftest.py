"""An office that lets a third party's system in, on each database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import NOW
from tests.connected import Connected
from tests.office_site import OfficeSite


@pytest.fixture
def world(tmp_path: Path, office_templates: Callable[[int], Path], database: str) -> Iterator[Connected]:
    """Open the office for one test, on SQLite and again on PostgreSQL."""
    del database
    site = OfficeSite.make(tmp_path, office_templates(NOW.year))
    yield Connected.make(site)
    site.close()


@pytest.fixture
def quick_world(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[Connected]:
    """Open the office for one test, for what does not depend on the database."""
    site = OfficeSite.make(tmp_path, office_templates(NOW.year))
    yield Connected.make(site)
    site.close()


@pytest.fixture(scope="module")
def shared_world(
    tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]
) -> Iterator[Connected]:
    """Open one office for all tests of a module that leave it as it was."""
    site = OfficeSite.make(tmp_path_factory.mktemp("connected"), office_templates(NOW.year))
    yield Connected.make(site)
    site.close()
