"""Revoked, replaced, expunged: what comes after a certificate was published."""

import dataclasses
import datetime as dt
import json

import pytest

from register.errors import RefusedError
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.record import Event, State
from signing.trust import KeyState, Trust
from tests.builders import ChamberWorld, signer_of
from tests.registers import FOUR_YEARS_LATER, Open, count_content, expected


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
