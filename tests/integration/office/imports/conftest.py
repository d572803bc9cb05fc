"""A chamber with two approvers who may decide on an import."""

from collections.abc import Iterator

import pytest

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
