"""What lies on the shelf: sealed, complete or nothing, each document once, dropped in time, never believed blindly."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from issuance.backup import catalogue
from issuance.backup.checking import Findings, check
from issuance.backup.errors import BackupError, DamagedError
from issuance.backup.keys import BackupKeys
from issuance.backup.pruning import prune
from tests.backing_up import BackupKit, killed
from tests.offices import PASSPHRASE, Installation, numbered_request
from tests.servers.s3 import Bucket

WEEK = 7


@pytest.fixture
def kit(sqlite_kit: BackupKit) -> BackupKit:
    return sqlite_kit


def looked(kit: BackupKit, *, opened: bool = False) -> Findings:
    manifest = catalogue.chosen(kit.shelf, None, kit.opener.signers)
    return check(kit.shelf, manifest, kit.opener if opened else None)


def test_nothing_on_the_shelf_can_be_read_by_who_reads_the_shelf(kit: BackupKit) -> None:
    kit.make_backup()
    content = kit.installation.entries()[0].content
    assert content is not None
    exporter = json.loads(content)["exporter"]["name"]
    clear = [PASSPHRASE, exporter.encode(), b"SQLite format 3", b"secret of the trail", b"BEGIN ENCRYPTED"]
    for path in kit.files():
        data = path.read_bytes()
        assert [each for each in clear if each in data] == [], path
        assert path.suffix != ".age" or data.startswith(b"age-encryption.org/v1\n")


def test_the_passphrase_is_in_no_backup_and_named_as_left_out(kit: BackupKit) -> None:
    manifest = kit.make_backup().manifest
    assert str(kit.installation.config.passphrase_file) in manifest.left_out
    with kit.empty_machine() as target:
        target.config.passphrase_file.write_bytes(b"another one")
        kit.restore(target)
    assert "passphrase is wrong" in " ".join(proof.fault or "" for proof in kit.proofs)


def test_a_document_is_shelved_once(kit: BackupKit) -> None:
    first = kit.make_backup()
    with kit.installation.open() as office:
        office.issuing.issue(numbered_request(7))
    second, third = kit.make_backup(), kit.make_backup()
    assert first.added == 4  # two originals, two copies: the issue of the third has no copy yet
    assert (second.added, third.added) == (1, 0)
    assert third.manifest.documents == second.manifest.documents
    assert looked(kit).faults == looked(kit, opened=True).faults == 0


@pytest.mark.parametrize("before", [True, False])
def test_a_run_that_is_killed_leaves_no_backup_and_hinders_none(kit: BackupKit, before: bool) -> None:  # a case
    at = 0
    while killed(kit.make_backup, at := at + 1, before=before):
        found = catalogue.complete(kit.shelf)
        # The last write is the manifest's: who is killed right after it has made a backup.
        assert [looked(kit, opened=True).faults for _ in found] == [0] * len(found)
        for each in found:
            kit.shelf.delete(f"backups/{each.id}")
    assert at > 8
    kit.now += dt.timedelta(hours=1)
    kit.make_backup()
    assert looked(kit, opened=True).faults == 0
    dropped = prune(kit.shelf, WEEK, kit.now)
    assert dropped.backups == ()
    assert looked(kit, opened=True).faults == 0
    assert not [path for path in kit.files() if ".incoming" in path.name and "blobs" in path.parts]


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


@pytest.mark.parametrize(
    ("harm", "victim"),
    [
        (flip, "office.dump.age"),
        (cut, "register.dump.age"),
        (Path.unlink, "files.tar.age"),
        (cut, "originals.list.gz"),
        (flip, "*blobs*"),
        (Path.unlink, "*blobs*"),
    ],
)
def test_what_is_damaged_or_missing_is_named(kit: BackupKit, harm: Callable[[Path], None], victim: str) -> None:
    kit.make_backup()
    path = next(each for each in kit.files() if each.match(victim) or ("blobs" in each.parts and victim == "*blobs*"))
    harm(path)
    told = " ".join([*looked(kit).told, *looked(kit, opened=True).told])
    assert path.name in told
    with kit.empty_machine() as target:
        if victim == "*blobs*":
            faults = kit.restore(target).faults
            assert path.name in " ".join(faults)
        else:
            with pytest.raises(DamagedError, match=path.name):
                kit.restore(target)


def test_a_manifest_counts_only_with_the_offices_signature(kit: BackupKit) -> None:
    backup = kit.make_backup().manifest.id
    path = kit.shelf_folder / "backups" / backup / "manifest.json"
    genuine = path.read_bytes()
    other = genuine.replace(backup.encode(), b"x")
    for forged in (genuine.replace(b'"log":3', b'"log":2'), genuine[:-9], b"{}", other):
        assert forged != genuine
        path.write_bytes(forged)
        with pytest.raises(DamagedError, match=r"manifest\.json"):
            catalogue.chosen(kit.shelf, backup, kit.opener.signers)


def test_a_backup_of_another_office_is_refused(kit: BackupKit, tmp_path: Path) -> None:
    manifest = kit.make_backup().manifest
    other = BackupKeys(tmp_path / "other", tmp_path / "other" / "recipients")
    other.make(tmp_path / "other.txt", PASSPHRASE, kit.now)
    kit.identity = tmp_path / "other.txt"
    with pytest.raises(DamagedError, match="signed by another office"):
        catalogue.chosen(kit.shelf, manifest.id, kit.opener.signers)
    assert "sealed for another identity" in check(kit.shelf, manifest, kit.opener).told[0]


def test_of_two_holders_each_can_open_alone(kit: BackupKit, tmp_path: Path) -> None:
    kit.keys.make(tmp_path / "second.txt", PASSPHRASE, kit.now)
    kit.make_backup()
    assert looked(kit, opened=True).faults == 0
    kit.identity = tmp_path / "second.txt"
    assert looked(kit, opened=True).faults == 0


def test_old_backups_are_dropped_with_what_only_they_name(kit: BackupKit) -> None:
    first = kit.make_backup().manifest.id
    original = kit.installation.entries()[0].original
    assert original is not None
    shelved = kit.shelf_folder / "blobs" / original[:2] / f"{original[2:]}.age"
    with kit.installation.open() as office:
        office.private_documents.delete(original)  # as the purge does
    later = []
    for days in (0, 5):
        kit.now += dt.timedelta(days=days)
        later.append(kit.make_backup().manifest.id)

    assert prune(kit.shelf, WEEK, kit.now - dt.timedelta(days=1)).backups == ()
    assert shelved.exists()
    done = prune(kit.shelf, WEEK, kit.now)

    assert (done.backups, done.documents) == ((first,), 1)
    assert not shelved.exists()
    assert catalogue.ids(kit.shelf) == later
    assert looked(kit, opened=True).faults == 0


def test_the_last_backup_is_never_dropped(kit: BackupKit) -> None:
    kept = kit.make_backup().manifest.id
    kit.now += dt.timedelta(days=100)
    assert prune(kit.shelf, WEEK, kit.now).backups == ()
    assert catalogue.ids(kit.shelf) == [kept]
    (kit.shelf_folder / "backups" / kept / "manifest.json").unlink()
    with pytest.raises(BackupError, match="no complete backup"):
        prune(kit.shelf, WEEK, kit.now)
    assert any("blobs" in path.parts for path in kit.files())


def test_a_document_that_is_damaged_in_its_store_is_told_and_stops_nothing(kit: BackupKit) -> None:
    original = kit.installation.entries()[0].original
    assert original is not None
    flip(kit.installation.config.directory / "office" / "documents" / original[:2] / original[2:])
    made = kit.make_backup()
    assert (made.damaged, made.lacking) == ((original,), 1)
    assert looked(kit, opened=True).faults == 0


def test_a_wrong_address_of_a_store_is_no_empty_store(kit: BackupKit, tmp_path: Path) -> None:
    kit.installation.config = replace(kit.installation.config, originals_url=f"file://{tmp_path}/mistyped")
    with pytest.raises(BackupError, match="originals_url"):
        kit.make_backup()
    assert catalogue.complete(kit.shelf) == []


def test_a_bucket_is_a_shelf(
    sqlite_installation: Installation, s3_bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in s3_bucket.environment.items():
        monkeypatch.setenv(name, value)
    with sqlite_installation.open() as office:
        office.issuing.issue(numbered_request(0))
    kit = BackupKit.make(sqlite_installation, tmp_path, f"{s3_bucket.url}/office")
    kit.make_backup()
    with kit.empty_machine() as target:
        assert kit.restore(target).faults == ()
        assert target.entries() == kit.installation.entries()
    kit.make_backup()
    prune(kit.shelf, 1, kit.now + dt.timedelta(days=9))
    assert len(catalogue.ids(kit.shelf)) == 1
