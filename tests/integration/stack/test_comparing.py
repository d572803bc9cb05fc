"""`--compare`: after the run a person compares, and what they found stands in every report."""

import csv
import io
import json
from pathlib import Path

import pytest

from scanner.cli import main
from tests.demo import Demo
from tests.papers import write
from tests.scanned import small_scan_of


class Keyboard(io.StringIO):
    """A person who types these answers, and goes away afterwards."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def scans(demo: Demo, tmp_path: Path) -> Path:
    """Return a folder with the scan of one certificate in force and that of a revoked one."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for number, name in enumerate(("coo-jp", "coo-jp-revoked"), start=1):
        write(small_scan_of(demo.listed(name)["seal_url"]), folder / f"{number}.png")
    return folder


def compare(monkeypatch: pytest.MonkeyPatch, answers: str, *arguments: object) -> int:
    monkeypatch.setattr("sys.stdin", Keyboard(answers))
    # These answers are all there at once.
    monkeypatch.setattr("scanner.comparison.terminal.PAUSE", 0)
    return main(["check", *(str(one) for one in arguments)])


@pytest.mark.parametrize(
    ("answers", "paper", "outcome", "code"),
    [("y\n" * 30, "confirmed", "confirmed", 1), ("n\ny\ny\n", "differs", "differs", 1), ("q\n", "not_compared", "", 1)],
)
def test_what_the_person_finds_stands_in_the_reports_and_in_the_journal(
    trust: Path,
    reference_service: str,
    scans: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: str,
    paper: str,
    outcome: str,
    code: int,
) -> None:
    common = [scans, "--trust", trust, "--reference", reference_service, "--json", "--journal", tmp_path / "j"]
    table, page = tmp_path / "r.csv", tmp_path / "r.html"
    reports = ["--csv", table, "--html", page]
    assert compare(monkeypatch, answers, *common, *reports, "--compare", "--terminal", "--by", "佐藤花子") == code
    first, revoked = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (first["verdict"], first["paper"], revoked["paper"]) == ("VALID", paper, "not_compared")
    assert revoked["comparison"] is None
    row, _ = csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline=""))
    assert (row["paper"], row["comparison"]) == (paper, outcome)
    assert ("by 佐藤花子" in page.read_text("utf-8")) == bool(outcome)
    # The next run takes the finding over, of these very bytes.
    assert compare(monkeypatch, "", *common) == code
    again, _ = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (again["paper"], again["comparison"]) == (paper, first["comparison"])


def test_a_finding_speaks_of_the_very_file_and_of_no_other(
    trust: Path,
    reference_service: str,
    demo: Demo,
    scans: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (scans / "2.png").unlink()
    common = [scans, "--trust", trust, "--reference", reference_service, "--json", "--journal", tmp_path / "j"]
    assert compare(monkeypatch, "y\n" * 30, *common, "--compare", "--terminal") == 0
    # Another paper under the same name, with the same code.
    code = demo.listed("coo-jp")["seal_url"]
    write(small_scan_of(code, "https://maker.example/"), scans / "1.png")
    capsys.readouterr()
    assert compare(monkeypatch, "", *common) == 2
    own, foreign = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {own["paper"], foreign["paper"]} == {"not_compared"}


def test_without_a_person_nothing_is_compared(
    trust: Path, reference_service: str, scans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [scans, "--trust", trust, "--reference", reference_service, "--compare", "--terminal"]
    assert main(["check", *(str(one) for one in arguments)]) == 64
    shown = capsys.readouterr()
    assert "needs a person" in shown.err
    assert shown.out == "", "it is said before the work"
