"""Attacks on the way from the office to the scanner, one test each: refused in its own words, old state kept."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tuf.api.exceptions import SlowRetrievalError
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp

from issuance.trust.office import TrustOffice
from issuance.trust.repository import TrustRepository
from scanner.trust.errors import (
    AnotherOfficeError,
    EndlessDataError,
    FrozenError,
    MalformedMetadataError,
    MixedFilesError,
    RollbackError,
    SourceError,
    StoredTrustAlteredError,
    TrustError,
    WrongSignatureError,
)
from scanner.trust.fetch import HttpFetcher
from scanner.trust.limits import TrustLimits
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from tests.http_folder import BreaksOff, Endless, QuietFolder, RedirectsElsewhere, SignInPage, TricklingHeader, serving
from tests.trust_repository import DAY, HOUR, NOW, TRUST_LIST, always, make_published_office

LATER = NOW + HOUR


class Scene:
    """An office, a scanner that has its first state, and a mirror that an attacker controls."""

    def __init__(self, folder: Path) -> None:
        self.office = make_published_office(folder / "office")
        self.store = TrustStore(folder / "scanner")
        self.store.pin(self.office.repository.metadata_bytes("1.root.json"), NOW)
        self.store.update(NOW, source_of(str(self.office.repository.directory)))
        self.mirror = folder / "mirror" / "trust"

    def copy_to_mirror(self, office: TrustOffice | None = None) -> None:
        """Mirror what the office publishes now; the attacker changes it afterwards."""
        shutil.copytree((office or self.office).repository.directory, self.mirror, dirs_exist_ok=True)

    def mirror_with_stolen_keys(self) -> TrustOffice:
        """Return an office that publishes on the mirror with the true office's keys."""
        return TrustOffice(TrustRepository(self.mirror), self.office.keys)

    def update_from_mirror(self, handler: type[QuietFolder] = QuietFolder) -> None:
        with serving(self.mirror.parent, handler) as (address, _):
            self.store.update(LATER, source_of(address))

    def is_refused(self, error: type[TrustError], sentence: str, handler: type[QuietFolder] = QuietFolder) -> None:
        """Assert that the mirror is refused for this reason and that the scanner keeps what it had."""
        before = self.store.load(NOW)
        with pytest.raises(error, match=sentence):
            self.update_from_mirror(handler)
        assert self.store.load(NOW) == before


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    # Whatever was tried, the true source is accepted afterwards.
    scene.store.update(LATER, source_of(str(scene.office.repository.directory)))


def publish_with_stolen_office_keys(
    office: TrustOffice, targets: Metadata[Targets] | None = None, status: Metadata[Targets] | None = None
) -> None:
    """Publish metadata as somebody can who stole the snapshot, timestamp and status keys, but no offline key."""
    repository = office.repository
    root = repository.root().signed
    meta = dict(repository.snapshot().signed.meta)
    for role, metadata in (("targets", targets), ("status", status)):
        if metadata is not None:
            repository.write_versioned(role, metadata)
            meta[f"{role}.json"] = MetaFile.from_data(metadata.signed.version, metadata.to_bytes(), ["sha256"])
    snapshot = Metadata(Snapshot(repository.next_version("snapshot"), expires=LATER + DAY, meta=meta))
    snapshot.sign(office.keys.signers("snapshot", root.roles["snapshot"])[0])
    repository.write_versioned("snapshot", snapshot)
    listed = MetaFile.from_data(snapshot.signed.version, snapshot.to_bytes(), ["sha256"])
    version = repository.timestamp().signed.version + 1
    timestamp = Metadata(Timestamp(version, expires=LATER + DAY, snapshot_meta=listed))
    timestamp.sign(office.keys.signers("timestamp", root.roles["timestamp"])[0])
    repository.write_timestamp(timestamp)


def sign_offline(office: TrustOffice, metadata: Metadata[Targets], keys: int) -> Metadata[Targets]:
    """Sign with the first so many offline keys."""
    for signer in office.keys.signers("targets", office.repository.root().signed.roles["targets"])[:keys]:
        metadata.sign(signer, append=True)
    return metadata


