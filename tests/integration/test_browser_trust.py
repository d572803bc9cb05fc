"""The browser's trust client over the real office's repositories: each attack refused by name, the old state kept.

The attacks are those of test_trust_attacks.py, which holds the scanner to the same.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import Metadata, TargetFile

from issuance.trust.office import TrustOffice
from signing.status import build_status
from signing.trust import build_survivors
from tests.browser_code import ask
from tests.builders import ChamberWorld
from tests.integration.test_trust_attacks import alter_signed, newest, publish_with_stolen_office_keys, sign_offline
from tests.trust_repository import DAY, HOUR, NOW, always, make_office

pytestmark = pytest.mark.slow  # Forty offices with five keys each take half a minute.

LATER = NOW + HOUR
WORLD = ChamberWorld()
TRUST_LIST = WORLD.trust_list.encode()
OTHER_LIST = WORLD.trust_list.model_copy(update={"chambers": (), "keys": ()}).encode()
SURVIVORS = {f"survivors/{WORLD.signer.public_key.key_id.hex()}": build_survivors({WORLD.issue(1).sid})}
FIRST, SECOND = build_status(1, NOW, 0, {}), build_status(2, LATER, 1, {})
CHAMBERS = [chamber.code for chamber in WORLD.trust_list.chambers]

Json = dict[str, Any]


def believed(now: datetime, status: int = 1, chambers: list[str] | None = None) -> Json:
    """Return what the tool tells of a state that is believed."""
    written = now.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"chambers": CHAMBERS if chambers is None else chambers, "status": status, "now": written}


@dataclass
class Story:
    """An office, the repositories that a browser meets one after the other, and what each meeting ends with."""

    folder: Path
    office: TrustOffice
    steps: list[Json]
    expected: list[Any]

    def update(self, outcome: Any, now: datetime = LATER, repository: Path | None = None) -> None:
        """Let the browser update from a copy of the office's repository as it is now, or from another folder."""
        copy = self.folder / f"seen-{len(self.steps)}"
        shutil.copytree(repository or self.office.repository.directory, copy)
        self.steps.append({"update": str(copy), "now": now.isoformat()})
        self.expected.append(outcome)

    def load(self, outcome: Any, now: datetime = LATER) -> None:
        """Ask what the browser believes without a network."""
        self.steps.append({"load": True, "now": now.isoformat()})
        self.expected.append(outcome)

    def damage(self, name: str) -> None:
        """Flip a bit of what the browser keeps."""
        self.steps.append({"damage": name})
        self.expected.append(None)

    def mirror(self) -> Path:
        """Return a copy of what the office publishes now, which an attacker may change."""
        mirror = self.folder / "mirror"
        shutil.copytree(self.office.repository.directory, mirror, dirs_exist_ok=True)
        return mirror


def published(folder: Path) -> TrustOffice:
    """Return an office that published a trust list, survivors and a first status file at NOW."""
    office = make_office(folder)
    office.init({"trust-list.json": TRUST_LIST, **SURVIVORS}, NOW)
    office.publish_status(always(FIRST), NOW)
    return office


def nothing_kept(story: Story) -> None:
    story.steps.pop()
    story.expected.pop()
    story.load("nothing")


def new_files_are_taken(story: Story) -> None:
    story.office.publish_targets({"trust-list.json": OTHER_LIST}, LATER)
    story.office.publish_status(always(SECOND), LATER)
    story.update(believed(LATER, 2, []))
    story.load(believed(LATER, 2, []))


def two_new_roots_are_followed(story: Story) -> None:
    story.office.refresh(NOW + 61 * DAY)
    story.office.refresh(NOW + 122 * DAY)
    story.update(believed(NOW + 122 * DAY), NOW + 122 * DAY)


def kept_files_serve_long_after_they_expired(story: Story) -> None:
    story.load(believed(NOW + 400 * DAY), NOW + 400 * DAY)


def altered(role: str) -> Callable[[Story], None]:
    def story_of(story: Story) -> None:
        story.office.refresh(NOW + 61 * DAY)  # A new root, new targets …
        story.office.publish_status(always(SECOND), LATER)  # … and status: all are fetched.
        mirror = story.mirror()
        alter_signed(newest(mirror / "metadata", role))
        story.update("WrongSignatureError" if role in ("root", "timestamp") else "MixedFilesError", repository=mirror)

    return story_of


def deleted(pattern: str) -> Callable[[Story], None]:
    def story_of(story: Story) -> None:
        story.office.publish_targets({"trust-list.json": OTHER_LIST}, LATER)
        story.office.publish_status(always(SECOND), LATER)
        mirror = story.mirror()
        for file in mirror.glob(pattern):
            file.unlink()
        story.update("SourceError", repository=mirror)

    return story_of


def target_altered(data: bytes, outcome: str) -> Callable[[Story], None]:
    def story_of(story: Story) -> None:
        story.office.publish_targets({"trust-list.json": OTHER_LIST}, LATER)
        mirror = story.mirror()
        for file in mirror.glob("targets/*.trust-list.json"):
            file.write_bytes(data)
        story.update(outcome, repository=mirror)

    return story_of


