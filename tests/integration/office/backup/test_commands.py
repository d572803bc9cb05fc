"""`issuance backup …`, `restore` and `reconcile` as typed; and a scanner that has seen more than the backup."""

import datetime as dt
import fcntl
import json
from pathlib import Path

import pytest

from issuance.cli import main as issuance
from issuance.config import load_config
from issuance.errors import ConfigError
from issuance.trust.repository import TrustRepository
from scanner.errors import ScannerError
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from signing.record import RevocationReason
from tests.offices import OFFICERS, PASSPHRASE, Installation, numbered_request


@pytest.fixture
def office(sqlite_present_installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    made = sqlite_present_installation
    with made.open() as opened:
        opened.issuing.issue(numbered_request(0))
    for name, value in {**made.environment, "ISSUANCE_BACKUP_URL": f"file://{tmp_path}/shelf"}.items():
        monkeypatch.setenv(name, value)
    return made


def machine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Point the commands at an empty machine."""
    keys = folder / "keys"
    keys.mkdir(parents=True)
    (keys / "passphrase").touch(mode=0o600)
    (keys / "passphrase").write_bytes(PASSPHRASE)
    monkeypatch.setenv("ISSUANCE_DIRECTORY", str(folder))
    monkeypatch.delenv("ISSUANCE_DATABASE_URL")
    monkeypatch.delenv("ISSUANCE_REGISTER_URL")
    return Installation(load_config(), lambda: dt.datetime.now(dt.UTC))


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_from_the_first_key_to_the_next_number(
    office: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = str(tmp_path / "identity.txt")
    assert issuance(["backup", "make"]) == 1
    assert "issuance backup keys" in capsys.readouterr().err
    assert issuance(["backup", "keys", "--identity", identity]) == 0
    assert issuance(["backup", "keys", "--identity", identity]) == 1  # never over another
    assert Path(identity).stat().st_mode & 0o077 == 0
    assert issuance(["backup", "make"]) == issuance(["backup", "list"]) == issuance(["backup", "verify"]) == 0
    assert issuance(["backup", "verify", "--identity", identity]) == issuance(["backup", "prune"]) == 0
    scanner = TrustStore(tmp_path / "scanner")
    repository = office.config.trust_repository
    scanner.pin((repository / "metadata" / "1.root.json").read_bytes(), dt.datetime.now(dt.UTC))
    for _ in range(3):
        # After the backup: scanners see higher versions; in this year-old office the offline keys sign anew as well.
        assert issuance(["trust", "refresh"]) == 0
    with office.open() as opened:
        revoked = opened.revoking.revoke(office.entries()[0].number, RevocationReason.CHAMBER_ERROR, OFFICERS)
    scanner.update(dt.datetime.now(dt.UTC), source_of(str(repository)))
    secret = next(line for line in Path(identity).read_text().splitlines() if line.startswith("AGE-SECRET"))
    told = capsys.readouterr()
    for each in (secret, PASSPHRASE.decode()):
        assert each not in told.out + told.err

    new = machine(tmp_path / "new", monkeypatch)
    assert issuance(["restore", "--identity", identity]) == 0
    proofs = [line for line in lines(capsys) if "proved" in line]
    assert len(proofs) >= 6
    assert all(line["proved"] for line in proofs)
    restored = source_of(str(new.config.trust_repository))
    with pytest.raises(ScannerError):  # what lies there is older than what it has seen
        scanner.update(dt.datetime.now(dt.UTC), restored)
    assert issuance(["issue-approved"]) == 1
    assert issuance(["reconcile"]) == 1
    assert issuance(["reconcile", "--last", "nonsense"]) == 1
    year = dt.datetime.now(dt.UTC).year
    told_last = ["reconcile", "--last", f"TYO{year % 100}-000007", "--published", str(repository)]
    assert issuance(told_last) == 1
    assert {"revoke_again": [revoked.public_number]} in lines(capsys)
    with new.open() as opened:
        opened.revoking.revoke(revoked.number, RevocationReason.CHAMBER_ERROR, OFFICERS)
    assert issuance(told_last) == 0
    assert issuance(["reconcile"]) == 0  # again: nothing is left to do
    scanner.update(dt.datetime.now(dt.UTC), restored)
    with new.open() as opened:
        assert opened.issuing.issue(numbered_request(1)).number.sequence == 8


def test_two_backups_never_run_at_once(
    office: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issuance(["backup", "keys", "--identity", str(tmp_path / "identity.txt")]) == 0
    with office.open() as opened, opened.claims.take("backup") as taken:
        assert taken
        assert issuance(["backup", "make"]) == 1
    assert "Another backup" in capsys.readouterr().err
    assert issuance(["backup", "make"]) == 0


def test_one_command_makes_the_nights_backup_drops_old_ones_and_is_noted(
    office: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nightly = ["--beat", "originseal-backup", "backup", "nightly"]
    beat = office.config.beats_folder / "backup"
    assert issuance(nightly) == 1  # nobody could open it
    assert not beat.exists()
    assert issuance(["backup", "keys", "--identity", str(tmp_path / "identity.txt")]) == 0
    (tmp_path / "shelf" / "backups" / "20260101T000000Z").mkdir(parents=True)  # what a killed run has left
    capsys.readouterr()
    assert issuance(nightly) == 0
    made, pruned = lines(capsys)
    assert made["complete"]
    assert pruned == {"dropped": [], "unfinished": 1, "documents": 0, "bases": 0, "log_files": 0}
    assert beat.exists()


def test_a_damaged_document_keeps_no_old_backup_alive_but_is_told(
    office: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issuance(["backup", "keys", "--identity", str(tmp_path / "identity.txt")]) == 0
    with office.open() as opened:
        opened.issuing.issue(numbered_request(1))
    originals = (office.config.directory / "office" / "documents").rglob("*")
    next(path for path in originals if path.is_file()).write_bytes(b"damaged")
    capsys.readouterr()
    assert issuance(["--beat", "backup", "backup", "nightly"]) == 1
    told = capsys.readouterr()
    assert "is damaged in its store" in told.err
    assert "dropped" in told.out
    assert not (office.config.beats_folder / "backup").exists()


def test_a_backup_needs_no_right_to_write_where_it_copies(office: Installation, tmp_path: Path) -> None:
    """A unit or a container may mount the trust repository read-only: then there is no lock file to be made."""
    repository = office.config.trust_repository
    (repository / ".lock").unlink()
    assert issuance(["backup", "keys", "--identity", str(tmp_path / "identity.txt")]) == 0
    assert issuance(["backup", "make"]) == 0
    assert not (repository / ".lock").exists()
    with TrustRepository(repository).lock():
        pass  # a writer leaves its file
    held, blocked = TrustRepository(repository).lock_for_reading(), pytest.raises(BlockingIOError)
    with (repository / ".lock").open("a") as writer, held, blocked:
        fcntl.flock(writer, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("days", ["0", "-1", "seven", "1000"])
def test_for_how_long_backups_are_kept_is_a_number_of_days(days: str) -> None:
    with pytest.raises(ConfigError, match="number of days"):
        load_config({"ISSUANCE_BACKUP_DAYS": days})


@pytest.mark.parametrize("url", ["/no/scheme", "file://host/x", "gopher+x://nowhere"])
def test_an_address_that_is_none_is_told(office: Installation, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISSUANCE_BACKUP_URL", url)
    assert issuance(["backup", "list"]) == 1
