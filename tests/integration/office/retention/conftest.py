"""An office over the years, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.office_databases import Urls, sqlite_urls
from tests.retained import Retained, make_long_template


@pytest.fixture(scope="session")
def long_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with keys of 2026 and 2029."""
    return make_long_template(tmp_path_factory.mktemp("long") / "template")


@pytest.fixture
def world(long_template: Path, office_urls: Urls, tmp_path: Path) -> Iterator[Retained]:
    """Yield it on each database."""
    made = Retained.make(tmp_path / "office", long_template, office_urls)
    with closing(made.office):
        yield made


@pytest.fixture
def sqlite_world(long_template: Path, tmp_path: Path) -> Iterator[Retained]:
    """Yield it on SQLite, for what does not depend on the database."""
    made = Retained.make(tmp_path / "office", long_template, sqlite_urls(tmp_path / "office"))
    with closing(made.office):
        yield made
