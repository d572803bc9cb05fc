"""A run that broke off goes on where it stopped, and judges everything anew."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scanner.stack.entries import HEAD, PageEntry, decode
from tests.codes import paper
from tests.demo import ROOT, Demo
from tests.papers import write
from tests.scan import run_check
from tests.scanned import pdf_of, small_scan_of


def pages_noted(journal: Path) -> list[tuple[str, int | None]]:
    """Return file and page of each page in the journal; a page that was read twice stands there twice."""
    entries = [decode(line) for line in journal.read_bytes().splitlines(keepends=True)[1:] if line.endswith(b"\n")]
    return [(Path(one.file.path).name, one.page.number) for one in entries if isinstance(one, PageEntry)]


def test_nothing_is_read_twice_and_everything_is_judged_again(
    trust: Path, reference_service: str, stack: Path, tmp_path: Path
) -> None:
    journal = tmp_path / "j"
    options = ["--trust", str(trust), "--journal", str(journal), str(stack)]
    before = run_check("--offline", *options).results
    noted = pages_noted(journal)
    after = run_check("--reference", reference_service, *options).results
    assert pages_noted(journal) == noted
    assert {row["reason"] for row in before if row["number"]} == {"CONTENT_NOT_CHECKED", "IN_FORCE", "REVOKED"}
    assert {row["reason"] for row in after if row["number"]} == {"IN_FORCE", "REVOKED"}
    assert [(row["source"], row["page"]) for row in before] == [(row["source"], row["page"]) for row in after]


def test_a_file_that_was_changed_is_read_again(demo: Demo, trust: Path, tmp_path: Path) -> None:
    file, journal = tmp_path / "scan.png", tmp_path / "j"
    for name in ("coo-jp", "coo-foreign"):
        write(small_scan_of(demo.listed(name)["seal_url"]), file)
        scan = run_check("--trust", str(trust), "--offline", "--journal", str(journal), str(file))
        assert scan.only["number"] == demo.listed(name)["number"]
    assert len(pages_noted(journal)) == 2


def test_a_file_that_could_not_be_read_is_tried_again(trust: Path, tmp_path: Path) -> None:
    (file := tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 cut off")
    options = ["--trust", str(trust), "--offline", "--journal", str(tmp_path / "j"), str(file)]
    first, second = (run_check(*options).only for _ in range(2))
    assert first["detail"] == second["detail"]
    assert pages_noted(tmp_path / "j") == []


def test_a_journal_of_something_else_is_refused_before_anything_is_checked(
    trust: Path, stack: Path, tmp_path: Path
) -> None:
    (letter := tmp_path / "letter").write_text("Dear Sirs")
    scan = run_check("--trust", str(trust), "--offline", "--journal", str(letter), str(stack))
    assert (scan.code, scan.results) == (2, [])
    assert "no journal of `scanner check`" in scan.errors
    assert letter.read_text() == "Dear Sirs"


@pytest.fixture
def long_stack(demo: Demo, tmp_path: Path) -> Path:
    folder = tmp_path / "long"
    folder.mkdir()
    names = [name for name in demo.names if name.startswith("coo")]
    scans = [small_scan_of(demo.listed(name)["seal_url"]) for name in names]
    for number, scan in enumerate(scans * 2, start=1):
        write(scan, folder / f"page{number}.png")
    (folder / "page100.pdf").write_bytes(pdf_of(*scans, paper(300, 300)))
    return folder


@pytest.mark.parametrize("lines", [1, 6, 31])
def test_killed_at_any_line_it_loses_at_most_what_was_in_work(
    trust: Path, long_stack: Path, tmp_path: Path, lines: int
) -> None:
    journal = tmp_path / "j"
    options = ["--trust", str(trust), "--offline", "--json", "--journal", str(journal), str(long_stack)]
    kill_at(journal, lines, ["check", *options])
    noted = pages_noted(journal)
    assert len(noted) >= lines // 2
    whole = run_check("--trust", str(trust), "--offline", str(long_stack))
    resumed = run_check(*(option for option in options if option != "--json"))
    assert resumed.code == whole.code
    assert [facts(row) for row in resumed.results] == [facts(row) for row in whole.results]
    everything = pages_noted(journal)
    assert everything[: len(noted)] == noted
    assert len(everything) == len(set(everything)), "no page was read twice"


def facts(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "checked_at"}


def kill_at(journal: Path, lines: int, arguments: list[str]) -> None:
    """Run the program and end it by SIGKILL once its journal has so many entries."""
    run = run_until(journal, lines, arguments)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    assert journal.read_bytes().startswith(HEAD)


def run_until(journal: Path, lines: int, arguments: list[str]) -> "subprocess.Popen[bytes]":
    """Run the program in a group of its own; return it as soon as its journal has so many entries."""
    run = subprocess.Popen(
        [sys.executable, "-m", "scanner", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        # A shell that runs the tests in the background has Ctrl-C ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while run.poll() is None and (not journal.exists() or journal.read_bytes().count(b"\n") <= lines):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    assert run.poll() is None, run.communicate()
    return run


def test_ctrl_c_leaves_a_report_that_says_so_and_no_process(trust: Path, long_stack: Path, tmp_path: Path) -> None:
    journal, report = tmp_path / "j", tmp_path / "r.html"
    options = ["--trust", str(trust), "--offline", "--journal", str(journal), "--html", str(report), str(long_stack)]
    run = run_until(journal, 4, ["check", *options])
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert (run.returncode, errors) == (130, b"")
    assert "This run is not finished" in report.read_text("utf-8")
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def test_a_torn_line_is_mended(trust: Path, stack: Path, tmp_path: Path) -> None:
    journal = tmp_path / "j"
    options = ["--trust", str(trust), "--offline", "--journal", str(journal), str(stack)]
    whole = run_check(*options)
    data = journal.read_bytes()
    journal.write_bytes(data[: len(data) * 2 // 3])
    assert [facts(row) for row in run_check(*options).results] == [facts(row) for row in whole.results]
    assert all(json.loads(line) for line in journal.read_bytes().splitlines())
