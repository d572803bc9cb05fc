"""The office's database is missing, locked, full, damaged, newer or down: one sentence each, nothing half done."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from issuance.cli import main
from issuance.errors import StorageError
from issuance.office import Office
from issuance.storage import engine as office_engine
from issuance.storage.engine import open_engine, parse_url
from issuance.storage.migrate import upgrade
from issuance.storage.store import Numbering, OfficeStore
from register.errors import RegisterError
from signing.content import Kind
from tests.builders import NOW, ChamberWorld
from tests.office_databases import Urls
from tests.offices import Installation, numbered_request
from tests.servers.postgres import PostgresServer


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program holds the SQLite file's write lock."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


def database(installation: Installation) -> Path:
    return installation.config.directory / "office" / "office.sqlite"


def register(installation: Installation) -> Path:
    return installation.config.directory / "register" / "register.sqlite"


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "postgresql://host/db", "sqlite+x:///f"],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(StorageError, match="postgresql"):
        parse_url(url)


def test_an_unreadable_url_is_refused_without_its_password() -> None:
    with pytest.raises(StorageError) as raised:
        parse_url("postgresql+psycopg://me:geheim@host:port/db")
    assert "geheim" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_missing_database_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"There is no office database at .*issuance migrate"):
        OfficeStore.open(f"sqlite:///{tmp_path}/office/office.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_told(tmp_path: Path) -> None:
    open_engine(f"sqlite:///{tmp_path}/office.sqlite", create=True).dispose()
    with pytest.raises(StorageError, match=r"is empty. Make its tables with: issuance migrate"):
        OfficeStore.open(f"sqlite:///{tmp_path}/office.sqlite")


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    file = tmp_path / "office.sqlite"
    file.write_bytes(b"this is a letter, not a database\n" * 200)
    with pytest.raises(StorageError, match="file is not a database"):
        OfficeStore.open(f"sqlite:///{file}")


def issue_many(office: Office, count: int) -> None:
    for index in range(count):
        office.issuing.issue(numbered_request(index))


def set_revision(installation: Installation, revision: str) -> None:
    with installation.open() as office, office.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_a_database_of_a_newer_program_is_neither_opened_nor_changed(installation: Installation) -> None:
    set_revision(installation, "9999")
    with pytest.raises(StorageError, match="newer program"):
        OfficeStore.open(installation.config.database_url)
    engine = open_engine(installation.config.database_url)
    with pytest.raises(StorageError, match="newer program"):
        upgrade(engine)
    engine.dispose()


def test_a_database_of_an_older_program_says_how_to_bring_it_up(installation: Installation) -> None:
    set_revision(installation, "0001")
    with pytest.raises(StorageError, match=r"older program. Bring it up with: issuance migrate"):
        OfficeStore.open(installation.config.database_url)


def test_a_locked_database_is_told_and_uses_no_number(
    sqlite_installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_engine, "LOCK_TIMEOUT_SECONDS", 0.05)
    with sqlite_installation.open() as office:
        assert office.issuing.issue(numbered_request(1)).number.sequence == 1
        with held(database(sqlite_installation)), pytest.raises(StorageError, match="database is locked"):
            office.issuing.issue(numbered_request(2))
        assert office.issuing.issue(numbered_request(2)).number.sequence == 2


def test_a_full_disk_is_told_and_the_issue_goes_on_when_there_is_space(sqlite_installation: Installation) -> None:
    """SQLite says what a full disk makes it say when the file may not grow."""
    with sqlite_installation.open() as office:
        with office.store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StorageError, match="database or disk is full"):
            issue_many(office, 100)

    with sqlite_installation.open() as office:
        list(office.issuing.resume())
        office.issuing.issue(numbered_request(1000))
    numbers = sqlite_installation.numbers()
    assert numbers == list(range(1, len(numbers) + 1))
    assert {entry.stage for entry in sqlite_installation.entries()} == {"delivered"}


def test_a_database_that_may_not_be_written_is_told(sqlite_installation: Installation) -> None:
    with sqlite_installation.open() as office:
        with office.store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(StorageError, match="readonly database"):
            office.issuing.issue(numbered_request(1))
    assert sqlite_installation.numbers() == []


def test_a_missing_register_uses_no_number(sqlite_installation: Installation) -> None:
    config = replace(sqlite_installation.config, register_url="sqlite:////nowhere/register.sqlite")
    with Office(config) as office, pytest.raises(RegisterError, match="no register at /nowhere"):
        office.issuing.issue(numbered_request(1))
    assert sqlite_installation.numbers() == []


def test_a_locked_register_is_told_and_what_was_on_its_way_is_finished_later(
    sqlite_installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("register.engine.LOCK_SECONDS", 0.05)
    with (
        sqlite_installation.open() as office,
        held(register(sqlite_installation)),
        pytest.raises(RegisterError, match="locked"),
    ):
        office.issuing.issue(numbered_request(1))
    assert sqlite_installation.numbers() == []

    with sqlite_installation.open() as office:
        issuing = office.issuing  # now it is open before the lock comes
        with held(register(sqlite_installation)), pytest.raises(StorageError, match=r"locked .*issuance resume"):
            issuing.issue(numbered_request(1))
        (finished,) = office.issuing.resume()
    assert [finished] == sqlite_installation.entries()
    assert finished.stage == "delivered"


def test_a_postgresql_server_that_is_down_is_told_and_work_goes_on_after_it_is_back(
    disposable_postgres: PostgresServer, sqlite_installation: Installation
) -> None:
    server = disposable_postgres
    databases = [server.create_database(), server.create_database()]
    installation = Installation.make(
        sqlite_installation.config.directory,
        sqlite_installation.config.directory.parent / "postgres-office",
        Urls(databases[0].url, databases[1].url),
    )
    with installation.open() as office:
        seal = office.store.seal

        def cut_off(*args: object, **named: object) -> object:
            server.process.kill()
            return seal(*args, **named)  # type: ignore[arg-type]  # whatever it is called with

        office.issuing.issue(numbered_request(1))
        office.store.seal = cut_off  # type: ignore[method-assign, assignment]  # a fault put in by hand
        with pytest.raises(StorageError, match=r"office's database cannot be used.*issuance resume"):
            office.issuing.issue(numbered_request(2))
        with pytest.raises(StorageError, match="office's database cannot be used"):
            office.issuing.issue(numbered_request(3))

    server.start()
    with installation.open() as office:
        (finished,) = office.issuing.resume()
        office.issuing.issue(numbered_request(3))
    assert installation.numbers() == [1, 2, 3]
    assert finished == installation.entries()[1]


def test_a_command_on_a_server_that_is_down_ends_with_a_sentence(
    sqlite_installation: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ISSUANCE_DATABASE_URL", "postgresql+psycopg://office:geheim@127.0.0.1:1/office")
    assert main(["resume", "--directory", str(sqlite_installation.config.directory)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("issuance: The office's database cannot be used: ")
    assert told.err.count("\n") == 1
    assert "geheim" not in told.err


def test_threads_of_one_process_take_numbers_without_a_gap(installation: Installation) -> None:
    world = ChamberWorld()
    taken: list[int] = []

    def work(first: int) -> None:
        for index in range(first, first + 5):
            numbering = Numbering("TYO", Kind.COO_JP, world.today, "", str(index), b"{}", None, (), NOW)
            taken.append(office.store.take_number(numbering, world.number).number.sequence)

    with installation.open() as office:
        threads = [threading.Thread(target=work, args=(part * 10,)) for part in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(taken) == list(range(1, 16))
