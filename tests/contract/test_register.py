"""What a register promises, on either back end: a SQLite file and a PostgreSQL database."""

import base64
import dataclasses
import datetime as dt
import json
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from register.address import parse_address
from register.create import create_register
from register.engine import writing_engine
from register.entry import Change, Entry, StoredCertificate
from register.errors import ConflictError, RefusedError, RegisterDamagedError, RegisterError, RegisterSchemaError
from register.reader import RegisterReader
from register.version import SCHEMA_VERSION
from register.writer import RegisterWriter
from signing.content import Kind
from signing.number import CertificateNumber, draw_number
from signing.record import Event, RevocationReason, State, check_chain, parse_record
from signing.trust import KeyState, Trust
from tests.builders import ChamberWorld, Issued, signer_of

FOUR_YEARS_LATER = dt.datetime(2030, 3, 11, 3, 0, tzinfo=dt.UTC)

Open = Callable[[ChamberWorld], RegisterWriter]


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


def execute(url: str, *statements: str) -> None:
    """Go past the writer, as somebody with the database's password would."""
    engine = writing_engine(parse_address(url))
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def count(url: str, table: str) -> int:
    engine = writing_engine(parse_address(url))
    try:
        with engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608  # a constant of this file
    finally:
        engine.dispose()


def expected(issued: Issued, stored: StoredCertificate | None) -> StoredCertificate:
    """Return what the reader should give for a certificate, with the prepared bytes that it gave."""
    prepared = stored.prepared if stored else b""
    return StoredCertificate(
        issued.sid, issued.number, issued.issue_date, issued.seal, issued.content, issued.records, prepared
    )


