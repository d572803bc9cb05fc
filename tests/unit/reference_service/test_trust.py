"""The trust files: followed, checked, re-read when they change; a broken directory never empties what is known."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from reference_service.errors import TrustUnavailableError
from reference_service.trust import TrustDirectory, load_trust
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
