"""The office's side of the trust repository: what it publishes, when it renews, how it survives a crash."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from issuance.trust.errors import TrustRepositoryError
from issuance.trust.lifetimes import Lifetimes
from issuance.trust.office import TrustOffice
from tests.trust_repository import (
    DAY,
    HOUR,
    NOW,
    SURVIVORS,
    TRUST_LIST,
    UnpluggedError,
    make_office,
    make_published_office,
    unplugged_after,
    verified_targets,
)


def test_init_publishes_what_a_client_verifies_from_the_first_root_alone(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    assert verified_targets(office.repository.directory, NOW) == {
        "trust-list.json": TRUST_LIST,
        "status/revocations.bin": b"REFREV1 first",
        **SURVIVORS,
    }


def test_roles_have_the_keys_thresholds_and_lifetimes_of_the_design(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    root = office.repository.root().signed
    assert {name: (role.threshold, len(role.keyids)) for name, role in root.roles.items()} == {
        "root": (2, 3),
        "targets": (2, 3),
        "snapshot": (1, 1),
        "timestamp": (1, 1),
    }
    assert root.consistent_snapshot
    assert root.expires == office.newest_targets().signed.expires == NOW + 90 * DAY
    assert office.newest_status().signed.expires == office.repository.snapshot().signed.expires == NOW + 8 * DAY
    assert office.repository.timestamp().signed.expires == NOW + 24 * HOUR
    delegations = office.newest_targets().signed.delegations
    assert delegations is not None
    assert delegations.roles is not None
    assert delegations.roles["status"].paths == ["status/*"]
    assert delegations.roles["status"].terminating


def test_a_second_init_is_refused_for_scanners_have_pinned_the_root(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    before = office.repository.metadata_bytes("1.root.json")
    with pytest.raises(TrustRepositoryError, match="already holds a trust repository"):
        office.init({}, NOW)
    assert office.repository.metadata_bytes("1.root.json") == before


def test_an_hourly_refresh_signs_the_timestamp_alone(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    before = set(office.repository.metadata.iterdir())
    report = office.refresh(NOW + HOUR)
    assert set(office.repository.metadata.iterdir()) == before
    assert report.expires == NOW + 25 * HOUR
    assert report.timestamp_version == 3


def test_status_and_snapshot_are_renewed_before_a_long_weekend_could_outlast_them(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    report = office.refresh(NOW + 4 * DAY + HOUR)
    assert (report.status_version, report.snapshot_version) == (3, 3)
    later = NOW + 5 * DAY - HOUR
    assert verified_targets(office.repository.directory, later)["status/revocations.bin"] == b"REFREV1 first"


def test_a_demo_renews_the_offline_roles_by_itself(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    report = office.refresh(NOW + 61 * DAY)
    assert (report.root_version, report.targets_version) == (2, 2)
    assert report.warnings == []


def test_an_office_without_offline_keys_is_warned_and_cannot_sign_for_them(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    for key in office.keys.directory.glob("root-*.pem"):
        key.unlink()
    report = office.refresh(NOW + 61 * DAY)
    assert [warning.split(" expires")[0] for warning in report.warnings] == ["root", "targets"]
    with pytest.raises(TrustRepositoryError, match=r"Signing targets needs 2 of its keys, and .* holds 0"):
        office.publish_targets({"trust-list.json": b"{}"}, NOW + 61 * DAY)


def test_publishing_targets_keeps_those_of_other_paths(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    office.publish_targets({"trust-list.json": b"new"}, NOW)
    published = verified_targets(office.repository.directory, NOW)
    assert published == {"trust-list.json": b"new", "status/revocations.bin": b"REFREV1 first", **SURVIVORS}


def test_old_status_files_are_pruned_and_the_rest_still_verifies(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    for number in range(30):
        office.publish_status(lambda _, number=number: b"REFREV1 %d" % number, NOW)
    office.refresh(NOW)
    assert len(list((office.repository.targets / "status").iterdir())) == 24
    assert verified_targets(office.repository.directory, NOW)["status/revocations.bin"] == b"REFREV1 29"


# Crashes


def _publish_trust_list(office: TrustOffice) -> None:
    office.publish_targets({"trust-list.json": b"new"}, NOW + HOUR)


def _publish_status(office: TrustOffice) -> None:
    office.publish_status(lambda _: b"REFREV1 second", NOW + HOUR)


def _refresh_everything(office: TrustOffice) -> None:
    office.refresh(NOW + 7 * HOUR)


ACTIONS = [_publish_trust_list, _publish_status, _refresh_everything]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("writes", range(5))
def test_pulling_the_plug_after_any_write_leaves_a_usable_repository_that_the_next_refresh_mends(
    tmp_path: Path, action: Callable[[TrustOffice], None], writes: int
) -> None:
    make_published_office(tmp_path)
    everything_is_due = Lifetimes(renew_online_before=9 * DAY, renew_offline_before=91 * DAY)
    office = make_office(tmp_path, write=unplugged_after(writes), lifetimes=everything_is_due)
    try:
        action(office)
        finished = True
    except UnpluggedError:
        finished = False

    old_or_new = verified_targets(office.repository.directory, NOW + 8 * HOUR)
    mended = make_office(tmp_path)
    mended.refresh(NOW + 8 * HOUR)
    new = verified_targets(office.repository.directory, NOW + 9 * HOUR)

    assert old_or_new["trust-list.json"] in {TRUST_LIST, b"new"}
    assert set(new) == set(old_or_new)
    if finished:
        assert new == old_or_new


@pytest.mark.parametrize("writes", range(6))
def test_an_init_interrupted_after_any_write_is_simply_run_again(tmp_path: Path, writes: int) -> None:
    with pytest.raises(UnpluggedError):
        make_office(tmp_path, write=unplugged_after(writes)).init({"trust-list.json": TRUST_LIST}, NOW)
    office = make_office(tmp_path)
    office.init({"trust-list.json": TRUST_LIST}, NOW)
    assert verified_targets(office.repository.directory, NOW) == {"trust-list.json": TRUST_LIST}


def test_targets_signed_before_a_crash_are_published_by_the_next_refresh(tmp_path: Path) -> None:
    make_published_office(tmp_path)
    with pytest.raises(UnpluggedError):
        _publish_trust_list(make_office(tmp_path, write=unplugged_after(2)))  # the file and its metadata
    assert verified_targets(tmp_path / "trust", NOW)["trust-list.json"] == TRUST_LIST
    make_office(tmp_path).refresh(NOW + HOUR)
    assert verified_targets(tmp_path / "trust", NOW + HOUR)["trust-list.json"] == b"new"


def test_leftovers_of_a_killed_writer_are_swept_away(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    leftover = office.repository.metadata / ".timestamp.json.0a1b2c3d4e5f"
    leftover.write_bytes(b"half")
    office.refresh(NOW)
    assert not leftover.exists()


def _refresh_often(folder: Path) -> None:
    office = make_office(folder)
    for _ in range(5):
        office.refresh(NOW + HOUR)


def test_two_refreshes_at_once_take_turns(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    before = office.repository.timestamp().signed.version
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_refresh_often, args=(tmp_path,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=120)
    assert [process.exitcode for process in processes] == [0, 0]
    assert office.repository.timestamp().signed.version == before + 10


# Bad input


@pytest.mark.parametrize("name", ["timestamp.json", "2.snapshot.json", "1.root.json"])
def test_a_damaged_metadata_file_is_named(tmp_path: Path, name: str) -> None:
    office = make_published_office(tmp_path)
    (office.repository.metadata / name).write_bytes(b"{")
    with pytest.raises(TrustRepositoryError, match=rf"{name} is not TUF metadata"):
        office.refresh(NOW)


def test_a_target_that_vanished_from_the_folder_stops_the_refresh(tmp_path: Path) -> None:
    office = make_published_office(tmp_path)
    for file in office.repository.targets.glob("*.trust-list.json"):
        file.unlink()
    with pytest.raises(TrustRepositoryError, match="No version of targets"):
        office.refresh(NOW)


def test_a_refresh_without_a_repository_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(TrustRepositoryError, match="run `issuance trust init` first"):
        make_office(tmp_path).refresh(NOW)
