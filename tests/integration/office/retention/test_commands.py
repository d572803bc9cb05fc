"""`issuance purge` and `issuance disclosure verify`: what operators and timers run."""

import json
from pathlib import Path

import pytest

from issuance import cli
from issuance.commands import purge as command
from issuance.office import Office
from tests.retained import LATER, Retained


@pytest.fixture
def later(sqlite_world: Retained, monkeypatch: pytest.MonkeyPatch) -> Retained:
    """Return an office whose certificate is three years old, for commands that run then."""
    sqlite_world.issued()
    sqlite_world.later()

    def opened(_args: object) -> Office:
        return sqlite_world.installation.open()

    monkeypatch.setattr(command, "open_office", opened)
    return sqlite_world


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    line: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return line


def test_a_dry_run_says_how_many_and_names_no_person(
    later: Retained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dry.csv"
    told = ["purge", "--dry-run", "--chamber", "TYO", "--day", f"{LATER:%Y-%m-%d}", "--csv", str(file)]
    assert cli.main(told) == 0
    found = said(capsys)["would_purge"]
    assert isinstance(found, dict)
    assert found["certificates with their applications"]["count"] == 1
    listed = file.read_text(encoding="utf-8")
    assert "certificates with their applications,TYO26-000001,2026-03-10" in listed
    for personal in ("Tokyo Trading", "山田太郎", "taro@example.co.jp"):
        assert personal not in listed
    assert file.stat().st_mode & 0o077 == 0
    assert later.office.store.find_public("TYO26-000001") is not None
    assert cli.main(told) == 1, "no file is written over"


def test_without_a_confirmed_plan_nothing_is_purged(later: Retained, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["purge"]) == 0
    assert said(capsys) == {"chamber": "TYO", "purged": None, "reason": "no confirmed plan is due"}
    later.plan()
    assert cli.main(["purge"]) == 0
    done = said(capsys)
    assert done["failed"] == 0
    assert isinstance(done["purged"], dict)
    assert done["purged"]["certificates with their applications"]["count"] == 1


@pytest.mark.parametrize("told", [["--chamber", "XXX"], ["--csv", "x.csv"], ["--day", "yesterday"]])
def test_what_cannot_be_meant_is_refused(later: Retained, told: list[str]) -> None:
    del later
    assert cli.main(["purge", *told]) != 0


def test_a_disclosure_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, trust = tmp_path / "x.zip", tmp_path / "trust-list.json"
    file.write_bytes(b"no zip")
    trust.write_bytes(b"{}")
    assert cli.main(["disclosure", "verify", str(file), "--trust-list", str(trust)]) == 1
    assert "issuance: " in capsys.readouterr().err
