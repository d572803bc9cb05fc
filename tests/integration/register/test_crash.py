"""A writing process is killed with SIGKILL, at every statement and at any moment: the register stays whole.

After each kill the register is read as it stands, then the office repeats what it does not know to be done.
"""

import hashlib
import itertools
import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from register.create import create_register
from register.documents import DocumentStore
from register.errors import RegisterError, RegisterSchemaError
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.record import Event, check_chain, parse_record
from tests.builders import ChamberWorld, Issued
from tests.registers import FOUR_YEARS_LATER
from tests.servers.postgres import PostgresServer

FORK = multiprocessing.get_context("fork")

Operation = Callable[[RegisterWriter], int]
Work = list[Operation]

WORLD = ChamberWorld()
LATER = WORLD.at(FOUR_YEARS_LATER)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


def work(first: int, certificates: int) -> Work:
    """Return an office's work: certificates, of which some are revoked and some expunged."""
    operations: Work = []
    for sequence in range(first, first + certificates):
        issued = WORLD.issue(sequence)
        operations.append(_publishing(issued))
        if sequence % 3 == 0:
            operations.append(_ending(issued, revoke=True))
        if sequence % 3 == 1:
            operations.append(_ending(issued, revoke=False))
    return operations


def _publishing(issued: Issued) -> Operation:
    return lambda writer: writer.publish(issued.entry)


def _ending(issued: Issued, *, revoke: bool) -> Operation:
    if revoke:
        record = LATER.revoke(issued).records[1]
        return lambda writer: writer.append(record)
    record = LATER.expunge(issued).records[1]
    return lambda writer: writer.expunge(record)


def open_writer(url: str) -> RegisterWriter:
    return RegisterWriter.open(url, trust=lambda: LATER.trust, clock=LATER.clock)


def kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(point: int, url: str, operation: Operation) -> None:
    """Do one operation in this process and kill it at the point: a statement, before or after, or the commit."""
    points = itertools.count()

    def reach(*_: object) -> None:
        if next(points) == point:
            kill_myself()

    writer = open_writer(url)
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(writer._engine, name, reach)  # the crash comes from inside
    operation(writer)
    os._exit(0)


def work_until_killed(url: str, operations: Work, done: Connection) -> None:
    """Do all operations, telling the position of each."""
    writer = open_writer(url)
    for operation in operations:
        done.send(operation(writer))
    os._exit(0)


def run(target: Callable[..., None], *arguments: object) -> int:
    process = FORK.Process(target=target, args=arguments)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def assert_whole(url: str) -> int:
    """Assert everything that must be true of a register at any moment; return its head."""
    reader = RegisterReader.open(url, clock=LATER.clock)
    try:
        return look_through(reader)
    finally:
        reader.close()


def look_through(reader: RegisterReader) -> int:
    head = reader.head().position
    changes = reader.changes_since(0, limit=10_000)
    assert [change.position for change in changes] == list(range(1, len(changes) + 1))
    assert len(changes) >= head
    known = {change.record for change in changes}
    for change in changes:
        assert_entry_is_whole(reader, change.sid, known)
    return head


def assert_entry_is_whole(reader: RegisterReader, sid: bytes, known: set[bytes]) -> None:
    stored = reader.by_sid(sid)
    assert stored is not None
    records = [parse_record(record) for record in stored.records]
    check_chain(records, sid)
    expunged = any(record.payload.event is Event.EXPUNGE for record in records)
    assert (stored.content is None) == expunged
    assert (b'"content":' not in stored.prepared) == expunged
    assert reader.by_number(stored.number, stored.issue_date) is not None
    assert reader.by_document(records[0].payload.pdf_sha256 or b"") is not None
    # Nothing is known to the certificate that the log does not know, but for what was written meanwhile.
    assert set(stored.records[:1]) <= known


@pytest.mark.parametrize("kind", ["publish", "append", "expunge"])
def test_killed_at_every_statement(url: str, kind: str) -> None:
    create_register(url)
    survived = False
    for point in range(60):
        issued = WORLD.issue(point + 1)
        operation = _publishing(issued)
        if kind != "publish":
            writer = open_writer(url)
            operation(writer)
            writer.close()
            operation = _ending(issued, revoke=kind == "append")
        before = assert_whole(url)
        exit_code = run(killed_at, point, url, operation)
        assert assert_whole(url) in (before, before + 1)
        writer = open_writer(url)
        position = operation(writer)
        assert operation(writer) == position == before + 1
        writer.close()
        assert assert_whole(url) == before + 1
        if exit_code == 0:
            survived = True
            break
        assert exit_code == -signal.SIGKILL
    assert survived, "every point of the transaction was tried"
    assert point > 5, "the transaction has more points than that"


