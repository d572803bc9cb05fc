"""The trust files: followed, checked, re-read when they change; a broken directory never empties what is known."""

import datetime as dt
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from reference_service.errors import TrustUnavailableError
from reference_service.trust import RETRY_SECONDS, TrustDirectory, load_trust
from signing.record import State
from tests.builders import ChamberWorld
from tests.reference_site import write_trust_repository

WORLD = ChamberWorld()
SID = bytes(range(32))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with one revoked seal and one survivor."""
    trust = replace(WORLD.trust, survivors={b"01234567": frozenset({SID})})
    write_trust_repository(tmp_path, trust, now=WORLD.now, revoked={SID: State.REVOKED})
    return tmp_path


def test_trust_list_survivors_and_status_are_read(repository: Path) -> None:
    published = load_trust(repository)
    assert published.trust_list == WORLD.trust_list
    assert published.survivors == {b"01234567": frozenset({SID})}
    assert published.status is not None
    assert published.status.state(SID) is State.REVOKED
    assert published.valid_until == WORLD.now + dt.timedelta(days=1)


def test_trust_ages_from_the_expiry_of_the_timestamp(repository: Path) -> None:
    published = load_trust(repository)
    assert published.as_of(WORLD.now).refreshed_at == WORLD.now
    assert published.as_of(WORLD.now + dt.timedelta(days=9)).refreshed_at == published.valid_until


def test_a_new_timestamp_is_noticed(repository: Path) -> None:
    directory = TrustDirectory(repository)
    assert directory.current().trust_list.version == 1
    newer = WORLD.trust_list.model_copy(update={"version": 2})
    write_trust_repository(repository, replace(WORLD.trust, trust_list=newer), now=WORLD.now, version=2)
    assert directory.current().trust_list.version == 2


def test_a_directory_that_breaks_leaves_the_last_good_state(repository: Path) -> None:
    directory = TrustDirectory(repository)
    before = directory.current()
    (repository / "metadata" / "timestamp.json").write_bytes(b"{}")
    assert directory.current() is before


class Steady:
    """A clock that stands still until it is moved."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_copy_that_was_half_way_through_is_tried_again_a_second_later(repository: Path) -> None:
    steady = Steady()
    directory = TrustDirectory(repository, steady=steady)
    snapshot = repository / "metadata" / "1.snapshot.json"
    copied = snapshot.read_bytes()
    snapshot.unlink()
    with pytest.raises(TrustUnavailableError, match=r"1\.snapshot\.json"):
        directory.current()
    snapshot.write_bytes(copied)
    steady.seconds += RETRY_SECONDS
    assert directory.current().trust_list == WORLD.trust_list


@pytest.mark.parametrize("had", [True, False], ids=["a good one before", "never a good one"])
def test_a_damaged_directory_is_not_read_with_every_request(
    repository: Path, monkeypatch: pytest.MonkeyPatch, had: bool
) -> None:
    steady, read = Steady(), []
    monkeypatch.setattr("reference_service.trust.load_trust", lambda path: read.append(path) or load_trust(path))
    directory = TrustDirectory(repository, steady=steady)
    if had:
        directory.current()
    (repository / "metadata" / "timestamp.json").write_bytes(b"{}")
    read.clear()

    def ask() -> None:
        with nullcontext() if had else pytest.raises(TrustUnavailableError, match="damaged"):
            directory.current()

    for _ in range(100):
        ask()
    assert len(read) == 1
    for _ in range(3):
        steady.seconds += RETRY_SECONDS
        ask()
        ask()
    assert len(read) == 4, "once a second, as long as it stays damaged"
    # What is copied anew is another file: it is read at once.
    write_trust_repository(repository, WORLD.trust, now=WORLD.now, version=2)
    assert directory.current().trust_list == WORLD.trust_list


def test_without_a_repository_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrustUnavailableError, match="issuance trust init"):
        TrustDirectory(tmp_path).current()


@pytest.mark.parametrize(
    "name", ["timestamp.json", "1.root.json", "1.snapshot.json", "1.targets.json", "1.status.json"]
)
@pytest.mark.parametrize("attack", ["altered", "missing", "garbage", "of another role"])
def test_broken_metadata_is_refused(repository: Path, name: str, attack: str) -> None:
    file = repository / "metadata" / name
    if attack == "altered":
        file.write_bytes(file.read_bytes().replace(b'"2026-', b'"2036-'))
    elif attack == "missing":
        file.unlink()
    elif attack == "garbage":
        file.write_bytes(b"\x00not json")
    else:
        other = "1.root.json" if name != "1.root.json" else "timestamp.json"
        file.write_bytes((repository / "metadata" / other).read_bytes())
    with pytest.raises(TrustUnavailableError):
        load_trust(repository)


@pytest.mark.parametrize("pattern", ["*.trust-list.json", "status/*.revocations.bin", "survivors/*"])
def test_altered_targets_are_refused(repository: Path, pattern: str) -> None:
    (target,) = (repository / "targets").glob(pattern)
    target.write_bytes(target.read_bytes()[:-1] + b"\n")
    with pytest.raises(TrustUnavailableError, match="damaged"):
        load_trust(repository)
