"""The commands `issuance import` and `issuance statistics`, as whoever runs the system types them."""

import csv
import json
from pathlib import Path

import pytest

from issuance.cli import main
from tests.office_ids import CHAMBER
from tests.offices import Installation
from tests.review_world import ReviewWorld

ROWS = "number,issued,kind,status\nA-1234,2019-04-26,coo-jp,in force\n=1+1,2019-04-26,coo-jp,in force\n"


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return what a command has printed."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_dry_run_reports_and_an_import_names_two_officers(
    any_installation: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report tells each bad row in Japanese, and no cell of it runs as a formula."""
    with any_installation.open() as office:
        accounts = ReviewWorld.open(office).accounts
    file, report = tmp_path / "past.csv", tmp_path / "report.csv"
    file.write_text(ROWS, encoding="utf-8")
    typed = ["import", str(file), "--chamber", CHAMBER]
    assert main([*typed, "--dry-run", "--report", str(report)]) == 1
    assert said(capsys)[0]["bad"] == 1
    heads, row = csv.reader(report.read_text(encoding="utf-8-sig").splitlines())
    assert heads[0] == "行"
    assert row[:2] == ["3", "'=1+1"]
    assert main([*typed, "--skip-bad"]) == 1
    assert "Two different officers" in capsys.readouterr().err
    officers = [part for name in ("approver", "both") for part in ("--officer", str(accounts[name].login))]
    assert main([*typed, *officers, "--skip-bad"]) == 0
    assert said(capsys)[0]["published"] == 1


def test_statistics_are_counted_and_rebuilt_for_a_chamber_that_is_named(
    any_installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    with any_installation.open() as office:
        ReviewWorld.open(office)
    assert main(["statistics", "count"]) == 0
    assert {line["months_counted"] for line in said(capsys)} <= {0}
    assert main(["statistics", "rebuild", "--chamber", "XXX"]) == 1
    assert "There is no chamber 'XXX'" in capsys.readouterr().err