def alter_signed(file: Path) -> None:
    """Give a metadata file another expiry, of the same length, and leave its signatures as they are."""
    data = file.read_bytes()
    altered = data.replace(b'"expires":"2026', b'"expires":"2031')
    assert altered != data
    file.write_bytes(altered)


def newest(metadata: Path, role: str) -> Path:
    """Return the newest file of a role."""
    files = {int(file.name.split(".")[0]): file for file in metadata.glob(f"*.{role}.json")}
    return files[max(files)] if files else metadata / f"{role}.json"


# What a hostile or broken mirror can do


@pytest.mark.parametrize(
    ("role", "error"),
    [
        ("root", WrongSignatureError),
        ("timestamp", WrongSignatureError),
        ("snapshot", MixedFilesError),
        ("targets", MixedFilesError),
        ("status", MixedFilesError),
    ],
)
def test_metadata_altered_on_the_way(scene: Scene, role: str, error: type[TrustError]) -> None:
    scene.office.refresh(NOW + 61 * DAY)  # A new root, new targets …
    scene.office.publish_status(always(b"REFREV1 second"), LATER)  # … and status: all are fetched.
    scene.copy_to_mirror()
    alter_signed(newest(scene.mirror / "metadata", role))
    scene.is_refused(error, "Update refused")


def test_a_target_altered_on_the_way(scene: Scene) -> None:
    scene.office.publish_targets({"trust-list.json": b"new list"}, LATER)
    scene.copy_to_mirror()
    for file in scene.mirror.glob("targets/*.trust-list.json"):
        file.write_bytes(b"bad list")
    scene.is_refused(MixedFilesError, "a file other than the signed list names")


def test_a_target_longer_than_announced(scene: Scene) -> None:
    scene.office.publish_targets({"trust-list.json": b"new list"}, LATER)
    scene.copy_to_mirror()
    for file in scene.mirror.glob("targets/*.trust-list.json"):
        file.write_bytes(b"new list and more")
    scene.is_refused(EndlessDataError, "more data than announced or allowed")


def test_a_target_deleted(scene: Scene) -> None:
    scene.office.publish_targets({"trust-list.json": b"new list"}, LATER)
    scene.copy_to_mirror()
    for file in scene.mirror.glob("targets/*.trust-list.json"):
        file.unlink()
    scene.is_refused(SourceError, "lacks a file that it must have")


@pytest.mark.parametrize("pattern", ["timestamp.json", "*.snapshot.json", "*.targets.json", "*.status.json"])
def test_metadata_deleted(scene: Scene, pattern: str) -> None:
    scene.office.publish_targets({"trust-list.json": b"new list"}, LATER)
    scene.office.publish_status(always(b"REFREV1 second"), LATER)
    scene.copy_to_mirror()
    for file in scene.mirror.glob(f"metadata/{pattern}"):
        file.unlink()
    scene.is_refused(SourceError, "lacks a file that it must have")


def test_roll_back_to_an_old_timestamp(scene: Scene) -> None:
    scene.copy_to_mirror()
    scene.office.publish_status(always(b"REFREV1 second"), NOW)
    scene.store.update(NOW, source_of(str(scene.office.repository.directory)))
    scene.is_refused(RollbackError, "an older state than the one already accepted")


def test_an_old_snapshot_under_the_name_of_the_new_one(scene: Scene) -> None:
    old = scene.office.repository.timestamp().signed.snapshot_meta.version
    scene.office.publish_status(always(b"REFREV1 second"), LATER)
    scene.copy_to_mirror()
    metadata = scene.mirror / "metadata"
    shutil.copyfile(metadata / f"{old}.snapshot.json", metadata / f"{old + 1}.snapshot.json")
    scene.is_refused(MixedFilesError, "from another state")


def test_mix_and_match_old_status_among_new_files(scene: Scene) -> None:
    old = scene.office.newest_status().signed.version
    scene.office.publish_status(always(b"REFREV1 second"), LATER)
    scene.copy_to_mirror()
    metadata = scene.mirror / "metadata"
    shutil.copyfile(metadata / f"{old}.status.json", metadata / f"{old + 1}.status.json")
    scene.is_refused(MixedFilesError, "from another state")