class TestPublishing:
    """The way in, and what comes out again."""

    @pytest.mark.parametrize("kind", Kind)
    def test_what_was_published_is_found_by_number_seal_and_document(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld, kind: Kind
    ) -> None:
        issued = world.issue(1, kind)
        assert writer.publish(issued.entry) == 1
        stored = reader.by_number(issued.number, issued.issue_date)
        assert stored == expected(issued, stored)
        assert reader.by_sid(issued.sid) == stored
        assert reader.by_document(issued.pdf_sha256) == stored

    def test_nothing_is_found_that_was_not_published(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        issued = world.issue(1)
        writer.publish(issued.entry)
        assert reader.by_number(issued.number, issued.issue_date + dt.timedelta(days=1)) is None
        assert reader.by_number(world.number(2).canonical, issued.issue_date) is None
        assert reader.by_number("' OR 1=1 --", issued.issue_date) is None
        assert reader.by_sid(bytes(32)) is None
        assert reader.by_sid(issued.sid[:8]) is None
        assert reader.by_document(issued.sid) is None
        assert reader.by_document(b"") is None

    def test_positions_count_from_one_over_all_records(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        first, second = world.issue(1), world.issue(2)
        revoked = world.revoke(first)
        assert [writer.publish(first.entry), writer.publish(second.entry), writer.append(revoked.records[1])] == [
            1,
            2,
            3,
        ]
        assert reader.changes_since(0) == [
            Change(1, first.sid, first.records[0]),
            Change(2, second.sid, second.records[0]),
            Change(3, first.sid, revoked.records[1]),
        ]
        assert reader.changes_since(1, limit=1) == [Change(2, second.sid, second.records[0])]
        assert reader.changes_since(3) == []
        assert reader.head().position == 3

    def test_publishing_again_returns_the_same_position(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        issued = world.issue(1)
        assert writer.publish(issued.entry) == 1
        writer.publish(world.issue(2).entry)
        assert writer.publish(issued.entry) == 1
        assert reader.head().position == 2

    def test_the_prepared_fragment_completes_to_the_answer(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        issued = world.issue(1)
        writer.publish(issued.entry)
        stored = reader.by_sid(issued.sid)
        assert stored is not None
        assert issued.content is not None
        answer = json.loads(b"{" + stored.prepared + b"]}")
        assert answer == {
            "certificate": {
                "number": issued.number,
                "printed_number": world.number(1).printed,
                "public_number": "TYO26-000001",
                "kind": "coo-jp",
                "issue_date": "2026-03-10",
                "chamber": {"code": "TYO", "name": "Tokyo Chamber of Commerce (Test)"},
                "seal": base64.b32encode(issued.seal).decode().rstrip("="),
                "sid": issued.sid.hex(),
                "content": base64.b64encode(issued.content).decode(),
                "content_json": json.loads(issued.content),
            },
            "records": [base64.b64encode(issued.records[0]).decode()],
        }

    def test_a_void_number_is_published_without_content(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        void = world.void(1)
        writer.publish(void.entry)
        stored = reader.by_number(void.number, void.issue_date)
        assert stored == expected(void, stored)
        assert stored is not None
        assert b'"content"' not in stored.prepared
        assert list(reader.not_in_force()) == [(void.sid, State.VOID)]
        assert list(reader.later_records()) == []

    def test_two_registers_do_not_meet(self, writer: RegisterWriter, world: ChamberWorld, tmp_path: Path) -> None:
        writer.publish(world.issue(1).entry)
        other = f"sqlite:///{tmp_path / 'other.sqlite'}"
        create_register(other)
        reader = RegisterReader.open(other, clock=world.clock)
        assert reader.head().position == 0
        reader.close()


class TestConflicts:
    """What stands in the register is never overwritten, and the office is told what stands in the way."""

    def test_another_certificate_with_the_same_number(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        writer.publish(world.issue(1).entry)
        other = world.issue(1, certifying_officer="Jiro Sato", pdf=b"another file")
        with pytest.raises(ConflictError, match="number TYO26-000001"):
            writer.publish(other.entry)
        assert reader.by_sid(other.sid) is None

    def test_another_certificate_with_the_same_public_number(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        class OtherAccess(ChamberWorld):
            def number(self, sequence: int) -> CertificateNumber:
                return draw_number(self.chamber, 2026, sequence, lambda count: b"\x07" * count)

        writer.publish(world.issue(1).entry)
        with pytest.raises(ConflictError, match="number TYO26-000001"):
            writer.publish(OtherAccess().issue(1).entry)

    def test_the_same_certificate_with_another_first_record(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        issued = world.issue(1)
        writer.publish(issued.entry)
        other = world.issue(1, pdf=b"rendered a second time")
        assert other.seal == issued.seal
        with pytest.raises(ConflictError, match="another first record"):
            writer.publish(other.entry)

    def test_the_same_certificate_sealed_by_another_key(self, open_writer: Open, world: ChamberWorld) -> None:
        january = world.at(dt.datetime(2027, 1, 15, tzinfo=dt.UTC))
        issued = january.issue(1)
        open_writer(january).publish(issued.entry)
        january.signer = signer_of("TYO 2026")
        resealed = january.issue(1)
        assert resealed.sid == issued.sid
        with pytest.raises(ConflictError, match="another signature"):
            open_writer(january).publish(resealed.entry)

    def test_a_document_that_belongs_to_another_certificate(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        writer.publish(world.issue(1, pdf=b"the same file").entry)
        with pytest.raises(ConflictError, match="document"):
            writer.publish(world.issue(2, pdf=b"the same file").entry)
        assert reader.head().position == 1

    def test_another_record_in_the_same_place(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        issued = world.issue(1)
        writer.publish(issued.entry)
        writer.append(world.revoke(issued).records[1])
        with pytest.raises(ConflictError, match="record 1"):
            writer.append(world.revoke(issued, RevocationReason.MISUSE).records[1])


class TestRefusals:
    """The writer trusts nobody: whatever does not verify stays out, and nothing is left half-written."""

    @pytest.fixture(autouse=True)
    def _nothing_was_written(self, url: str) -> Iterator[None]:
        yield
        for table in ("seals", "content", "records", "documents", "prepared"):
            assert count(url, table) == 0, table

    def refused(self, writer: RegisterWriter, entry: Entry, match: str) -> None:
        with pytest.raises(RefusedError, match=match):
            writer.publish(entry)

    def test_every_flipped_bit_of_a_seal(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        entry = world.issue(1).entry
        for position in range(len(entry.seal)):
            altered = bytearray(entry.seal)
            altered[position] ^= 1 << (position % 8)
            self.refused(writer, dataclasses.replace(entry, seal=bytes(altered)), "seal does not verify")

    def test_altered_content(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        entry = world.issue(1).entry
        assert entry.content is not None
        altered = entry.content.replace(b"960", b"990")
        self.refused(writer, dataclasses.replace(entry, content=altered), "SHA-256 differs")

    def test_missing_content(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        self.refused(writer, dataclasses.replace(world.issue(1).entry, content=None), "missing")

    def test_content_with_a_void_record(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        content = world.issue(1).content
        self.refused(writer, dataclasses.replace(world.void(1).entry, content=content), "without content")

    @pytest.mark.parametrize("garbage", [b"", b"\x00", b"\xff" * 5000, b"\xd2\x84", "{}".encode("utf-16")])
    def test_garbage_in_place_of_each_part(self, writer: RegisterWriter, world: ChamberWorld, garbage: bytes) -> None:
        entry = world.issue(1).entry
        self.refused(writer, dataclasses.replace(entry, seal=garbage), "MALFORMED")
        self.refused(writer, dataclasses.replace(entry, content=garbage), "SHA-256 differs")
        self.refused(writer, dataclasses.replace(entry, record=garbage), "record cannot be read")

    def test_a_record_of_another_seal(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        entry = dataclasses.replace(world.issue(1).entry, record=world.issue(2).records[0])
        self.refused(writer, entry, "another seal")

    def test_a_record_signed_by_another_chamber(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        issued = world.issue(1)
        bare = dataclasses.replace(issued, records=())
        forged = world.follow(bare, Event.ISSUE, pdf_sha256=issued.pdf_sha256, signer=signer_of("OSA 2026"))
        self.refused(writer, forged.entry, "KEY_UNKNOWN")

    def test_a_first_record_that_revokes(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        bare = dataclasses.replace(world.issue(1), records=())
        self.refused(writer, world.revoke(bare).entry, "issue or void")

    def test_a_record_from_the_future(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        later = world.at(world.now + dt.timedelta(minutes=6))
        self.refused(writer, later.issue(1).entry, "set the clocks right")

    def test_a_seal_of_a_compromised_key(self, open_writer: Open, world: ChamberWorld) -> None:
        keys = tuple(key.model_copy(update={"state": KeyState.COMPROMISED}) for key in world.trust_list.keys)
        entry = world.issue(1).entry
        world.trust = Trust(world.trust_list.model_copy(update={"keys": keys}), world.now)
        self.refused(open_writer(world), entry, "KEY_COMPROMISED")

    def test_a_seal_of_an_unknown_key(self, open_writer: Open, world: ChamberWorld) -> None:
        entry = world.issue(1).entry
        world.trust = Trust(world.trust_list.model_copy(update={"keys": ()}), world.now)
        self.refused(open_writer(world), entry, "KEY_UNKNOWN")

    def test_a_record_of_a_seal_that_was_never_published(self, writer: RegisterWriter, world: ChamberWorld) -> None:
        with pytest.raises(RefusedError, match="publish it first"):
            writer.append(world.revoke(world.issue(1)).records[1])


class TestLaterRecords:
    """Revocations and replacements, chained to what stands."""

    def test_a_revoked_certificate_keeps_its_prepared_bytes(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        issued = world.issue(1)
        writer.publish(issued.entry)
        before = reader.by_sid(issued.sid)
        revoked = world.revoke(issued)
        assert writer.append(revoked.records[1]) == 2
        assert writer.append(revoked.records[1]) == 2
        after = reader.by_sid(issued.sid)
        assert after == expected(revoked, before)

    def test_revoked_outranks_replaced_outranks_retention_over(
        self, open_writer: Open, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        writer = open_writer(world)
        issued = [world.issue(sequence) for sequence in range(1, 5)]
        for each in issued:
            writer.publish(each.entry)
        later = world.at(FOUR_YEARS_LATER)
        office = open_writer(later)
        replaced = [later.replace(each, world.number(9)) for each in issued[:2]]
        revoked = later.revoke(replaced[0])
        for each in (*replaced, revoked):
            office.append(each.records[-1])
        for each in (revoked, replaced[1], issued[2]):
            office.expunge(later.expunge(each).records[-1])
        assert dict(reader.not_in_force()) == {
            issued[0].sid: State.REVOKED,
            issued[1].sid: State.REPLACED,
            issued[2].sid: State.RETENTION_OVER,
        }
        records: dict[bytes, list[bytes]] = {}
        for sid, record in reader.later_records():
            records.setdefault(sid, []).append(record)
        stored = [reader.by_sid(each.sid) for each in issued[:3]]
        assert records == {each.sid: list(each.records[1:]) for each in stored if each is not None}

    def test_what_may_not_follow_is_refused(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        issued, other = world.issue(1), world.issue(2)
        writer.publish(issued.entry)
        writer.publish(other.entry)
        revoked = world.revoke(issued)
        forged = world.follow(issued, Event.REVOKE, reason="misuse", signer=signer_of("OSA 2026"))
        unchained = world.revoke(dataclasses.replace(issued, records=other.records))
        itself = world.replace(issued, world.number(1))
        earlier = world.at(world.now - dt.timedelta(hours=1)).revoke(issued)
        for each, match in (
            (world.revoke(revoked), "missing or doubled"),
            (forged, "KEY_UNKNOWN"),
            (unchained, "does not continue"),
            (itself, "by itself"),
            (earlier, "older"),
        ):
            with pytest.raises(RefusedError, match=match):
                writer.append(each.records[-1])
        writer.append(revoked.records[-1])
        with pytest.raises(RefusedError, match="cannot follow"):
            writer.append(world.replace(revoked, world.number(2)).records[-1])
        assert reader.head().position == 3

    def test_a_certificate_of_a_compromised_key_can_still_be_revoked(
        self, open_writer: Open, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        issued = world.issue(1)
        open_writer(world).publish(issued.entry)
        january = world.at(dt.datetime(2027, 1, 5, tzinfo=dt.UTC))
        old = issued.parsed.key_id
        keys = tuple(
            key.model_copy(update={"state": KeyState.COMPROMISED}) if key.key_id == old else key
            for key in world.trust_list.keys
        )
        january.trust = Trust(world.trust_list.model_copy(update={"keys": keys}), january.now)
        open_writer(january).append(january.revoke(issued).records[-1])
        assert dict(reader.not_in_force()) == {issued.sid: State.REVOKED}


class TestExpunging:
    """The retention purge."""

    @pytest.fixture
    def later(self, world: ChamberWorld) -> ChamberWorld:
        return world.at(FOUR_YEARS_LATER)

    def test_content_goes_and_all_else_stays(
        self, open_writer: Open, reader: RegisterReader, world: ChamberWorld, later: ChamberWorld
    ) -> None:
        issued = world.issue(1, certifying_officer="Nobody Else")
        open_writer(world).publish(issued.entry)
        expunged = later.expunge(issued)
        purger = open_writer(later)
        assert purger.expunge(expunged.records[1]) == 2
        assert purger.expunge(expunged.records[1]) == 2
        stored = reader.by_number(issued.number, issued.issue_date)
        assert stored == expected(expunged, stored)
        assert stored is not None
        assert b'"content"' not in stored.prepared
        assert b"Nobody Else" not in stored.prepared
        assert json.loads(b"{" + stored.prepared + b"]}")["certificate"]["sid"] == issued.sid.hex()
        # The office may still not know that its first publication arrived.
        assert open_writer(later).publish(issued.entry) == 1
        assert count_content(reader, issued) is None

    def test_it_can_still_be_revoked(
        self, open_writer: Open, reader: RegisterReader, world: ChamberWorld, later: ChamberWorld
    ) -> None:
        issued = world.issue(1)
        open_writer(world).publish(issued.entry)
        expunged = later.expunge(issued)
        writer = open_writer(later)
        writer.expunge(expunged.records[1])
        writer.append(later.revoke(expunged).records[2])
        assert dict(reader.not_in_force()) == {issued.sid: State.REVOKED}

    def test_not_before_three_years(self, open_writer: Open, reader: RegisterReader, world: ChamberWorld) -> None:
        issued = world.issue(1)
        open_writer(world).publish(issued.entry)
        too_early = world.at(dt.datetime(2029, 3, 9, 3, 0, tzinfo=dt.UTC))
        with pytest.raises(RefusedError, match="from 2029-03-10 on"):
            open_writer(too_early).expunge(too_early.expunge(issued).records[1])
        assert count_content(reader, issued) == issued.content
        on_the_day = world.at(dt.datetime(2029, 3, 10, 3, 0, tzinfo=dt.UTC))
        open_writer(on_the_day).expunge(on_the_day.expunge(issued).records[1])

    def test_each_door_takes_its_own_records(self, open_writer: Open, world: ChamberWorld, later: ChamberWorld) -> None:
        issued = world.issue(1)
        writer = open_writer(later)
        writer.publish(issued.entry)
        with pytest.raises(RefusedError, match="call expunge"):
            writer.append(later.expunge(issued).records[1])
        with pytest.raises(RefusedError, match="expunge record only"):
            writer.expunge(later.revoke(issued).records[1])


def count_content(reader: RegisterReader, issued: Issued) -> bytes | None:
    stored = reader.by_sid(issued.sid)
    assert stored is not None
    return stored.content


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


def publish_range(url: str, first: int, last: int) -> None:
    """Publish certificates and revoke every third, in a process of its own."""
    world = ChamberWorld()
    writer = RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock)
    for sequence in range(first, last):
        issued = world.issue(sequence)
        writer.publish(issued.entry)
        if sequence % 3 == 0:
            writer.append(world.revoke(issued).records[1])
    writer.close()


def test_several_writing_processes_make_one_gap_free_log(url: str, reader: RegisterReader) -> None:
    context = multiprocessing.get_context("spawn")
    # Ranges overlap: two processes publish the same entry, as after a lost answer.
    processes = [context.Process(target=publish_range, args=(url, first, first + 20)) for first in (1, 16, 31, 46)]
    for process in processes:
        process.start()
    seen: list[Change] = []
    while any(process.is_alive() for process in processes):
        # What the follower has seen stays: no position turns up later below one that it has read.
        seen += reader.changes_since(len(seen))
    for process in processes:
        process.join()
        assert process.exitcode == 0
    seen += reader.changes_since(len(seen))
    assert seen == reader.changes_since(0)
    assert reader.head().position == len(seen) == 65 + 21
    by_sid: dict[bytes, list[bytes]] = {}
    for change in seen:
        by_sid.setdefault(change.sid, []).append(change.record)
    for sid, records in by_sid.items():
        check_chain([parse_record(record) for record in records], sid)
    assert len(by_sid) == 65


def test_processes_that_publish_the_same_entries_at_once_all_succeed(url: str, reader: RegisterReader) -> None:
    context = multiprocessing.get_context("fork")
    entries = [ChamberWorld().issue(sequence).entry for sequence in range(1, 31)]
    together, answers = context.Barrier(3), context.SimpleQueue()

    def publish_all() -> None:
        world = ChamberWorld()
        writer = RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock)
        positions = []
        for entry in entries:
            together.wait(60)
            positions.append(writer.publish(entry))
        answers.put(positions)

    processes = [context.Process(target=publish_all) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert [answers.get() for _ in processes] == [list(range(1, 31))] * 3
    assert reader.head().position == 30
