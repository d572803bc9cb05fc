"""An empty register on either back end: a SQLite file and a PostgreSQL database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from register.create import create_register
from register.reader import RegisterReader
from register.writer import RegisterWriter
from tests.builders import ChamberWorld
from tests.registers import Open


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty register."""
    made = (
        f"sqlite:///{tmp_path / 'register' / 'register.sqlite'}"
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres_url"))
    )
    create_register(made)
    return made


@pytest.fixture
def world() -> ChamberWorld:
    return ChamberWorld()


@pytest.fixture
def open_writer(url: str) -> Iterator[Open]:
    """Return a function that opens a writer with a world's trust and clock."""
    opened: list[RegisterWriter] = []

    def open_(world: ChamberWorld) -> RegisterWriter:
        opened.append(RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


@pytest.fixture
def writer(open_writer: Open, world: ChamberWorld) -> RegisterWriter:
    return open_writer(world)


@pytest.fixture
def reader(url: str, world: ChamberWorld) -> Iterator[RegisterReader]:
    opened = RegisterReader.open(url, clock=world.clock)
    yield opened
    opened.close()
