"""The ceremony: exported by the office, signed by key holders apart, assembled only with enough of the right keys."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner

from issuance.trust.ceremony import assemble, export_root, export_targets, read_proposal, sign
from issuance.trust.errors import CeremonyError
from issuance.trust.keys import KeyFolder, create_key, load_signer
from issuance.trust.office import TrustOffice
from issuance.trust.repository import TrustRepository
from issuance.trust.summary import describe_contents
from issuance.trust.trust_list import empty_trust_list, key_of_year, with_chamber, with_key, with_key_state
from signing.content import Kind
from signing.keys import PrivateKeySigner
from signing.trust import KeyState, TrustedChamber
from tests.trust_repository import (
    HOUR,
    NOW,
    PASSPHRASE,
    SURVIVORS,
    TRUST_LIST,
    UnpluggedError,
    make_published_office,
    unplugged_after,
    verified_targets,
)

LATER = NOW + HOUR


class Scene:
    """An office that holds only its own keys, three safes with one offline key each, and a stick."""

    def __init__(self, folder: Path) -> None:
        self.office = make_published_office(folder / "office")
        self.safe = folder / "safe"
        self.safe.mkdir()
        for key in self.office.keys.directory.glob("root-*.pem"):
            key.rename(self.safe / key.name)
        self.stick = folder / "stick"

    def holder(self, name: str) -> CryptoSigner:
        return load_signer(self.safe / f"{name}.pem", PASSPHRASE)

    def sign(self, holders: Sequence[str]) -> None:
        for name in holders:
            sign(self.stick, self.holder(name))

    def published(self) -> dict[str, bytes]:
        return verified_targets(self.office.repository.directory, LATER)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_two_of_three_key_holders_publish_a_new_trust_list(scene: Scene) -> None:
    export_targets(scene.office, scene.stick, {"trust-list.json": b"new"}, NOW)
    scene.sign(["root-1", "root-3"])
    report = assemble(scene.office, [scene.stick], LATER)
    assert report.targets_version == 2
    assert scene.published() == {
        "trust-list.json": b"new",
        "status/revocations.bin": b"REFREV1 first",
        **SURVIVORS,
    }


def test_sticks_may_travel_to_the_key_holders_separately(scene: Scene, tmp_path: Path) -> None:
    export_root(scene.office, scene.stick, NOW)
    second = tmp_path / "second"
    shutil.copytree(scene.stick, second)
    scene.sign(["root-1"])
    sign(second, scene.holder("root-2"))
    assert assemble(scene.office, [scene.stick, second], LATER).root_version == 2


def test_the_summary_says_what_changes_and_is_worked_out_anew_from_the_files(scene: Scene) -> None:
    export_targets(scene.office, scene.stick, {"trust-list.json": b"new", "survivors/aa": b"sid"}, NOW)
    (scene.stick / "SUMMARY.txt").write_text("Nothing changes, sign without looking.")
    said = read_proposal(scene.stick).describe()
    assert "New TARGETS, version 2 (in force: 1)." in said
    assert (
        "CHANGES trust-list.json  3 bytes  sha256 11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"
        in said
    )
    assert "ADDS    survivors/aa  3 bytes" in said
    assert "stays   survivors/0011223344556677" in said


def test_the_summary_of_a_root_names_keys_that_come_and_go(scene: Scene) -> None:
    new = create_key(scene.safe / "root-4.pem", PASSPHRASE)
    old = scene.holder("root-2").public_key
    proposal = export_root(scene.office, scene.stick, NOW, add=[("offline", new)], drop=[("offline", old.keyid)])
    said = proposal.describe()
    assert said.count(f"ADDS key    {new.keyid}") == 2  # as root key and as targets key
    assert said.count(f"REMOVES key {old.keyid}") == 2


def test_the_summary_names_chambers_and_keys_that_change(scene: Scene) -> None:
    tokyo = TrustedChamber(
        code="TYO", name="Tokyo", address="Tokyo", country="JP", contact="x@example.jp", time_zone="Asia/Tokyo"
    )
    public_key = PrivateKeySigner.from_seed(bytes(32)).public_key
    before = with_chamber(empty_trust_list("https://ref.example.jp/v/"), tokyo)
    after = with_key(before, key_of_year(public_key, "TYO", 2026, [Kind.INVOICE]))
    assert describe_contents({"trust-list.json": before.encode()}, {"trust-list.json": after.encode()}) == (
        "Trust list, version 3 (in force: 2), for https://ref.example.jp/v/:\n"
        f"  ADDS    key {public_key.key_id.hex()} of TYO, 2026-01-01 to 2027-01-31, active, invoice\n"
    )
    stolen = with_key_state(after, after.keys[0], KeyState.COMPROMISED)
    said = describe_contents({"trust-list.json": after.encode()}, {"trust-list.json": stolen.encode()})
    assert "CHANGES key" in said
    assert "compromised, invoice; was" in said
    moved = with_chamber(after, tokyo.model_copy(update={"name": "Edo\u3000Chamber"}))
    said = describe_contents({"trust-list.json": after.encode()}, {"trust-list.json": moved.encode()})
    assert "CHANGES chamber TYO, Edo\\u3000Chamber: name" in said


def test_a_line_break_in_a_path_forges_no_line_of_the_summary(scene: Scene) -> None:
    trick = "survivors/aa\n  stays   trust-list.json"
    said = export_targets(scene.office, scene.stick, {trick: b"sid"}, NOW).describe()
    assert r"ADDS    survivors/aa\n  stays" in said


def test_the_summary_shows_the_fingerprint_of_the_root_that_key_holders_keep(scene: Scene) -> None:
    export_root(scene.office, scene.stick, NOW)
    fingerprint = hashlib.sha256(scene.office.repository.metadata_bytes("1.root.json")).hexdigest()
    assert read_proposal(scene.stick).describe().startswith(f"Root in force: version 1, SHA-256 {fingerprint}.")


# Too few, or the wrong people


@pytest.mark.parametrize("holders", [[], ["root-1"]])
@pytest.mark.parametrize("role", ["root", "targets"])
def test_below_the_threshold_nothing_is_published(scene: Scene, holders: list[str], role: str) -> None:
    if role == "root":
        export_root(scene.office, scene.stick, NOW)
    else:
        export_targets(scene.office, scene.stick, {"trust-list.json": b"new"}, NOW)
    scene.sign(holders)
    before = sorted(scene.office.repository.directory.rglob("*"))
    with pytest.raises(CeremonyError, match=rf"of {role} has {len(holders)} valid .* asks for 2; still open"):
        assemble(scene.office, [scene.stick], LATER)
    assert sorted(scene.office.repository.directory.rglob("*")) == before


def test_the_same_key_twice_counts_once(scene: Scene, tmp_path: Path) -> None:
    export_root(scene.office, scene.stick, NOW)
    scene.sign(["root-1"])
    shutil.copytree(scene.stick, tmp_path / "copy")
    with pytest.raises(CeremonyError, match="has 1 valid"):
        assemble(scene.office, [scene.stick, tmp_path / "copy"], LATER)


def test_an_online_key_has_no_say_in_a_ceremony(scene: Scene) -> None:
    export_root(scene.office, scene.stick, NOW)
    with pytest.raises(CeremonyError, match="is not one that signs root"):
        sign(scene.stick, load_signer(scene.office.keys.directory / "timestamp.pem", PASSPHRASE))
    assert not (scene.stick / "signatures").exists()


def test_a_root_whose_new_keys_alone_signed_it_is_refused(scene: Scene) -> None:
    """Two strangers who slip their keys into the proposal cannot take the root over."""
    keys = [create_key(scene.safe / f"root-{number}.pem", PASSPHRASE) for number in (4, 5)]
    export_root(scene.office, scene.stick, NOW, add=[("offline", key) for key in keys])
    scene.sign(["root-4", "root-5"])
    with pytest.raises(CeremonyError, match="has 0 valid signature"):
        assemble(scene.office, [scene.stick], LATER)


def test_a_root_needs_the_threshold_of_its_own_keys_as_well(scene: Scene) -> None:
    new = [create_key(scene.safe / f"root-{number}.pem", PASSPHRASE) for number in (4, 5)]
    gone = [scene.holder(name).public_key.keyid for name in ("root-1", "root-2")]
    export_root(
        scene.office,
        scene.stick,
        NOW,
        add=[("offline", key) for key in new],
        drop=[("offline", keyid) for keyid in gone],
    )
    scene.sign(["root-1", "root-2"])
    with pytest.raises(CeremonyError, match=r"has 0 valid .* root version 2 asks for 2"):
        assemble(scene.office, [scene.stick], LATER)


# Altered, stale, incomplete


def test_a_target_exchanged_on_the_stick_is_noticed_before_signing(scene: Scene) -> None:
    export_targets(scene.office, scene.stick, {"trust-list.json": b"new"}, NOW)
    (scene.stick / "files" / "trust-list.json").write_bytes(b"bad")
    with pytest.raises(CeremonyError, match="is not the file that the proposal announces"):
        sign(scene.stick, scene.holder("root-1"))


def test_changes_cannot_hide_behind_forged_current_targets(scene: Scene) -> None:
    """A stick that says `stays` about a trust list which was never in force."""
    export_targets(scene.office, scene.stick, {"trust-list.json": b"new"}, NOW)
    shutil.copyfile(scene.stick / "proposed.json", scene.stick / "current.targets.json")
    with pytest.raises(CeremonyError, match=r"current\.targets\.json is not signed by the root in force; do not sign"):
        sign(scene.stick, scene.holder("root-1"))


def test_a_proposal_altered_after_the_signatures_is_refused(scene: Scene) -> None:
    export_root(scene.office, scene.stick, NOW)
    scene.sign(["root-1", "root-2"])
    proposed = scene.stick / "proposed.json"
    proposed.write_bytes(proposed.read_bytes().replace(b'"expires":"2026', b'"expires":"2036'))
    with pytest.raises(CeremonyError, match="has 0 valid"):
        assemble(scene.office, [scene.stick], LATER)


def test_a_proposal_overtaken_by_another_publication_is_refused(scene: Scene, tmp_path: Path) -> None:
    export_targets(scene.office, scene.stick, {"trust-list.json": b"old plan"}, NOW)
    scene.sign(["root-1", "root-2"])
    all_keys = TrustOffice(scene.office.repository, KeyFolder(scene.safe, PASSPHRASE))
    for key in scene.office.keys.directory.glob("*.pem"):
        shutil.copyfile(key, scene.safe / key.name)
    all_keys.publish_targets({"trust-list.json": b"new plan"}, NOW)
    with pytest.raises(CeremonyError, match="proposes version 2 of targets, but version 2 is the newest here"):
        assemble(scene.office, [scene.stick], LATER)
    assert scene.published()["trust-list.json"] == b"new plan"


def test_sticks_of_two_different_exports_are_not_mixed(scene: Scene, tmp_path: Path) -> None:
    export_root(scene.office, scene.stick, NOW)
    export_root(scene.office, tmp_path / "other", LATER)
    with pytest.raises(CeremonyError, match="holds another proposal"):
        assemble(scene.office, [scene.stick, tmp_path / "other"], LATER)


def test_an_export_never_writes_into_a_folder_in_use(scene: Scene) -> None:
    export_root(scene.office, scene.stick, NOW)
    with pytest.raises(CeremonyError, match="is not empty"):
        export_root(scene.office, scene.stick, NOW)


@pytest.mark.parametrize(
    "name",
    [
        "proposed.json",
        "current.root.json",
        "current.targets.json",
        "files/trust-list.json",
        "current-files/trust-list.json",
    ],
)
def test_a_file_missing_from_the_stick_is_named(scene: Scene, name: str) -> None:
    export_targets(scene.office, scene.stick, {"trust-list.json": b"new"}, NOW)
    (scene.stick / name).unlink()
    with pytest.raises(CeremonyError, match=rf"{name}: No such file"):
        sign(scene.stick, scene.holder("root-1"))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'"keyid"', b"x" * 10_000], ids=len)
def test_a_file_that_is_no_signature_is_named(scene: Scene, content: bytes) -> None:
    export_root(scene.office, scene.stick, NOW)
    scene.sign(["root-1", "root-2"])
    (scene.stick / "signatures" / "extra.json").write_bytes(content)
    with pytest.raises(CeremonyError, match=r"extra\.json is not a signature file"):
        assemble(scene.office, [scene.stick], LATER)


def test_a_target_path_that_leaves_the_stick_is_refused(scene: Scene) -> None:
    export_targets(scene.office, scene.stick, {"trust-list.json": b"new"}, NOW)
    proposed = scene.stick / "proposed.json"
    fields = json.loads(proposed.read_bytes())
    fields["signed"]["targets"]["../../etc/passwd"] = fields["signed"]["targets"]["trust-list.json"]
    proposed.write_bytes(json.dumps(fields).encode())
    with pytest.raises(CeremonyError, match="leaves the ceremony folder"):
        sign(scene.stick, scene.holder("root-1"))


# Changes that would lock scanners out


def test_a_root_that_no_longer_accepts_the_published_targets_is_refused_with_the_way_out(scene: Scene) -> None:
    """Targets signed by root-1 and root-2 would fall below the threshold with root-1 gone: first sign them anew."""
    new = create_key(scene.safe / "root-4.pem", PASSPHRASE)
    keys = {name: scene.holder(name).public_key for name in ("root-1", "root-2", "root-3")}
    export_targets(scene.office, scene.stick, {}, NOW)
    scene.sign(["root-1", "root-2"])
    assemble(scene.office, [scene.stick], NOW)

    def replace_root_1(folder: Path) -> None:
        shutil.rmtree(scene.stick)
        export_root(scene.office, folder, NOW, add=[("offline", new)], drop=[("offline", keys["root-1"].keyid)])
        scene.sign(["root-2", "root-3"])
        assemble(scene.office, [folder], LATER)

    with pytest.raises(CeremonyError, match="does not accept the published targets: add the new key first"):
        replace_root_1(scene.stick)
    shutil.rmtree(scene.stick)
    export_targets(scene.office, scene.stick, {}, NOW)
    scene.sign(["root-2", "root-3"])
    assemble(scene.office, [scene.stick], NOW)
    replace_root_1(scene.stick)
    assert scene.published()["trust-list.json"] == TRUST_LIST


def test_an_online_key_is_replaced_in_two_roots_with_a_refresh_between(scene: Scene) -> None:
    keys = scene.office.keys.directory
    old = load_signer(keys / "timestamp.pem", PASSPHRASE).public_key
    new = create_key(keys / "timestamp-2.pem", PASSPHRASE)

    def hold_ceremony(**changes: list[tuple[str, object]]) -> None:
        shutil.rmtree(scene.stick, ignore_errors=True)
        export_root(scene.office, scene.stick, NOW, **changes)  # type: ignore[arg-type]  # cases differ in their arguments
        scene.sign(["root-1", "root-2"])
        assemble(scene.office, [scene.stick], LATER)

    hold_ceremony(add=[("timestamp", new)])
    (keys / "timestamp.pem").unlink()
    scene.office.refresh(LATER)
    hold_ceremony(drop=[("timestamp", old.keyid)])
    assert scene.office.repository.root().signed.roles["timestamp"].keyids == [new.keyid]
    assert scene.published()["trust-list.json"] == TRUST_LIST


def test_a_role_keeps_as_many_keys_as_it_needs(scene: Scene) -> None:
    gone = [("offline", scene.holder(name).public_key.keyid) for name in ("root-1", "root-2")]
    with pytest.raises(CeremonyError, match="leaves root with fewer keys than it needs"):
        export_root(scene.office, scene.stick, NOW, drop=gone)


def test_dropping_a_key_that_is_not_there_is_refused(scene: Scene) -> None:
    with pytest.raises(CeremonyError, match="0 keys of timestamp begin with 'ffff'"):
        export_root(scene.office, scene.stick, NOW, drop=[("timestamp", "ffff")])


# Crashes


@pytest.mark.parametrize("writes", range(4))
@pytest.mark.parametrize("role", ["root", "targets"])
def test_an_interrupted_assemble_is_simply_run_again(scene: Scene, role: str, writes: int) -> None:
    if role == "root":
        export_root(scene.office, scene.stick, NOW)
    else:
        export_targets(scene.office, scene.stick, {"trust-list.json": b"new"}, NOW)
    scene.sign(["root-1", "root-2"])
    unplugged = TrustRepository(scene.office.repository.directory, write=unplugged_after(writes))
    try:
        assemble(TrustOffice(unplugged, scene.office.keys), [scene.stick], LATER)
    except UnpluggedError:
        assert scene.published()["trust-list.json"] == TRUST_LIST
    report = assemble(scene.office, [scene.stick], LATER)
    assert (report.root_version, report.targets_version) == ((2, 1) if role == "root" else (1, 2))
    assert scene.published()["trust-list.json"] == (TRUST_LIST if role == "root" else b"new")
