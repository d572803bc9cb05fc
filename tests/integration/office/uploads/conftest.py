"""A virus scanner for all tests of uploads, and one that a test may end."""

from collections.abc import Iterator

import pytest

from tests.servers.clamd import ClamdServer


@pytest.fixture(scope="session")
def clamd() -> Iterator[ClamdServer]:
    """Yield the session's clamd."""
    with ClamdServer() as server:
        yield server


@pytest.fixture
def disposable_clamd() -> Iterator[ClamdServer]:
    """Yield a clamd for this test alone, which may freeze, kill and start it again."""
    with ClamdServer() as server:
        yield server
