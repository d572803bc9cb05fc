"""Trust from the office to the scanner, over a real HTTP server and from folders."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from securesystemslib.signer import SSlibKey

from issuance.trust.ceremony import assemble, export_root, sign
from issuance.trust.keys import create_key, load_signer
from issuance.trust.office import TrustOffice
from scanner.trust.errors import ClockSetBackError, NotPinnedError, NotRefreshedError, SourceError, TrustError
from scanner.trust.fetch import FolderFetcher
from scanner.trust.source import TrustSource, source_of
from scanner.trust.store import TrustStore
from scanner.trust.warnings import WarningCode
from tests.http_folder import MovedOnTheSameHost, serving
from tests.trust_repository import DAY, HOUR, NOW, PASSPHRASE, SURVIVORS, TRUST_LIST, make_office, make_published_office


@pytest.fixture
def office(tmp_path: Path) -> TrustOffice:
    return make_published_office(tmp_path / "office")


@pytest.fixture
def store(tmp_path: Path, office: TrustOffice) -> TrustStore:
    store = TrustStore(tmp_path / "scanner")
    store.pin(office.repository.metadata_bytes("1.root.json"), NOW)
    return store


def source_in(office: TrustOffice) -> TrustSource:
    return source_of(str(office.repository.directory))


def test_a_scanner_fetches_over_http_what_the_office_published(office: TrustOffice, store: TrustStore) -> None:
    with serving(office.repository.directory.parent) as (address, _):
        stored = store.update(NOW, source_of(address))
    assert stored.trust_list == TRUST_LIST
    assert stored.status == b"REFREV1 first"
    assert stored.survivors == {path.removeprefix("survivors/"): data for path, data in SURVIVORS.items()}
    assert stored.last_refresh == NOW
    assert stored.warnings == ()
    assert store.load(NOW) == stored


@pytest.mark.parametrize("form", ["{folder}", "{parent}", "file://{folder}"])
def test_a_folder_such_as_a_usb_stick_serves_as_well(office: TrustOffice, store: TrustStore, form: str) -> None:
    folder = office.repository.directory
    source = source_of(form.format(folder=folder, parent=folder.parent))
    assert store.update(NOW, source).trust_list == TRUST_LIST


def test_a_redirect_on_the_same_host_is_followed(office: TrustOffice, store: TrustStore) -> None:
    with serving(office.repository.directory.parent, MovedOnTheSameHost) as (address, _):
        assert store.update(NOW, source_of(address)).trust_list == TRUST_LIST


def test_a_second_update_asks_for_what_changed_alone(office: TrustOffice, store: TrustStore) -> None:
    with serving(office.repository.directory.parent) as (address, asked):
        store.update(NOW, source_of(address))
        office.refresh(NOW + HOUR)
        asked.clear()
        store.update(NOW + HOUR, source_of(address))
    assert asked == ["/trust/metadata/2.root.json", "/trust/metadata/timestamp.json"]


def test_new_revocations_arrive_with_the_next_update(office: TrustOffice, store: TrustStore) -> None:
    store.update(NOW, source_in(office))
    office.publish_status(lambda _: b"REFREV1 second", NOW + HOUR)
    assert store.update(NOW + HOUR, source_in(office)).status == b"REFREV1 second"
    assert store.load(NOW + HOUR).status == b"REFREV1 second"


def test_before_the_first_revocations_are_published_there_is_no_status(tmp_path: Path) -> None:
    office = make_office(tmp_path / "office")
    office.init({"trust-list.json": TRUST_LIST}, NOW)
    store = TrustStore(tmp_path / "scanner")
    store.pin(office.repository.metadata_bytes("1.root.json"), NOW)
    stored = store.update(NOW, source_in(office))
    assert stored.status is None
    assert [warning.code for warning in stored.warnings] == [WarningCode.NO_STATUS]


# Offline


def test_offline_the_cached_state_is_verified_as_of_its_last_refresh(office: TrustOffice, store: TrustStore) -> None:
    store.update(NOW, source_in(office))
    stored = store.load(NOW + 200 * DAY)
    assert stored.trust_list == TRUST_LIST
    assert stored.last_refresh == NOW
    assert [warning.code for warning in stored.warnings] == [WarningCode.ROOT_EXPIRED]


def test_offline_for_more_than_a_day_is_said_to_be_outdated(office: TrustOffice, store: TrustStore) -> None:
    store.update(NOW, source_in(office))
    assert store.load(NOW + 23 * HOUR).warnings == ()
    assert [warning.code for warning in store.load(NOW + 25 * HOUR).warnings] == [WarningCode.OUTDATED]


def test_a_clock_set_back_is_noticed_and_ages_count_from_the_highest_time_seen(
    office: TrustOffice, store: TrustStore
) -> None:
    store.update(NOW, source_in(office))
    store.load(NOW + 20 * HOUR)
    stored = store.load(NOW + HOUR)
    assert stored.now == NOW + 20 * HOUR
    assert [warning.code for warning in stored.warnings] == [WarningCode.CLOCK_SET_BACK]


def test_no_update_is_judged_by_a_clock_set_back_unless_the_person_says_so(
    office: TrustOffice, store: TrustStore
) -> None:
    store.update(NOW, source_in(office))
    store.load(NOW + 400 * DAY)  # The clock was a year ahead for a moment.
    with pytest.raises(ClockSetBackError, match="The clock shows 2026-03-02 10:00 UTC, but it has been 2027-04-06"):
        store.update(NOW + HOUR, source_in(office))
    store.update(NOW + HOUR, source_in(office), accept_clock=True)
    assert store.load(NOW + HOUR).warnings == ()


def test_nothing_works_before_a_root_is_pinned(tmp_path: Path, office: TrustOffice) -> None:
    empty = TrustStore(tmp_path / "empty")
    with pytest.raises(NotPinnedError, match="run `scanner trust init"):
        empty.load(NOW)
    with pytest.raises(NotPinnedError, match="run `scanner trust init"):
        empty.update(NOW, source_in(office))


def test_a_pinned_root_alone_is_not_yet_trust(store: TrustStore) -> None:
    with pytest.raises(NotRefreshedError, match="run `scanner trust update`"):
        store.load(NOW)


# Roots


def _rotate_root(office: TrustOffice, folder: Path, now: datetime, signers: tuple[str, ...]) -> None:
    """Hold a ceremony that only renews the root."""
    export_root(office, folder, now)
    for name in signers:
        sign(folder, load_signer(office.keys.directory / f"{name}.pem", PASSPHRASE))
    assemble(office, [folder], now)


def test_root_rotations_1_to_2_to_3_are_followed(office: TrustOffice, store: TrustStore, tmp_path: Path) -> None:
    _rotate_root(office, tmp_path / "ceremony-2", NOW, ("root-1", "root-2"))
    _rotate_root(office, tmp_path / "ceremony-3", NOW, ("root-2", "root-3"))
    assert store.update(NOW, source_in(office)).metadata.root_version == 3
    assert store.load(NOW).metadata.root_version == 3


def test_a_scanner_that_slept_for_a_year_catches_up(office: TrustOffice, store: TrustStore) -> None:
    store.update(NOW, source_in(office))
    for step in range(1, 7):
        office.refresh(NOW + step * 61 * DAY)
    later = NOW + 366 * DAY
    stored = store.update(later, source_in(office))
    assert stored.metadata.root_version == 7
    assert store.load(later).warnings == ()


def test_a_replaced_offline_key_is_followed_without_a_gap(
    office: TrustOffice, store: TrustStore, tmp_path: Path
) -> None:
    new_key = create_key(tmp_path / "safe" / "root-4.pem", PASSPHRASE)
    old: SSlibKey = load_signer(office.keys.directory / "root-3.pem", PASSPHRASE).public_key
    folder = tmp_path / "ceremony"
    export_root(office, folder, NOW, add=[("offline", new_key)], drop=[("offline", old.keyid)])
    for name in ("root-1", "root-2"):
        sign(folder, load_signer(office.keys.directory / f"{name}.pem", PASSPHRASE))
    assemble(office, [folder], NOW)
    assert store.update(NOW, source_in(office)).metadata.root_version == 2


def test_pinning_again_needs_force_and_forgets_what_was_stored(
    tmp_path: Path, office: TrustOffice, store: TrustStore
) -> None:
    store.update(NOW, source_in(office))
    other = make_published_office(tmp_path / "other")
    root = other.repository.metadata_bytes("1.root.json")
    with pytest.raises(TrustError, match="is pinned already; add --force"):
        store.pin(root, NOW)
    assert store.load(NOW).trust_list == TRUST_LIST
    store.pin(root, NOW, force=True)
    with pytest.raises(NotRefreshedError):
        store.load(NOW)


# Interruptions


class PowerCutError(BaseException):
    """Not an Exception: nothing in the program may catch it."""


class PowerCutFetcher(FolderFetcher):
    """Serves a folder until the given number of files was asked for."""

    def __init__(self, folder: Path, files: int) -> None:
        super().__init__(folder)
        self._left = files

    def fetch(self, url: str):  # type: ignore[no-untyped-def]  # noqa: ANN201  # as in the base class
        if self._left == 0:
            raise PowerCutError
        self._left -= 1
        return super().fetch(url)


@pytest.mark.parametrize("files", range(7))
def test_a_kill_in_the_middle_of_an_update_leaves_the_last_good_state(
    office: TrustOffice, store: TrustStore, files: int
) -> None:
    before = store.update(NOW, source_in(office))
    office.publish_targets({"trust-list.json": b"new"}, NOW + HOUR)
    office.publish_status(lambda _: b"REFREV1 second", NOW + HOUR)
    normal = source_in(office)
    cut = TrustSource(normal.base_url, lambda: PowerCutFetcher(office.repository.directory, files))
    with pytest.raises(PowerCutError):
        store.update(NOW + HOUR, cut)
    assert store.load(NOW + HOUR).trust_list == before.trust_list
    after = store.update(NOW + HOUR, normal)
    assert (after.trust_list, after.status) == (b"new", b"REFREV1 second")
    assert len(list((store.directory / "copies").iterdir())) == 2  # this one and the one before


def test_an_unreachable_source_leaves_the_last_good_state(office: TrustOffice, store: TrustStore) -> None:
    with serving(office.repository.directory.parent) as (address, _):
        store.update(NOW, source_of(address))
    with pytest.raises(SourceError, match="The source cannot be reached"):
        store.update(NOW + HOUR, source_of(address))
    assert store.load(NOW + HOUR).trust_list == TRUST_LIST


@pytest.mark.parametrize("reference", ["ftp://ref.example.jp", "nowhere", "https://", "https://ref.example.jp/?q=1"])
def test_a_reference_that_is_no_source_is_refused_with_what_to_give(reference: str) -> None:
    with pytest.raises(SourceError, match=r"give (one like https|the address of the reference)"):
        source_of(reference)


def test_a_link_in_a_folder_is_not_followed_out_of_it(office: TrustOffice, store: TrustStore, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(office.repository.directory, stick)
    shutil.move(stick / "metadata" / "timestamp.json", tmp_path / "timestamp.json")
    (stick / "metadata" / "timestamp.json").symlink_to(tmp_path / "timestamp.json")
    with pytest.raises(SourceError, match=r"lacks a file .* no file metadata/timestamp\.json"):
        store.update(NOW, source_of(str(stick)))
