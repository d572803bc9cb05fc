"""Publishing: what is found afterwards, what may not stand beside it, on either back end."""

import base64
import datetime as dt
import json
from pathlib import Path

import pytest

from register.create import create_register
from register.entry import Change
from register.errors import ConflictError
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.content import Kind
from signing.number import CertificateNumber, draw_number
from signing.record import RevocationReason, State
from tests.builders import ChamberWorld, signer_of
from tests.registers import Open, expected


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

    def test_it_counts_what_each_chamber_has_issued_by_month(
        self, writer: RegisterWriter, reader: RegisterReader, world: ChamberWorld
    ) -> None:
        issued = [world.issue(sequence) for sequence in (1, 2, 3)]
        for certificate in issued:
            writer.publish(certificate.entry)
        day = issued[0].issue_date
        assert reader.issued_per_month(day) == [(world.number(1).chamber, f"{day:%Y-%m}", 3)]
        assert reader.issued_per_month(day + dt.timedelta(days=1)) == []

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