def test_freeze_a_mirror_that_is_never_refreshed(scene: Scene) -> None:
    scene.copy_to_mirror()
    before = scene.store.load(NOW)
    with pytest.raises(FrozenError, match=r"newer ones may be kept from you.*timestamp\.json is expired"):
        scene.store.update(NOW + 25 * HOUR, source_of(str(scene.mirror)))
    assert scene.store.load(NOW).trust_list == before.trust_list


def test_freeze_a_root_that_was_never_renewed(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for key in scene.office.keys.directory.glob("root-*.pem"):
        key.unlink()
    scene.office.refresh(NOW + 91 * DAY)
    with pytest.raises(FrozenError, match=r"Final root\.json is expired"):
        scene.store.update(NOW + 91 * DAY, source_of(str(scene.office.repository.directory)))


def test_another_office_with_its_own_keys(scene: Scene, tmp_path: Path) -> None:
    scene.copy_to_mirror(make_published_office(tmp_path / "another"))
    scene.is_refused(
        AnotherOfficeError, "not one of the trusted keys.*another office's.*compare the root's fingerprint"
    )


def test_a_root_signed_by_the_wrong_keys(scene: Scene, tmp_path: Path) -> None:
    another = make_published_office(tmp_path / "another")
    another.refresh(NOW + 61 * DAY)
    scene.copy_to_mirror()
    shutil.copyfile(another.repository.metadata / "2.root.json", scene.mirror / "metadata" / "2.root.json")
    scene.is_refused(WrongSignatureError, "root was signed by 0/2 keys")


def test_a_root_with_too_few_signatures(scene: Scene) -> None:
    root = Metadata(scene.office.proposed_root(LATER))
    root.sign(scene.office.keys.signers("root", root.signed.roles["root"])[0])
    scene.copy_to_mirror()
    root.to_file(str(scene.mirror / "metadata" / "2.root.json"))
    scene.is_refused(WrongSignatureError, "root was signed by 1/2 keys")


def test_a_root_that_skips_a_version(scene: Scene) -> None:
    scene.office.refresh(NOW + 61 * DAY)
    scene.office.refresh(NOW + 122 * DAY)
    scene.copy_to_mirror()
    metadata = scene.mirror / "metadata"
    shutil.copyfile(metadata / "3.root.json", metadata / "2.root.json")
    scene.is_refused(RollbackError, "Expected root version 2 instead got version 3")


def test_data_without_end(scene: Scene) -> None:
    scene.copy_to_mirror()
    scene.is_refused(EndlessDataError, "more data than announced or allowed", Endless)


def test_a_body_that_trickles_past_the_end_of_the_time_allowed(scene: Scene) -> None:
    """The fetcher's clock is passed in: it stands still for the request and jumps while the body is read."""
    scene.copy_to_mirror()
    clock = iter([0.0, 0.0, 301.0])
    with (
        serving(scene.mirror.parent) as (address, _),
        closing(HttpFetcher(TrustLimits(), lambda: next(clock))) as fetcher,
        pytest.raises(SlowRetrievalError, match="took the update over 300 s"),
    ):
        fetcher.download_bytes(f"{address}/trust/metadata/timestamp.json", 10_000)


def test_a_header_that_trickles_for_ever(scene: Scene) -> None:
    scene.copy_to_mirror()
    scene.store.limits = TrustLimits(update_seconds=0.5)
    with (
        serving(scene.mirror.parent, TricklingHeader) as (address, _),
        pytest.raises(EndlessDataError, match=r"takes too long.*did not answer in time"),
    ):
        scene.store.update(LATER, source_of(address, scene.store.limits))


def test_a_connection_that_breaks_off(scene: Scene) -> None:
    scene.copy_to_mirror()
    scene.is_refused(SourceError, "cannot be reached.*broke off", BreaksOff)


def test_a_redirect_to_another_host(scene: Scene) -> None:
    scene.copy_to_mirror()
    scene.is_refused(SourceError, r"redirects to another host.*elsewhere\.invalid", RedirectsElsewhere)


def test_the_sign_in_page_of_a_network(scene: Scene) -> None:
    scene.copy_to_mirror()
    scene.is_refused(MalformedMetadataError, "perhaps the sign-in page of a network", SignInPage)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"signed":{}}', b"\xff\xfe", b"[" * 10_000])
