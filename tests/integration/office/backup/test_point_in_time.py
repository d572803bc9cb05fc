"""A real PostgreSQL server archives its log, loses everything, and comes back as it was at a chosen moment."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from issuance.backup.errors import BackupError, DamagedError
from issuance.backup.keys import BackupKeys, read_identity
from issuance.backup.place import Place
from issuance.backup.wal import archive, fetch_since, shelved
from issuance.cli import main as issuance
from tests.builders import NOW
from tests.offices import PASSPHRASE
from tests.servers.postgres import SYSTEM_USER, PostgresServer

SEGMENT = "00000001000000000000000{}"


@pytest.fixture
def keys(tmp_path: Path) -> BackupKeys:
    made = BackupKeys(tmp_path / "keys", tmp_path / "keys" / "recipients")
    made.make(tmp_path / "identity.txt", PASSPHRASE, NOW)
    return made


@pytest.fixture
def shelf(tmp_path: Path) -> Place:
    return Place.open(f"file://{tmp_path}/shelf")


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_file_of_the_log_is_shelved_once_and_never_replaced(shelf: Place, keys: BackupKeys, tmp_path: Path) -> None:
    file = put(tmp_path, SEGMENT.format(1), b"first")
    assert archive(shelf, file, keys.recipients())
    assert not archive(shelf, file, keys.recipients())  # PostgreSQL asks again after a crash
    file.write_bytes(b"another server's")
    with pytest.raises(BackupError, match="two servers"):
        archive(shelf, file, keys.recipients())
    assert [each.name for each in shelved(shelf)] == [file.name]


def test_a_label_that_begins_like_a_segment_is_not_taken_for_it(shelf: Place, keys: BackupKeys, tmp_path: Path) -> None:
    label, segment = f"{SEGMENT.format(1)}.00000028.backup", SEGMENT.format(1)
    for name in (label, segment, "00000002.history"):
        archive(shelf, put(tmp_path, name, name.encode()), keys.recipients())
    log = tmp_path / "log"
    log.mkdir()
    assert fetch_since(shelf, read_identity(tmp_path / "identity.txt"), segment, log) == 3
    assert (log / segment).read_bytes() == segment.encode()
    assert (log / label).read_bytes() == label.encode()


@pytest.mark.parametrize("name", ["../etc", "postgresql.conf", SEGMENT.format("g"), f"{SEGMENT.format(1)}.part"])
def test_nothing_but_files_of_the_log_is_taken(shelf: Place, keys: BackupKeys, tmp_path: Path, name: str) -> None:
    with pytest.raises(BackupError, match="no file of PostgreSQL's log"):
        archive(shelf, tmp_path / name, keys.recipients())


def test_a_gap_in_the_log_is_told_before_anything_is_opened(shelf: Place, keys: BackupKeys, tmp_path: Path) -> None:
    for number in (1, 2, 4):
        archive(shelf, put(tmp_path, SEGMENT.format(number), b"x"), keys.recipients())
    opener, log = read_identity(tmp_path / "identity.txt"), tmp_path / "log"
    log.mkdir()
    with pytest.raises(DamagedError, match="1 are missing, after number 2"):
        fetch_since(shelf, opener, SEGMENT.format(1), log)
    with pytest.raises(DamagedError, match="lacks"):
        fetch_since(shelf, opener, SEGMENT.format(3), log)
    assert not list(log.iterdir())


class Archiver:
    """Runs `issuance backup wal` for what the server hands over.

    The server's own user may not read a Python in root's home, so its archive_command waits for this thread.
    """

    def __init__(self, spool: Path) -> None:
        self.spool = spool
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def command(self) -> str:
        at = f"{self.spool}/%f"
        wait = f"i=0; while [ $i -lt 300 ]; do [ -e {at}.done ] && exit 0; sleep 0.1; i=$((i+1)); done; exit 1"
        return f"cp %p {self.spool}/part && mv {self.spool}/part {at}; {wait}"

    def __enter__(self) -> "Archiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(0.05):
            for file in sorted(self.spool.iterdir()):
                done = file.with_name(f"{file.name}.done")
                if file.suffix == ".done" or file.name == "part" or done.exists():
                    continue
                if issuance(["backup", "wal", str(file)]) == 0:
                    done.touch()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[PostgresServer, Archiver]]:
    spool = Path("/tmp") / f"originseal-spool-{os.getpid()}"  # noqa: S108  # the server's own user must reach it
    spool.mkdir(mode=0o777)
    spool.chmod(0o777)
    try:
        with Archiver(spool) as archiver, PostgresServer(archive_mode="on", archive_command=archiver.command) as server:
            yield server, archiver
    finally:
        shutil.rmtree(spool)


def archived(connection: psycopg.Connection) -> None:
    """Wait until everything that is committed lies on the shelf."""
    row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
    assert row is not None
    until = time.monotonic() + 60
    while time.monotonic() < until:
        last = connection.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()
        if last is not None and last[0] is not None and last[0][:24] >= row[0]:
            return
        time.sleep(0.05)
    raise AssertionError("The log was not archived.")


@pytest.mark.slow
def test_a_server_comes_back_as_it_was_before_the_mistake(
    server: tuple[PostgresServer, Archiver], keys: BackupKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, _ = server
    for name, value in {
        "ISSUANCE_DIRECTORY": str(tmp_path),
        "ISSUANCE_BACKUP_URL": f"file://{tmp_path}/shelf",
        "ISSUANCE_BACKUP_CLUSTER": f"postgresql://postgres@127.0.0.1:{running.port}/postgres",
        "ISSUANCE_BACKUP_RECIPIENTS_FILE": str(keys.recipients_file),
    }.items():
        monkeypatch.setenv(name, value)
    url = running.url("postgres", "postgres").replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE paper (number int)")
        connection.execute("INSERT INTO paper VALUES (1)")
        assert issuance(["backup", "base"]) == 0
        connection.execute("INSERT INTO paper VALUES (2)")
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None
        connection.execute("DELETE FROM paper")
        archived(connection)
    running.stop()

    with PostgresServer() as restored:
        restored.stop()
        data = restored.folder / "data"
        shutil.rmtree(data)
        data.mkdir()
        identity = str(tmp_path / "identity.txt")
        at = row[0].isoformat()
        assert issuance(["restore-base", "--identity", identity, "--into", str(data), "--to", at]) == 0
        if os.geteuid() == 0:
            for path in (data, *data.rglob("*")):
                shutil.chown(path, SYSTEM_USER)
        restored.start()
        with psycopg.connect(restored.url("postgres", "postgres").replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT number FROM paper ORDER BY 1").fetchall() == [(1,), (2,)]
        assert issuance(["restore-base", "--identity", identity, "--into", str(data), "--to", at]) == 1
        assert (
            issuance(["restore-base", "--identity", identity, "--into", f"{data}2", "--to", "2020-01-01T00:00Z"]) == 1
        )
