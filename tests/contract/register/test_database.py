"""The database itself keeps the register's promises, whoever writes to it."""

import multiprocessing
import threading

import pytest
import sqlalchemy as sa

from register.create import create_register
from register.errors import RegisterDamagedError, RegisterError, RegisterSchemaError
from register.reader import RegisterReader
from register.version import SCHEMA_VERSION
from register.writer import RegisterWriter
from signing.content import Kind
from tests.builders import ChamberWorld
from tests.registers import execute


class TestTheDatabaseItself:
    """Whoever reaches the tables past the writer meets the same rules."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE seals SET issue_date = '2026-01-01'",
            "DELETE FROM seals",
            "UPDATE records SET event = 1",
            "DELETE FROM records",
            "UPDATE documents SET sid = sid",
            "DELETE FROM documents",
            "UPDATE content SET content = content",
            "DELETE FROM content",
            "UPDATE register_info SET schema_version = 9",
            "DELETE FROM register_info",
            "UPDATE log SET position = position - 1",
            "UPDATE log SET position = position + 2",
            "DELETE FROM log",
            "INSERT INTO log (one, position) VALUES (2, 1)",
            "INSERT INTO records SELECT 7, sid, 1, 2, record FROM records",
            "INSERT INTO seals SELECT substr(sid, 1, 31), 'n', 'p', issue_date, seal FROM seals",
        ],
    )
    def test_history_cannot_be_changed(
        self, url: str, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld, statement: str
    ) -> None:
        issued = world.revoke(world.issue(1))
        writer.publish(issued.entry)
        writer.append(issued.records[1])
        before = reader.by_sid(issued.sid)
        with pytest.raises(sa.exc.DBAPIError):
            execute(url, statement)
        assert reader.by_sid(issued.sid) == before
        assert reader.head().position == 2

    def test_prepared_rows_can_be_rebuilt(
        self, url: str, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        certificates = [world.issue(1), world.issue(2, Kind.INVOICE), world.void(3)]
        for each in certificates:
            writer.publish(each.entry)
        before = [reader.by_sid(each.sid) for each in certificates]
        execute(
            url,
            "UPDATE prepared SET fragment = fragment_expunged",
            "DELETE FROM prepared WHERE sid = (SELECT sid FROM seals ORDER BY sid LIMIT 1)",
        )
        assert [reader.by_sid(each.sid) for each in certificates] != before
        assert writer.rebuild_prepared() == 3
        assert [reader.by_sid(each.sid) for each in certificates] == before

    def test_a_missing_record_is_noticed(
        self, url: str, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        writer.publish(world.issue(1).entry)
        execute(url, "UPDATE log SET position = position + 1")
        writer.publish(world.issue(2).entry)
        with pytest.raises(RegisterDamagedError, match="position 3 where 2 was due"):
            reader.changes_since(0)

    def test_unknown_events_are_not_passed_over(
        self, url: str, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        writer.publish(world.issue(1).entry)
        execute(
            url,
            "UPDATE log SET position = position + 1",
            "INSERT INTO records SELECT 2, sid, 1, 9, record FROM records",
        )
        with pytest.raises(RegisterDamagedError, match="9"):
            list(reader.not_in_force())

    def test_another_schema_version_is_not_opened(self, url: str, world: ChamberWorld) -> None:
        statements = ["DROP TRIGGER register_info_no_update"] if url.startswith("sqlite") else []
        if not statements:
            statements = ["ALTER TABLE register_info DISABLE TRIGGER USER"]
        for version, word in ((SCHEMA_VERSION + 1, "newer"), (0, "older")):
            execute(url, *statements, f"UPDATE register_info SET schema_version = {version}")  # noqa: S608  # a constant
            statements = []
            for open_ in (
                lambda: RegisterReader.open(url, clock=world.clock),
                lambda: RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock),
                lambda: create_register(url),
            ):
                with pytest.raises(RegisterSchemaError, match=word):
                    open_()

    def test_a_database_of_something_else_is_left_alone(self, url: str, world: ChamberWorld) -> None:
        execute(url, "DROP TABLE register_info")
        with pytest.raises(RegisterSchemaError, match="database of its own"):
            create_register(url)
        with pytest.raises(RegisterSchemaError, match="holds no register"):
            RegisterReader.open(url, clock=world.clock)
        with pytest.raises(RegisterSchemaError, match="holds no register"):
            RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock)


class TestReading:
    """The reader as the reference service uses it."""

    @pytest.mark.parametrize(("position", "limit"), [(-1, 10), (0, 0), (0, 10_001)])
    def test_unreasonable_ranges_are_refused(self, reader: RegisterReader, position: int, limit: int) -> None:
        with pytest.raises(RegisterError, match="1 to 10000"):
            reader.changes_since(position, limit)

    def test_an_empty_register(self, reader: RegisterReader, world: ChamberWorld) -> None:
        assert reader.head().position == 0
        assert reader.head().as_of == world.now
        assert reader.changes_since(0) == []
        assert list(reader.not_in_force()) == []

    def test_threads_share_a_reader(self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld) -> None:
        certificates = [world.issue(sequence) for sequence in range(1, 9)]
        for each in certificates:
            writer.publish(each.entry)
        wrong: list[object] = []

        def look_up() -> None:
            for each in certificates * 5:
                stored = reader.by_number(each.number, each.issue_date)
                if stored is None or stored.seal != each.seal:
                    wrong.append(stored)

        threads = [threading.Thread(target=look_up) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def test_a_closed_reader_says_so(self, reader: RegisterReader) -> None:
        reader.close()
        with pytest.raises(RegisterError, match="closed"):
            reader.head()

    def test_a_forked_worker_opens_its_own_connection(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        writer.publish(world.issue(1).entry)
        assert reader.head().position == 1
        context = multiprocessing.get_context("fork")
        answers = context.SimpleQueue()
        worker = context.Process(target=lambda: answers.put(reader.head().position))
        worker.start()
        worker.join(60)
        assert worker.exitcode == 0
        assert answers.get() == 1
        assert reader.head().position == 1
