"""A SQLite register that is missing, locked, not a register, read by another user, or put back from a backup."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from register import sqlite_source
from register.create import create_register
from register.errors import (
    RegisterDamagedError,
    RegisterError,
    RegisterMissingError,
    RegisterSchemaError,
    RegisterUnavailableError,
)
from register.reader import RegisterReader
from register.writer import RegisterWriter
from tests.builders import ChamberWorld
from tests.registers import FOUR_YEARS_LATER
from tests.tampering import tamper

WORLD = ChamberWorld()
FORK = multiprocessing.get_context("fork")
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder that other users may look into, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="originseal-register-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def path(folder: Path) -> Path:
    made = folder / "register.sqlite"
    create_register(f"sqlite:///{made}")
    return made


def open_reader(path: Path) -> RegisterReader:
    return RegisterReader.open(f"sqlite:///{path}", clock=WORLD.clock)


def open_writer(path: Path, world: ChamberWorld = WORLD) -> RegisterWriter:
    return RegisterWriter.open(f"sqlite:///{path}", trust=lambda: world.trust, clock=world.clock)


def publish(path: Path, sequence: int) -> None:
    writer = open_writer(path)
    writer.publish(WORLD.issue(sequence).entry)
    writer.close()


def both_fail(path: Path, error: type[RegisterError], match: str) -> None:
    with pytest.raises(error, match=match):
        open_reader(path)
    with pytest.raises(error, match=match):
        open_writer(path)


def test_a_missing_file_is_not_made(folder: Path) -> None:
    both_fail(folder / "none.sqlite", RegisterMissingError, "There is no register at")
    assert list(folder.iterdir()) == []


def test_a_folder_in_place_of_the_file(folder: Path) -> None:
    both_fail(folder, RegisterUnavailableError, "cannot be")


def test_a_file_that_is_no_database(folder: Path) -> None:
    path = folder / "register.sqlite"
    path.write_bytes(b"%PDF-1.7 " * 1000)
    both_fail(path, RegisterSchemaError, "no SQLite database")


def test_an_empty_file(folder: Path) -> None:
    path = folder / "register.sqlite"
    path.touch()
    both_fail(path, RegisterSchemaError, "holds no register")


def test_another_programs_database(folder: Path) -> None:
    path = folder / "register.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE register_info (application, schema_version)")
    connection.execute("INSERT INTO register_info VALUES ('something else', 1)")
    connection.commit()
    connection.close()
    both_fail(path, RegisterSchemaError, "another program")


def test_a_damaged_file(path: Path) -> None:
    for sequence in range(1, 40):
        publish(path, sequence)
    data = path.read_bytes()
    path.write_bytes(data[:8192] + os.urandom(len(data) - 8192))
    with pytest.raises(RegisterDamagedError, match="restore it from a backup"), closing(open_reader(path)) as reader:
        reader.changes_since(0)


def test_values_of_another_type_are_not_handed_out(path: Path) -> None:
    publish(path, 1)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE prepared SET fragment = 'text'")
    connection.commit()
    connection.close()
    reader = open_reader(path)
    issued = WORLD.issue(1)
    with pytest.raises(RegisterDamagedError, match="type str"):
        reader.by_sid(issued.sid)
    reader.close()


def test_a_locked_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_source, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr("register.engine.LOCK_SECONDS", 0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    both_fail(path, RegisterUnavailableError, "locked")
    holder.close()


def test_the_reader_cannot_write(path: Path) -> None:
    reader = open_reader(path)
    with pytest.raises(RegisterError):
        reader._source.rows("UPDATE heartbeat SET at = 1 RETURNING at")
    assert reader._source.rows("SELECT at FROM heartbeat") == [(0,)]
    reader.close()


def test_readers_do_not_wait_for_a_writer(path: Path) -> None:
    publish(path, 1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("UPDATE log SET position = position + 1")
    reader = open_reader(path)
    assert reader.head().position == 1
    reader.close()
    holder.close()


def test_a_register_put_back_from_a_backup_is_noticed(path: Path) -> None:
    publish(path, 1)
    backup = path.with_name("backup.sqlite")
    shutil.copy(path, backup)
    publish(path, 2)
    reader = open_reader(path)
    assert reader.head().position == 2
    backup.replace(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    assert reader.head().position == 1
    assert reader.by_sid(WORLD.issue(2).sid) is None
    reader.close()


def test_expunged_content_is_gone_from_the_files(path: Path) -> None:
    later = WORLD.at(FOUR_YEARS_LATER)
    issued = WORLD.issue(1, certifying_officer="Zaphod Unforgettable")
    writer = open_writer(path, later)
    writer.publish(issued.entry)
    assert any(b"Zaphod" in file.read_bytes() for file in path.parent.iterdir())
    writer.expunge(later.expunge(issued).records[1])
    assert not any(b"Zaphod" in file.read_bytes() for file in path.parent.iterdir())
    writer.close()


class TestAnotherUser:
    """The public service under a user of its own, who may read the file and not write to its folder."""

    @pytest.fixture(autouse=True)
    def _only_root_can_be_somebody_else(self) -> None:
        if os.geteuid() != 0:
            pytest.skip("only root can become another user")

    @staticmethod
    def as_nobody(work: Callable[[], object]) -> object:
        """Do the work in a process of the user nobody and return what it returns."""
        receiving, sending = FORK.Pipe(duplex=False)

        def run() -> None:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            try:
                sending.send(work())
            except RegisterError as error:
                sending.send(error)

        process = FORK.Process(target=run)
        process.start()
        process.join(60)
        assert receiving.poll(), "the process ended without an answer"
        return receiving.recv()

    def test_reads_while_no_writer_is_there(self, path: Path) -> None:
        publish(path, 1)
        assert [file.name for file in path.parent.iterdir()] == [path.name]

        def look() -> object:
            reader = open_reader(path)
            found = reader.head().position, reader.by_sid(WORLD.issue(1).sid) is not None
            at_rest = vars(reader._source)["_rest_state"] is not None
            return *found, at_rest

        assert self.as_nobody(look) == (1, True, True)

    def test_reads_while_a_writer_is_there(self, path: Path) -> None:
        publish(path, 1)
        # A connection that has read keeps the files of WAL mode in place.
        writer = sqlite3.connect(path)
        writer.execute("SELECT * FROM log").fetchall()

        def look() -> object:
            return open_reader(path).head().position

        assert self.as_nobody(look) == 1
        writer.close()

    def test_follows_writers_that_come_and_go(self, path: Path) -> None:
        asking, asked = FORK.Pipe()

        def follow() -> object:
            reader = open_reader(path)
            positions = []
            while asked.recv():
                positions.append((reader.head().position, len(reader.changes_since(0))))
                asked.send(None)
            return positions

        receiving, sending = FORK.Pipe(duplex=False)

        def run() -> None:
            sending.send(self.as_nobody(follow))

        process = FORK.Process(target=run)
        process.start()
        writer: RegisterWriter | None = None
        for sequence in range(1, 13):
            if sequence % 4 == 1:
                writer = open_writer(path)
            assert writer is not None
            writer.publish(WORLD.issue(sequence).entry)
            if sequence % 4 == 0:
                writer.close()
            asking.send(True)
            assert asking.poll(30)
            asking.recv()
        asking.send(False)
        process.join(60)
        assert receiving.recv() == [(position, position) for position in range(1, 13)]

    def test_reads_what_a_killed_writer_left_behind(self, path: Path) -> None:
        def publish_and_die() -> None:
            open_writer(path).publish(WORLD.issue(1).entry)
            os.kill(os.getpid(), signal.SIGKILL)

        process = FORK.Process(target=publish_and_die)
        process.start()
        process.join(60)
        assert path.with_name(path.name + "-wal").exists()
        assert self.as_nobody(lambda: open_reader(path).head().position) == 1

    def test_a_file_that_this_user_may_not_read(self, path: Path) -> None:
        path.chmod(0o600)
        error = self.as_nobody(lambda: open_reader(path))
        assert isinstance(error, RegisterUnavailableError)
        assert "may not be read by this user" in str(error)

    def test_cannot_write(self, path: Path) -> None:
        error = self.as_nobody(lambda: open_writer(path).publish(WORLD.issue(1).entry))
        assert isinstance(error, RegisterUnavailableError)
        assert "cannot be written" in str(error)


def test_a_tampered_register_is_handed_out_as_it_is(path: Path) -> None:
    """The reader does not verify: what it returns no longer does, and whoever asked will see that."""
    publish(path, 1)
    issued = WORLD.issue(1)
    assert tamper(path, "UPDATE content SET content = CAST(replace(content, '960', '990') AS BLOB)") == 1
    with closing(open_reader(path)) as reader:
        stored = reader.by_sid(issued.sid)
    assert stored is not None
    assert stored.content != issued.content
    assert stored.seal == issued.seal
    with closing(open_writer(path)) as writer:
        assert writer.publish(issued.entry) == 1


def test_altered_content_is_never_prepared_for_answers(path: Path) -> None:
    publish(path, 1)
    assert tamper(path, "UPDATE content SET content = CAST(replace(content, 'Japan', 'Korea') AS BLOB)") == 1
    with pytest.raises(RegisterDamagedError, match="is not what was sealed"):
        open_writer(path).rebuild_prepared()
