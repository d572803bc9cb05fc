"""A backup is made, the machine is lost, and the same office stands on an empty one: on either kind of database."""

import datetime as dt
from dataclasses import replace

import pytest

from issuance.backup.errors import BackupError
from issuance.backup.reconciling import Reconciler, parse_last
from issuance.config import OfficeConfig
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.ledger import Stage
from issuance.storage.tables.audit import entry
from signing.record import RevocationReason, State
from tests.backing_up import BackupKit, killed
from tests.offices import OFFICERS, Installation, numbered_request, signed_status


def ready(target: Installation, *last: str) -> None:
    """Do what `issuance reconcile` does after a restore."""
    with target.open() as office:
        reconciler = Reconciler(office)
        assert not reconciler.run(parse_last(last)).forked
        office.status_desk.publish()
        reconciler.leap(target.clock() - dt.timedelta(hours=1))
        office.config.restored.unlink()


def test_an_empty_machine_becomes_the_same_office(kit: BackupKit) -> None:
    before = kit.installation.entries()
    kit.make_backup()

    with kit.empty_machine() as target:
        done = kit.restore(target)

        assert done.faults == ()
        assert [proof.fault for proof in kit.proofs] == [None] * len(kit.proofs)
        assert {proof.check for proof in kit.proofs} >= {"records of the log", "seals, contents and originals"}
        assert target.entries() == before
        assert target.published() == kit.installation.published()
        ready(target)
        with target.open() as office:
            issued = office.issuing.issue(numbered_request(7))
            for each, old in zip(before, target.entries(), strict=False):
                assert each.original is None or office.originals.open(old).startswith(b"%PDF")
        assert issued.number.sequence == len(before) + 1


def test_nothing_is_issued_between_the_restore_and_the_word_of_a_person(sqlite_kit: BackupKit) -> None:
    sqlite_kit.make_backup()
    with sqlite_kit.empty_machine() as target:
        sqlite_kit.restore(target)
        with target.open() as office, pytest.raises(BackupError, match="issuance reconcile"):
            office.issuing.issue(numbered_request(7))


def test_a_number_that_went_out_after_the_backup_is_never_given_out_again(kit: BackupKit) -> None:
    kit.make_backup()
    with kit.installation.open() as office:
        lost = [office.issuing.issue(numbered_request(index)) for index in (7, 8)]

    with kit.empty_machine() as target:
        kit.restore(target)
        ready(target, lost[-1].public_number)  # it stands on a paper that somebody has

        with target.open() as office:
            issued = office.issuing.issue(numbered_request(9))
            skipped = [act for act in acts_of_trail(target) if act == "ledger.skip_lost"]
        assert issued.number.sequence == lost[-1].number.sequence + 1
        assert skipped == ["ledger.skip_lost"]


def test_where_the_register_survived_the_ledger_learns_from_it(kit: BackupKit) -> None:
    kit.make_backup()
    with kit.installation.open() as office:
        later = office.issuing.issue(numbered_request(7))
        first = kit.installation.entries()[0]
        office.revoking.revoke(first.number, RevocationReason.CHAMBER_ERROR, OFFICERS)

    with kit.empty_machine() as target:
        target.config = with_register_of(target, kit.installation)
        kit.restore(target, keep_register=True)
        assert [proof.fault for proof in kit.proofs if proof.check != "numbers"] == [None] * (len(kit.proofs) - 1)
        ready(target)

        adopted = target.entries()[-1]
        assert (adopted.number, adopted.stage, adopted.seal) == (later.number, Stage.DELIVERED, later.seal)
        with target.open() as office:
            assert len(office.store.records(first.number)) == 2
            assert office.issuing.issue(numbered_request(8)).number.sequence == later.number.sequence + 1
        assert first.sid is not None
        assert signed_status(target).state(first.sid) is State.REVOKED


def test_what_the_register_lost_is_sent_again(sqlite_kit: BackupKit) -> None:
    old = sqlite_kit.make_backup().manifest.id
    with sqlite_kit.installation.open() as office:
        later = office.issuing.issue(numbered_request(7))
    sqlite_kit.make_backup()

    with sqlite_kit.empty_machine("old") as older, sqlite_kit.empty_machine() as target:
        sqlite_kit.restore(older, old)
        sqlite_kit.restore(target)
        target.config = with_register_of(target, older)
        assert later.sid not in target.published()

        ready(target)

        assert target.published() == sqlite_kit.installation.published()


def test_a_restore_that_was_killed_goes_on(kit: BackupKit) -> None:
    kit.make_backup()
    with kit.empty_machine() as target:
        at = 0
        while killed(lambda: kit.restore(target), at := at + 1, before=at % 2 == 0):
            with target.open() as office, pytest.raises(BackupError, match="was restored"):
                _ = office.issuing
        assert at > 4
        assert target.entries() == kit.installation.entries()
        ready(target)


def test_nothing_that_is_there_is_overwritten(kit: BackupKit) -> None:
    kit.make_backup()
    before = kit.installation.entries()
    with pytest.raises(BackupError, match="already"):
        kit.restore(kit.installation)
    with kit.empty_machine() as target:
        kit.restore(target)
        with pytest.raises(BackupError, match="already"):
            kit.restore(target)
    assert kit.installation.entries() == before


def with_register_of(target: Installation, other: Installation) -> OfficeConfig:
    return replace(target.config, register_url=other.config.register_url, documents_url=other.config.documents_url)


def acts_of_trail(target: Installation) -> list[str]:
    with target.open() as office, office.units.look(Actor.job(CHAMBER, "test")) as unit:
        return [row["act"] for row in unit.rows(unit.select(entry, entry.c.act))]
