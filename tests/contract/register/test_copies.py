"""Where a certificate's reference copy lies: named once, gone with the content, on either back end."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from register.address import parse_address
from register.create import create_register
from register.engine import writing_engine
from register.errors import RefusedError, RegisterSchemaError
from register.reader import RegisterReader
from register.writer import RegisterWriter
from tests.builders import ChamberWorld
from tests.registers import FOUR_YEARS_LATER, execute, make_first_version

COPY = hashlib.sha256(b"a copy").digest()
ANOTHER = hashlib.sha256(b"another rendering").digest()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    made = (
        f"sqlite:///{tmp_path / 'register.sqlite'}"
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres_url"))
    )
    create_register(made)
    return made


@pytest.fixture
def world() -> ChamberWorld:
    return ChamberWorld()


@pytest.fixture
def writer(url: str, world: ChamberWorld) -> Iterator[RegisterWriter]:
    later = world.at(FOUR_YEARS_LATER)
    with closing(RegisterWriter.open(url, trust=lambda: later.trust, clock=later.clock)) as opened:
        yield opened


@pytest.fixture
def reader(url: str, world: ChamberWorld) -> Iterator[RegisterReader]:
    with closing(RegisterReader.open(url, clock=world.clock)) as opened:
        yield opened


def test_a_copy_is_named_and_found(writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld) -> None:
    issued = world.issue(1)
    writer.publish(issued.entry)
    assert reader.copy_of(issued.sid) is None
    assert writer.copy_of(issued.sid) is None
    writer.publish_copy(issued.sid, COPY)
    assert reader.copy_of(issued.sid) == COPY.hex()
    assert writer.copy_of(issued.sid) == COPY


def test_the_first_copy_stays(writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld) -> None:
    issued = world.issue(1)
    writer.publish(issued.entry)
    writer.publish_copy(issued.sid, COPY)
    writer.publish_copy(issued.sid, COPY)
    writer.publish_copy(issued.sid, ANOTHER)
    assert reader.copy_of(issued.sid) == COPY.hex()


def test_nothing_but_a_published_content_has_a_copy(
    writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
) -> None:
    never_published, void, expunged = world.issue(1), world.void(2), world.issue(3)
    writer.publish(void.entry)
    writer.publish(expunged.entry)
    writer.expunge(world.at(FOUR_YEARS_LATER).expunge(expunged).records[-1])
    for each in (never_published, void, expunged):
        with pytest.raises(RefusedError, match="with its content"):
            writer.publish_copy(each.sid, COPY)
        assert reader.copy_of(each.sid) is None


def test_the_name_outlasts_the_content_until_it_is_dropped(
    writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
) -> None:
    issued, other = world.issue(1), world.issue(2)
    for each, copy in ((issued, COPY), (other, ANOTHER)):
        writer.publish(each.entry)
        writer.publish_copy(each.sid, copy)
    with pytest.raises(RefusedError, match="expunge record"):
        writer.forget_copy(issued.sid)
    expunged = world.at(FOUR_YEARS_LATER).expunge(issued)
    writer.expunge(expunged.records[-1])
    # What a purge that was cut off left can still be found and deleted.
    assert writer.copy_of(issued.sid) == COPY
    writer.forget_copy(issued.sid)
    writer.forget_copy(issued.sid)
    assert writer.copy_of(issued.sid) is None
    assert reader.copy_of(other.sid) == ANOTHER.hex()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE copies SET sha256 = sid",
        "DELETE FROM copies",
        "INSERT INTO copies SELECT substr(sid, 1, 31), sha256 FROM copies",
    ],
)
def test_past_the_writer_the_same_rules_hold(
    url: str, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld, statement: str
) -> None:
    issued = world.issue(1)
    writer.publish(issued.entry)
    writer.publish_copy(issued.sid, COPY)
    with pytest.raises(sa.exc.DBAPIError):
        execute(url, statement)
    assert reader.copy_of(issued.sid) == COPY.hex()


def test_an_older_register_is_upgraded_in_its_place(url: str, world: ChamberWorld) -> None:
    issued = world.issue(1)
    with closing(RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock)) as writer:
        writer.publish(issued.entry)
    make_first_version(url)
    with pytest.raises(RegisterSchemaError, match="issuance migrate"):
        RegisterReader.open(url, clock=world.clock)
    create_register(url)
    create_register(url)
    with (
        closing(RegisterReader.open(url, clock=world.clock)) as reader,
        closing(RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock)) as writer,
    ):
        stored = reader.by_sid(issued.sid)
        assert stored is not None
        assert stored.content == issued.content
        assert reader.copy_of(issued.sid) is None
        writer.publish_copy(issued.sid, COPY)
        assert reader.copy_of(issued.sid) == COPY.hex()
    # The rules are those of a new register, also the one that the upgrade had to pass.
    for statement in (
        "DELETE FROM copies",
        "UPDATE copies SET sid = sid",
        "UPDATE register_info SET schema_version = 1",
    ):
        with pytest.raises(sa.exc.DBAPIError):
            execute(url, statement)


def test_an_upgrade_makes_exactly_the_rules_of_a_new_register(url: str) -> None:
    new = rules(url)
    assert any(name.startswith("copies") for name in new)
    make_first_version(url)
    assert rules(url) != new
    create_register(url)
    assert rules(url) == new


def rules(url: str) -> dict[str, str]:
    """Return every trigger of the register with its definition."""
    statement = (
        "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'table')"
        if url.startswith("sqlite")
        else "SELECT tgname, CAST(tgenabled AS text) || ' ' || pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE NOT tgisinternal"
    )
    engine = writing_engine(parse_address(url))
    try:
        with engine.connect() as connection:
            return {str(name): str(sql) for name, sql in connection.exec_driver_sql(statement)}
    finally:
        engine.dispose()


def test_the_sealed_bytes_have_no_part_in_the_copy(
    writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
) -> None:
    issued = world.issue(1)
    writer.publish(issued.entry)
    before = (reader.by_sid(issued.sid), reader.head().position)
    writer.publish_copy(issued.sid, COPY)
    # No record speaks of it, and no position of the log is used: nobody can take it for evidence.
    assert (reader.by_sid(issued.sid), reader.head().position) == before
    assert [change.record for change in reader.changes_since(0)] == list(issued.records)
