"""Somebody who applies, at an office on each database."""

from collections.abc import Iterator

import pytest

from tests.applying import Applying
from tests.offices import Installation


@pytest.fixture
def applying(sqlite_installation: Installation) -> Iterator[Applying]:
    """Yield an applicant and its ids at noon of 10 March 2026 in Tokyo, on SQLite."""
    with sqlite_installation.open() as office:
        yield Applying.make(office)


@pytest.fixture
def applying_anywhere(installation: Installation) -> Iterator[Applying]:
    """Yield the same on each database, for what may depend on it."""
    with installation.open() as office:
        yield Applying.make(office)
