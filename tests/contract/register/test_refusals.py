"""What the writer refuses to take in."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest

from register.entry import Entry
from register.errors import RefusedError
from register.writer import RegisterWriter
from signing.record import Event
from signing.trust import KeyState, Trust
from tests.builders import ChamberWorld, signer_of
from tests.registers import Open, count


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
