"""A folder in one run: what is said of each paper, and what stands in the reports."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.cli import main
from scanner.report.csv_file import COLUMNS
from tests.demo import Demo
from tests.scan import Scan, run_check

ORDER = [
    ("blank.png", None, "NO_CODE"),
    ("original 原本.pdf", 1, "IN_FORCE"),
    ("page2.png", None, "IN_FORCE"),
    ("page10.png", None, "IN_FORCE"),
    ("several.pdf", 1, "IN_FORCE"),
    ("several.pdf", 3, "IN_FORCE"),
    ("several.pdf", 4, "IN_FORCE"),
    ("شهادة.png", None, "REVOKED"),
]


def said(scan: Scan) -> list[tuple[str, int | None, str]]:
    return [(Path(one["source"]).name, one["page"], one["reason"]) for one in scan.results]


def online(trust: Path, reference: str, *others: object) -> list[str]:
    return ["--trust", str(trust), "--reference", reference, *(str(one) for one in others)]


def test_every_paper_of_a_folder_has_its_row_in_natural_order(trust: Path, reference_service: str, stack: Path) -> None:
    scan = run_check(*online(trust, reference_service, stack))
    assert said(scan) == ORDER
    assert scan.code == 1
    assert [one["paper"] for one in scan.results[:3]] == ["not_compared", "matched", "not_compared"]


def test_repetitions_and_pages_without_a_code_are_pointed_out(trust: Path, reference_service: str, stack: Path) -> None:
    rows = run_check(*online(trust, reference_service, stack)).results
    assert rows[4]["pages_without_code"] == [2]
    assert rows[3]["also"] == [{"source": str(stack / "original 原本.pdf"), "page": 1}]
    assert rows[6]["also"] == [{"source": str(stack / "several.pdf"), "page": 1}]


def test_csv_and_html_say_the_same_and_receipts_are_kept_beside(
    trust: Path, reference_service: str, stack: Path, tmp_path: Path
) -> None:
    table, page, receipts = tmp_path / "r.csv", tmp_path / "r.html", tmp_path / "receipts"
    scan = run_check(*online(trust, reference_service, stack, "--csv", table, "--html", page, "--receipts", receipts))
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    assert [row["reason"] for row in rows] == [reason for _, _, reason in ORDER]
    assert list(rows[0]) == list(COLUMNS)
    # The earlier place knows of the later one only in the reports.
    assert rows[1]["also"] == str(stack / "page10.png")
    html = page.read_text("utf-8")
    assert "original 原本.pdf" in html
    assert html.count("data:image/jpeg;base64,") == len(ORDER)
    kept = {str(path) for path in receipts.iterdir()}
    named = {one["receipt"] for one in scan.results if one["receipt"]}
    assert named
    assert named <= kept
    assert main(["receipt", "verify", "--trust", str(trust), *sorted(named)]) == 0


def test_lines_and_the_summary_for_a_person(
    trust: Path, reference_service: str, stack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stack / "notes.txt").write_text("left out")
    assert main(["check", *online(trust, reference_service, stack)]) == 1
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert [line for line in lines[: len(ORDER)] if not any(name in line for name, _, _ in ORDER)] == []
    assert "Files checked: 6, results: 8" in lines
    assert "  1 file of another kind left out." in lines
    attention = lines[lines.index("Look at these, the worst first:") + 1 :]
    assert "شهادة.png" in attention[0]
    assert "Do not accept it" in attention[1]
    # No bar where nobody looks at one.
    assert shown.err == ""


def test_two_papers_get_the_long_answer(
    demo: Demo, trust: Path, reference_service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(demo.pdf("coo-jp")), str(demo.pdf("coo-foreign"))]
    assert main(["check", *online(trust, reference_service, *files)]) == 0
    shown = capsys.readouterr().out
    assert shown.count("VALID: Issued and in force") == 2
    assert "Checked:" not in shown


def test_a_full_disk_for_the_report_is_said_and_the_papers_are_checked_all_the_same(
    trust: Path, stack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scanner.report.keeping.write_atomically", full)
    (stack / "شهادة.png").unlink()
    scan = run_check(*offline(trust, stack / "original 原本.pdf", "--html", tmp_path / "r.html"))
    assert (scan.code, len(scan.results)) == (2, 1)
    assert scan.results[0]["paper"] == "matched"
    assert "No space left on device" in scan.errors


def offline(trust: Path, *others: object) -> list[str]:
    return ["--trust", str(trust), "--offline", *(str(one) for one in others)]


def test_a_report_over_something_else_is_refused_before_anything_is_checked(
    trust: Path, stack: Path, tmp_path: Path
) -> None:
    (accounts := tmp_path / "accounts.html").write_text("<h1>Accounts</h1>")
    scan = run_check(*offline(trust, stack, "--html", accounts))
    assert (scan.code, scan.results) == (2, [])
    assert "add --force" in scan.errors
    assert run_check(*offline(trust, stack, "--html", accounts, "--force")).results
    assert "Accounts" not in accounts.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Name a file or a folder"),
        (["scans", "--watch", "drop"], "--watch takes one folder"),
        (["--watch", "drop", "--compare"], "--compare needs a person"),
        (["a.pdf", "--terminal"], "belong to --compare"),
    ],
)
def test_options_that_cannot_be_meant_together(trust: Path, options: list[str], sentence: str) -> None:
    scan = run_check("--offline", "--trust", str(trust), *options)
    assert (scan.code, scan.results) == (64, [])
    assert sentence in scan.errors


def test_a_closed_pipe_ends_the_run_without_a_word(trust: Path, stack: Path) -> None:
    program = [sys.executable, "-m", "scanner", "check", *offline(trust, stack), "--json"]
    run = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert json.loads(run.stdout.readline())
    run.stdout.close()
    assert run.stderr is not None
    assert b"Traceback" not in run.stderr.read()
    run.stderr.close()
    run.wait(30)
