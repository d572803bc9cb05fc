"""The log of a counter: one line for each check and comparison, never over another file, never silently missing."""

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from scanner.comparison.opening import OpenComparison, comparisons
from scanner.errors import LogError, ScannerError
from scanner.logbook import Logbook, open_log
from scanner.screen.finding import Finding, Kind
from scanner.screen.findings import finding_of
from tests.compared_papers import in_force

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
RESULT = in_force()
IN_FORCE = finding_of(RESULT)
ENTER = 13


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counter.log"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def compare(log: Logbook, keys: str, by: str | None = "田中") -> Finding:
    """Go through the comparison with these keys; the last one ends it."""
    seconds = itertools.count()
    view = comparisons(None, stands=lambda result: result, by=by, log=log, ticks=lambda: next(seconds))(IN_FORCE, None)
    assert isinstance(view, OpenComparison)
    finding = None
    for key in keys:
        view.draw(800, 600)
        finding = view.press(ord(key))
    assert finding is not None, "the keys end the comparison"
    return finding


def test_a_check_is_a_line_with_time_number_verdict_paper_and_who(path: Path) -> None:
    with open_log(path, by="田中", clock=lambda: NOON) as log:
        assert log.checking(lambda _text: IN_FORCE)("a code") == IN_FORCE

    (line,) = lines(path)
    assert {
        name: line[name] for name in ("at", "event", "by", "number", "verdict", "reason", "paper", "comparison")
    } == {
        "at": "2026-03-10T12:00:00+00:00",
        "event": "checked",
        "by": "田中",
        "number": IN_FORCE.lines[0],
        "verdict": "VALID",
        "reason": "IN_FORCE",
        "paper": "not_compared",
        "comparison": None,
    }


def test_a_check_that_failed_is_a_line_too(path: Path) -> None:
    def fails(_text: str) -> Finding:
        raise ScannerError("The trust files are gone.")

    with open_log(path) as log:
        finding = log.checking(fails)("a code")

    assert finding.kind is Kind.INDETERMINATE
    assert finding.lines == ("The trust files are gone.",)
    assert [line["verdict"] for line in lines(path)] == ["INDETERMINATE"]


def test_a_paper_that_differs_says_where_and_who_found_it(path: Path) -> None:
    with open_log(path, by="田中") as log:
        finding = compare(log, "\rd\r")

    assert finding.kind is Kind.INVALID
    assert any(line.startswith("Compared on ") and line.endswith(" by 田中.") for line in finding.lines)
    assert any(line.startswith("Differs in 1 ") for line in finding.lines)
    assert not any("\n" in line for line in finding.lines), "an address is told on one line"
    (line,) = lines(path)
    assert (line["event"], line["paper"], line["comparison"]["by"]) == ("compared", "differs", "田中")
    assert [box["box"] for box in line["comparison"]["differing"]] == [1]


def test_a_comparison_that_was_broken_off_changes_nothing_and_is_noted(path: Path) -> None:
    with open_log(path) as log:
        finding = compare(log, "\r\x1b")

    assert finding == IN_FORCE
    assert [(line["paper"], line["comparison"]["outcome"]) for line in lines(path)] == [
        ("not_compared", "not_compared")
    ]


def test_the_log_grows_over_the_days_and_a_cut_line_spoils_no_other(path: Path) -> None:
    for _day in range(2):
        with open_log(path) as log:
            log.checking(lambda _text: IN_FORCE)("a code")
    with path.open("ab") as file:
        file.write(b'{"at": "2026-03-1')
    with open_log(path) as log:
        log.checking(lambda _text: IN_FORCE)("a code")

    whole = path.read_text("utf-8").splitlines()
    assert len(whole) == 4
    assert [json.loads(whole[number])["paper"] for number in (0, 1, 3)] == ["not_compared"] * 3


def test_a_file_of_another_kind_is_refused_and_stays_as_it_was(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 a certificate")

    with pytest.raises(LogError, match="is not a log of this program and was not touched"), open_log(path):
        pass
    with pytest.raises(LogError, match="is not a log"), open_log(tmp_path):
        pass
    with pytest.raises(LogError, match="cannot be opened"), open_log(tmp_path / "no folder" / "counter.log"):
        pass

    assert path.read_bytes() == b"%PDF-1.7 a certificate"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_what_could_not_be_noted_is_said_in_the_verdict() -> None:
    with Path("/dev/full").open("ab", buffering=0) as full:
        finding = Logbook(Path("counter.log"), full.fileno()).checking(lambda _text: IN_FORCE)("a code")

    assert finding.kind is IN_FORCE.kind
    assert finding.lines[-1].startswith("This is not in the log: counter.log cannot be written (No space left")


def test_without_a_file_nothing_is_noted() -> None:
    with open_log(None) as log:
        assert log.checking(lambda _text: IN_FORCE)("a code") is IN_FORCE
