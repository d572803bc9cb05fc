"""An office that lets a system in: opened once for a module and database, with other people in each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import NOW
from tests.connected import Connected
from tests.office_databases import DATABASES, wanted_kinds
from tests.office_site import OfficeSite

Templates = Callable[[int], Path]


@pytest.fixture(scope="module", params=wanted_kinds())
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, office_templates: Templates
) -> Iterator[Connected]:
    """Open the office on one kind of database."""
    yield from _open(request.param, tmp_path_factory, office_templates)


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory, office_templates: Templates) -> Iterator[Connected]:
    """Open the office on one database, for what does not depend on it."""
    yield from _open(wanted_kinds()[0], tmp_path_factory, office_templates)


def _open(kind: str, folders: pytest.TempPathFactory, templates: Templates) -> Iterator[Connected]:
    with DATABASES.on(kind):  # no longer than for this office: others of the module are opened beside it
        site = OfficeSite.make(folders.mktemp("connected"), templates(NOW.year))
    yield Connected.make(site)
    site.close()


@pytest.fixture
def world(opened: Connected) -> Iterator[Connected]:
    """Return it with other people, on SQLite and again on PostgreSQL; the clock goes back afterwards."""
    yield from _at_noon(opened)


@pytest.fixture
def quick_world(opened_once: Connected) -> Iterator[Connected]:
    """Return it with other people on one database."""
    yield from _at_noon(opened_once)


@pytest.fixture
def shared_world(opened_once: Connected) -> Connected:
    """Return it as it is, for tests that leave it as it was."""
    return opened_once


def _at_noon(opened: Connected) -> Iterator[Connected]:
    clock = opened.site.office.clock
    yield opened.with_other_people()
    opened.site.office.clock = clock