def rolled_back(story: Story) -> None:
    mirror = story.mirror()
    story.office.publish_status(always(SECOND), NOW)
    story.update(believed(NOW, 2), NOW)
    story.update("RollbackError", repository=mirror)
    story.load(believed(LATER, 2))
    story.expected.append("until here")


def mixed(role: str) -> Callable[[Story], None]:
    def story_of(story: Story) -> None:
        old = int(newest(story.office.repository.metadata, role).name.split(".")[0])
        story.office.publish_status(always(SECOND), LATER)
        mirror = story.mirror()
        metadata = mirror / "metadata"
        shutil.copyfile(metadata / f"{old}.{role}.json", metadata / f"{old + 1}.{role}.json")
        story.update("MixedFilesError", repository=mirror)

    return story_of


def frozen(story: Story) -> None:
    story.update("FrozenError", NOW + 25 * HOUR)


def root_never_renewed(story: Story) -> None:
    for key in story.office.keys.directory.glob("root-*.pem"):
        key.unlink()
    story.office.refresh(NOW + 91 * DAY)
    story.update("FrozenError", NOW + 91 * DAY)


def another_office(story: Story) -> None:
    story.update("WrongSignatureError", repository=published(story.folder / "another").repository.directory)


def root_of_another_office(story: Story) -> None:
    another = published(story.folder / "another")
    another.refresh(NOW + 61 * DAY)
    mirror = story.mirror()
    shutil.copyfile(another.repository.metadata / "2.root.json", mirror / "metadata" / "2.root.json")
    story.update("WrongSignatureError", repository=mirror)


def root_with_one_signature(story: Story) -> None:
    root = Metadata(story.office.proposed_root(LATER))
    root.sign(story.office.keys.signers("root", root.signed.roles["root"])[0])
    mirror = story.mirror()
    root.to_file(str(mirror / "metadata" / "2.root.json"))
    story.update("WrongSignatureError", repository=mirror)


def root_signed_twice_by_one_key(story: Story) -> None:
    """Repeat the one signature: it must not count as two signers."""
    root = Metadata(story.office.proposed_root(LATER))
    root.sign(story.office.keys.signers("root", root.signed.roles["root"])[0])
    mirror = story.mirror()
    file = mirror / "metadata" / "2.root.json"
    root.to_file(str(file))
    written = json.loads(file.read_bytes())
    written["signatures"] *= 2
    file.write_text(json.dumps(written))
    story.update("WrongSignatureError", repository=mirror)


def root_that_skips_a_version(story: Story) -> None:
    story.office.refresh(NOW + 61 * DAY)
    story.office.refresh(NOW + 122 * DAY)
    mirror = story.mirror()
    shutil.copyfile(mirror / "metadata" / "3.root.json", mirror / "metadata" / "2.root.json")
    story.update("RollbackError", repository=mirror)


def garbage(content: bytes) -> Callable[[Story], None]:
    def story_of(story: Story) -> None:
        mirror = story.mirror()
        (mirror / "metadata" / "timestamp.json").write_bytes(content)
        story.update("MalformedMetadataError", repository=mirror)

    return story_of


def data_without_end(story: Story) -> None:
    mirror = story.mirror()
    (mirror / "metadata" / "timestamp.json").write_bytes(b" " * 1_000_000)
    story.update("EndlessDataError", repository=mirror)


def targets_below_the_threshold(story: Story) -> None:
    forged = story.office.proposed_targets(LATER)
    forged.targets["trust-list.json"] = TargetFile.from_data("trust-list.json", OTHER_LIST, ["sha256"])
    publish_with_stolen_office_keys(story.office, targets=sign_offline(story.office, Metadata(forged), keys=1))
    story.update("WrongSignatureError")


def stolen_status_key(story: Story) -> None:
    """Let it list a trust list of its own: nobody takes it from there."""
    status = story.office.newest_status().signed
    status.version += 1
    status.targets["trust-list.json"] = story.office.repository.write_target("trust-list.json", OTHER_LIST)
    forged = Metadata(status)
    role = story.office.newest_targets().signed.get_delegated_role("status")
    forged.sign(story.office.keys.signers("status", role)[0])
    publish_with_stolen_office_keys(story.office, status=forged)
    story.update(believed(LATER))


def targets_without_a_trust_list(story: Story) -> None:
    targets = story.office.proposed_targets(LATER)
    targets.targets.clear()
    publish_with_stolen_office_keys(story.office, targets=sign_offline(story.office, Metadata(targets), keys=2))
    story.update("MalformedMetadataError")


def unreadable_trust_list(story: Story) -> None:
    story.office.publish_targets({"trust-list.json": b'{"format":"originseal-trust-list-2"}'}, LATER)
    story.update("MalformedMetadataError")


