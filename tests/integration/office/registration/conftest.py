"""Trade registration works on each database alike: its locks, its dates, its pages."""

import pytest


@pytest.fixture(autouse=True)
def on_each_database(database: str) -> None:
    """Run everything here on SQLite and again on PostgreSQL."""