def test_garbage_for_a_timestamp(scene: Scene, content: bytes) -> None:
    scene.copy_to_mirror()
    (scene.mirror / "metadata" / "timestamp.json").write_bytes(content)
    scene.is_refused(MalformedMetadataError, "not usable trust metadata")


# What somebody can do who stole the keys of the office, but no offline key


def test_targets_with_signatures_below_the_threshold(scene: Scene) -> None:
    forged = scene.office.proposed_targets(LATER)
    forged.targets["trust-list.json"] = TargetFile.from_data("trust-list.json", b"forged", ["sha256"])
    scene.copy_to_mirror()
    stolen = scene.mirror_with_stolen_keys()
    publish_with_stolen_office_keys(stolen, targets=sign_offline(stolen, Metadata(forged), keys=1))
    scene.is_refused(WrongSignatureError, "targets was signed by 1/2 keys")


def test_a_stolen_status_key_cannot_speak_for_the_trust_list(scene: Scene) -> None:
    scene.copy_to_mirror()
    stolen = scene.mirror_with_stolen_keys()
    status = stolen.newest_status().signed
    status.version += 1
    status.targets["trust-list.json"] = stolen.repository.write_target("trust-list.json", b"forged")
    forged = Metadata(status)
    role = stolen.newest_targets().signed.get_delegated_role("status")
    forged.sign(stolen.keys.signers("status", role)[0])
    publish_with_stolen_office_keys(stolen, status=forged)
    scene.update_from_mirror()
    assert scene.store.load(LATER).trust_list == TRUST_LIST
    # The forged state carried higher versions; the office overtakes it as it goes on publishing.
    scene.office.refresh(LATER)
    scene.office.refresh(LATER)
    for _ in range(2):
        scene.office.publish_status(always(b"REFREV1 second"), LATER)


def test_targets_without_a_trust_list(scene: Scene) -> None:
    scene.copy_to_mirror()
    emptied = scene.mirror_with_stolen_keys()
    targets = emptied.proposed_targets(LATER)
    targets.targets.clear()
    publish_with_stolen_office_keys(emptied, targets=sign_offline(emptied, Metadata(targets), keys=2))
    scene.is_refused(MalformedMetadataError, r"does not list trust-list\.json")