def revoked_key_stays_revoked(story: Story) -> None:
    """Count a new root even where the rest of its update failed: hiding it afterwards brings nothing back."""
    story.office.refresh(NOW + 61 * DAY)
    mirror = story.mirror()
    (mirror / "metadata" / "timestamp.json").write_bytes(b"{}")
    story.update("MalformedMetadataError", repository=mirror)
    story.load(believed(NOW), NOW)
    hidden = published(story.folder / "hidden")
    story.update("WrongSignatureError", repository=hidden.repository.directory)


def clock_set_back(story: Story) -> None:
    story.update(believed(NOW + 20 * HOUR), NOW + 20 * HOUR)
    story.update("ClockSetBackError", LATER)
    story.load(believed(NOW + 20 * HOUR), LATER)
    story.expected.append("until here")


def clock_once_far_ahead(story: Story) -> None:
    """Nothing newer proves nothing; the next signed state shows that the clock is right now."""
    story.load(believed(NOW + 400 * DAY), NOW + 400 * DAY)
    story.update("ClockSetBackError", NOW)
    story.load(believed(NOW + 400 * DAY), NOW)
    story.office.publish_status(always(SECOND), LATER)
    story.update(believed(LATER, 2))
    story.load(believed(LATER, 2))


def clock_set_back_behind_the_chambers_own(story: Story) -> None:
    story.load(believed(NOW + 20 * HOUR), NOW + 20 * HOUR)
    story.office.publish_status(always(SECOND), LATER)
    story.update("ClockSetBackError", NOW - HOUR)
    story.load(believed(NOW + 20 * HOUR), LATER)
    story.expected.append("until here")


def damaged_and_mended(name: str) -> Callable[[Story], None]:
    def story_of(story: Story) -> None:
        story.damage(name)
        story.load(ANY_REFUSAL)
        story.update(believed(LATER))

    return story_of


ANY_REFUSAL = {"WrongSignatureError", "MixedFilesError", "MalformedMetadataError", "FrozenError"}
ATTACKS: dict[str, Callable[[Story], None]] = {
    "nothing is kept": nothing_kept,
    "new files are taken": new_files_are_taken,
    "two new roots are followed": two_new_roots_are_followed,
    "kept files serve long after they expired": kept_files_serve_long_after_they_expired,
    **{f"{role} altered": altered(role) for role in ("root", "timestamp", "snapshot", "targets", "status")},
    **{
        f"{pattern} deleted": deleted(pattern)
        for pattern in (
            "metadata/timestamp.json",
            "metadata/*.snapshot.json",
            "metadata/*.targets.json",
            "metadata/*.status.json",
            "targets/*.trust-list.json",
        )
    },
    "a target altered": target_altered(OTHER_LIST[:-1] + b" ", "MixedFilesError"),
    "a target longer than announced": target_altered(OTHER_LIST + b"and more", "EndlessDataError"),
    "roll-back": rolled_back,
    "an old snapshot under the new name": mixed("snapshot"),
    "an old status under the new name": mixed("status"),
    "a mirror that is never refreshed": frozen,
    "a root that was never renewed": root_never_renewed,
    "another office": another_office,
    "a root of another office": root_of_another_office,
    "a root with one signature": root_with_one_signature,
    "a root with one signature, twice": root_signed_twice_by_one_key,
    "a root that skips a version": root_that_skips_a_version,
    **{f"garbage {content[:12]!r}": garbage(content) for content in (b"", b"{", b"[]", b'{"signed":{}}', b"[" * 9999)},
    "data without end": data_without_end,
    "targets below the threshold": targets_below_the_threshold,
    "a stolen status key": stolen_status_key,
    "targets without a trust list": targets_without_a_trust_list,
    "a trust list of a later format": unreadable_trust_list,
    "a revoked key": revoked_key_stays_revoked,
    "a clock set back": clock_set_back,
    "a clock once far ahead": clock_once_far_ahead,
    "a clock set back behind the chamber's own": clock_set_back_behind_the_chambers_own,
    **{
        f"{name} damaged in the browser": damaged_and_mended(name)
        for name in ("root", "timestamp", "snapshot", "targets", "status", "trust-list.json", "status/revocations.bin")
    },
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[Any], list[Any]]]:
    """Return what was expected and what happened in each story, all told to one run of the browser's code."""
    stories = {}
    for name, attack in ATTACKS.items():
        folder = tmp_path_factory.mktemp("story")
        story = stories[name] = Story(folder, published(folder / "office"), [], [])
        story.update(believed(NOW), NOW)
        attack(story)
        if story.expected[-1] == "until here":
            story.expected.pop()
        elif isinstance(story.expected[-1], str) and story.expected[-1].endswith("Error"):
            story.load(believed(NOW), NOW)  # Refused: the old state stays in force.
    outcomes = ask("trustStories", [story.steps for story in stories.values()])
    return {name: (story.expected, told) for (name, story), told in zip(stories.items(), outcomes, strict=True)}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_browsers_trust_client(told: dict[str, tuple[list[Any], list[Any]]], name: str) -> None:
    expected, happened = told[name]
    assert len(happened) == len(expected)
    for wanted, outcome in zip(expected, happened, strict=True):
        if wanted is ANY_REFUSAL:
            assert outcome in ANY_REFUSAL
        else:
            assert outcome == wanted
