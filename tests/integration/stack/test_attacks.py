"""What a forger puts into the folder: names, codes and pages that shall borrow from a genuine paper beside them."""

import csv
import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.cli import main
from scanner.commands import trusting
from signing.qr import encode_base32
from tests.codes import paper
from tests.papers import write
from tests.scanned import pdf_of, small_scan_of
from tests.stage import PublicStage, staged

Run = tuple[int, list[dict[str, Any]]]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicStage]:
    with staged(tmp_path / "stage") as stage:
        monkeypatch.setattr(trusting, "_clock", stage.site.clock)
        yield stage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (made := tmp_path / "scans").mkdir()
    return made


def code(stage: PublicStage, seal: bytes) -> str:
    return stage.world.base.url.upper() + encode_base32(seal)


def options(stage: PublicStage, *others: object) -> list[str]:
    named = ["--trust", stage.folder / "trust", "--reference", stage.server.address, *others]
    return ["check", *(str(one) for one in named)]


def run(stage: PublicStage, capsys: pytest.CaptureFixture[str], *others: object) -> Run:
    capsys.readouterr()
    exit_code = main(options(stage, "--json", *others))
    return exit_code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_another_sites_code_that_ends_like_a_genuine_one_borrows_no_receipt(
    stage: PublicStage, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(small_scan_of(code(stage, stage.old.seal)), folder / "1.png")
    write(small_scan_of("HTTPS://MAKER.EXAMPLE/V/" + encode_base32(stage.old.seal)), folder / "2.png")
    exit_code, (genuine, foreign) = run(stage, capsys, folder, "--receipts", tmp_path / "receipts")
    assert exit_code == 2
    assert (genuine["reason"], foreign["reason"]) == ("IN_FORCE", "FOREIGN_CODE")
    assert Path(genuine["receipt"]).is_file()
    assert foreign["receipt"] is None


def test_a_forged_code_beside_a_genuine_one_stays_a_forgery(
    stage: PublicStage, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    altered = bytearray(stage.old.seal)
    altered[-1] ^= 1
    write(small_scan_of(code(stage, stage.old.seal), code(stage, bytes(altered))), folder / "1.png")
    exit_code, rows = run(stage, capsys, folder)
    assert exit_code == 1
    assert {row["verdict"] for row in rows} == {"VALID", "INVALID"}


def test_what_stands_behind_a_genuine_page_is_pointed_out_and_never_compared_with_it(
    stage: PublicStage, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = small_scan_of(code(stage, stage.old.seal))
    (folder / "1.pdf").write_bytes(pdf_of(first, paper(400, 300), small_scan_of("HTTPS://MAKER.EXAMPLE/")))
    exit_code, rows = run(stage, capsys, folder)
    assert exit_code == 2
    assert [(row["page"], row["reason"], row["paper"]) for row in rows] == [
        (1, "IN_FORCE", "not_compared"),
        (3, "FOREIGN_CODE", "not_compared"),
    ]
    assert rows[0]["pages_without_code"] == [2]


def test_one_name_for_two_papers_one_after_the_other(
    stage: PublicStage, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = ["--journal", tmp_path / "j"]
    file = write(small_scan_of(code(stage, stage.old.seal)), folder / "scan0001.png")
    about = file.stat()
    assert run(stage, capsys, folder, *journal)[0] == 3
    # Of the same size and time, as whoever exchanges it will see to.
    genuine = file.read_bytes()
    write(small_scan_of(code(stage, stage.revoked.seal)), file)
    forged = file.read_bytes()
    file.write_bytes(forged + bytes(max(0, len(genuine) - len(forged))))
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    exit_code, (row,) = run(stage, capsys, folder, *journal)
    assert (exit_code, row["reason"]) == (1, "REVOKED")


NAMES = [
    "=HYPERLINK(1).png",
    "@SUM(A1).png",
    "<img src=x onerror=alert(1)>.png",
    "a\x1b[2J\x1b[1;32mVALID.png",
    "b\n✓ VALID  TYO26-000001.png",
    "c\u202egnp.dilav\u202c.png",
    "d\u2028VALID.png",
    os.fsdecode(b"e\xff\xfe.png"),
]


def test_names_that_would_speak_in_our_place(
    stage: PublicStage, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = write(small_scan_of(code(stage, stage.old.seal)), tmp_path / "scan.png")
    for name in NAMES:
        shutil.copy(scan, folder / name)
    table, page = tmp_path / "r.csv", tmp_path / "r.html"
    capsys.readouterr()
    assert main(options(stage, folder, "--csv", table, "--html", page, "--journal", tmp_path / "j")) == 3
    said = capsys.readouterr().out
    html, text = page.read_bytes().decode("utf-8"), table.read_text("utf-8-sig")
    for written in (said, html, text):
        assert all(character.isprintable() for character in written.translate({10: None, 13: None}))
    assert "<img src=x" not in html
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(NAMES)
    assert not [row for row in rows if row["file"].startswith(("=", "@"))]
    assert not [line for line in said.splitlines() if line.startswith("✓")]