@pytest.mark.parametrize("seed", range(8))
def test_killed_at_any_moment_while_others_read(url: str, seed: int) -> None:
    create_register(url)
    chance = random.Random(seed)  # noqa: S311  # a moment, not a secret
    operations = work(1, 12)
    acknowledged: list[int] = []
    reader = RegisterReader.open(url, clock=LATER.clock)
    while len(acknowledged) < len(operations):
        receiving, sending = FORK.Pipe(duplex=False)
        # From the beginning each time: the office may have lost what it knew.
        process = FORK.Process(target=work_until_killed, args=(url, operations, sending))
        process.start()
        sending.close()
        again: list[int] = []
        wanted = min(len(acknowledged) + chance.randint(1, 6), len(operations))
        while len(again) < wanted:
            again.append(receiving.recv())
            if chance.random() < 0.3:
                look_through(reader)
        process.kill()
        process.join(60)
        receiving.close()
        assert again[: len(acknowledged)] == acknowledged
        acknowledged = again
        head = assert_whole(url)
        # One operation more may have been committed without anybody having heard of it.
        assert acknowledged == list(range(1, len(acknowledged) + 1))
        assert head - len(acknowledged) in range(len(operations))
    reader.close()
    assert assert_whole(url) == len(operations)


def test_killed_while_the_register_is_created(url: str) -> None:
    def created_until(point: int) -> None:
        points = itertools.count()

        def reach(*_: object) -> None:
            if next(points) == point:
                kill_myself()

        for name in ("after_cursor_execute", "commit"):
            sa.event.listen(sa.Engine, name, reach)
        create_register(url)
        os._exit(0)

    for point in itertools.count(0, 3):
        exit_code = run(created_until, point)
        if exit_code == 0:
            break
        with pytest.raises(RegisterSchemaError):
            RegisterReader.open(url, clock=LATER.clock)
    assert point > 30
    assert assert_whole(url) == 0


def test_the_database_server_is_killed(disposable_postgres: PostgresServer) -> None:
    url = disposable_postgres.create_database().url
    create_register(url)
    operations = work(1, 10)
    writer = open_writer(url)
    reader = RegisterReader.open(url, clock=LATER.clock)
    acknowledged = [operation(writer) for operation in operations[:7]]
    disposable_postgres.process.kill()
    with pytest.raises(RegisterError, match="cannot be reached"):
        operations[7](writer)
    with pytest.raises(RegisterError, match="cannot be reached"):
        reader.head()
    disposable_postgres.start()
    assert reader.head().position == len(acknowledged)
    assert [operation(writer) for operation in operations] == list(range(1, len(operations) + 1))
    assert look_through(reader) == len(operations)
    writer.close()
    reader.close()


@pytest.mark.parametrize("moment", ["before it is on disk", "before it has its name", "before its name is on disk"])
def test_killed_while_a_document_is_stored(tmp_path: Path, moment: str) -> None:
    document = os.urandom(200_000)
    sha256 = hashlib.sha256(document).hexdigest()
    store = DocumentStore.open(f"file://{tmp_path}")

    def put_until() -> None:
        with pytest.MonkeyPatch.context() as patch:
            if moment == "before it is on disk":
                patch.setattr(os, "fsync", lambda _: kill_myself())
            elif moment == "before it has its name":
                patch.setattr(Path, "replace", lambda *_: kill_myself())
            else:
                patch.setattr("register.folder_blobs._force_to_disk", lambda _: kill_myself())
            store.put(document, max_bytes=len(document))

    assert run(put_until) == -signal.SIGKILL
    assert store.exists(sha256) == (moment == "before its name is on disk")
    assert store.put(document, max_bytes=len(document)) == sha256
    assert store.get(sha256) == document


def test_a_writer_that_is_cut_off_does_not_hold_up_the_others(postgres_url: str) -> None:
    create_register(postgres_url)
    holder = psycopg.connect(postgres_url.replace("+psycopg", ""))
    holder.execute("SELECT position FROM log FOR UPDATE")
    holder.close()
    writer = open_writer(postgres_url)
    assert writer.publish(WORLD.issue(1).entry) == 1
    writer.close()