def test_a_target_announced_larger_than_any_scanner_would_store(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.store = TrustStore(scene.store.directory, TrustLimits(status_size=100))
    scene.office.publish_status(always(b"REFREV1" + bytes(100)), LATER)
    scene.copy_to_mirror()
    scene.is_refused(MalformedMetadataError, "announced with 107 bytes, more than the 100 allowed")


# What somebody can do who removes a key


def test_a_revoked_key_stays_revoked_even_if_the_update_that_told_so_failed(scene: Scene) -> None:
    scene.office.refresh(NOW + 61 * DAY)  # root 2
    scene.copy_to_mirror()
    (scene.mirror / "metadata" / "timestamp.json").write_bytes(b"{}")
    scene.is_refused(MalformedMetadataError, "not usable")
    (scene.mirror / "metadata" / "2.root.json").unlink()
    shutil.copyfile(scene.office.repository.metadata / "timestamp.json", scene.mirror / "metadata" / "timestamp.json")
    scene.update_from_mirror()
    assert scene.store.load(LATER).metadata.root_version == 2


# What somebody can do on the scanner's own disk, or a failing disk does


def _copy_in_use(store: TrustStore) -> Path:
    return store.directory / "copies" / str(json.loads((store.directory / "state.json").read_bytes())["copy"])


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _reformat(file: Path) -> None:
    """Change bytes without changing what is signed: the hash in the metadata above must notice."""
    file.write_bytes(file.read_bytes() + b"\n")


CACHED = [
    "metadata/timestamp.json",
    "metadata/snapshot.json",
    "metadata/targets.json",
    "metadata/status.json",
    "targets/trust-list.json",
    "targets/status%2Frevocations.bin",
    "targets/survivors%2F0011223344556677",
]
# A missing root 2 is no damage: root 1 vouches for the same keys and had not expired at the last refresh.
DAMAGES = [(name, damage) for name in CACHED for damage in (_flip, _truncate, Path.unlink)]
DAMAGES += [("metadata/root_history/2.root.json", damage) for damage in (_flip, _truncate)]


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_a_damaged_cache_is_refused_by_name_and_mended_by_the_next_update(
    tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    scene = Scene(tmp_path)
    later = NOW + 61 * DAY
    scene.office.refresh(later)
    source = source_of(str(scene.office.repository.directory))
    good = scene.store.update(later, source)
    damage(_copy_in_use(scene.store) / name)
    with pytest.raises(StoredTrustAlteredError, match=f"{name.rsplit('/', 1)[-1]} is missing, altered or damaged"):
        scene.store.load(later)
    assert scene.store.update(later, source) == good
    assert scene.store.load(later) == good


@pytest.mark.parametrize("name", ["snapshot.json", "targets.json", "status.json"])
def test_a_reformatted_cache_file_is_refused_and_mended(scene: Scene, name: str) -> None:
    _reformat(_copy_in_use(scene.store) / "metadata" / name)
    with pytest.raises(StoredTrustAlteredError, match=name):
        scene.store.load(NOW)
    scene.store.update(NOW, source_of(str(scene.office.repository.directory)))
    assert scene.store.load(NOW).trust_list == TRUST_LIST


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format":2}',
        b'{"format":1,"copy":"../../elsewhere","last_refresh":"2026-03-02T09:00:00+00:00"}',
        b'{"format":1,"copy":"a","last_refresh":"2026-03-02T09:00:00"}',
        b'{"format":1,"copy":7,"last_refresh":"2026-03-02T09:00:00+00:00"}',
    ],
)
def test_a_damaged_state_file_is_refused_and_mended(scene: Scene, content: bytes) -> None:
    (scene.store.directory / "state.json").write_bytes(content)
    with pytest.raises(StoredTrustAlteredError, match=r"state\.json is damaged"):
        scene.store.load(NOW)
    scene.store.update(NOW, source_of(str(scene.office.repository.directory)))
    assert scene.store.load(NOW).trust_list == TRUST_LIST


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format":1,"highest":"yesterday"}', b'{"format":2}'])
def test_a_damaged_clock_file_needs_the_root_to_be_pinned_again(tmp_path: Path, content: bytes) -> None:
    """Whoever could wipe the memory of time by damaging a file could set the clock back unseen."""
    scene = Scene(tmp_path)
    (scene.store.directory / "clock.json").write_bytes(content)
    source = source_of(str(scene.office.repository.directory))
    for attempt in (lambda: scene.store.load(NOW), lambda: scene.store.update(NOW, source)):
        with pytest.raises(StoredTrustAlteredError, match=r"clock\.json is damaged; pin the root again"):
            attempt()
    scene.store.pin(scene.office.repository.metadata_bytes("1.root.json"), NOW, force=True)
    assert scene.store.update(NOW, source).trust_list == TRUST_LIST


def test_a_cache_of_another_pinned_root_is_refused(scene: Scene, tmp_path: Path) -> None:
    another = make_published_office(tmp_path / "another")
    root = scene.store.directory / "root.json"
    mine = root.read_bytes()
    root.write_bytes(another.repository.metadata_bytes("1.root.json"))
    with pytest.raises(StoredTrustAlteredError, match=r"timestamp\.json is missing, altered or damaged"):
        scene.store.load(NOW)
    root.write_bytes(mine)


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00" * 100, b"x" * 100_000], ids=len)
def test_a_file_that_is_no_root_is_not_pinned(tmp_path: Path, content: bytes) -> None:
    store = TrustStore(tmp_path / "scanner")
    with pytest.raises(TrustError, match=r"The root (is not a root file|file has 100000 bytes)"):
        store.pin(content, NOW)
    assert not (tmp_path / "scanner" / "root.json").exists()


def test_a_root_without_the_signatures_of_its_own_keys_is_not_pinned(tmp_path: Path) -> None:
    office = make_published_office(tmp_path / "office")
    root = office.repository.root()
    root.signatures.popitem()
    root.signatures.popitem()
    with pytest.raises(TrustError, match="root was signed by 1/2 keys"):
        TrustStore(tmp_path / "scanner").pin(root.to_bytes(), NOW)
