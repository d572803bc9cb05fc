"""A run in a terminal: one line each, straight columns, and at the end what to do, the worst first."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.report.csv_file import csv_bytes, is_our_csv
from scanner.report.keeping import ReportError, refuse_strangers, write_report
from scanner.report.lines import Ink, hints, ink_for, line, ranges, summary_lines
from scanner.report.looks import WORDS
from scanner.report.summary import summarise
from scanner.report.widths import cells, padded
from scanner.screen.finding import Kind, kind_of
from scanner.stack.repeats import Repeats
from scanner.stack.values import Place
from signing.result import Paper, Reason
from tests.rows import row, unreadable

PLAIN = Ink()


def test_a_line_says_word_number_date_and_place() -> None:
    assert line(row(page=3), PLAIN) == "NOW COMPARE    TYO26-001234-K7QM-3XW7  2026-11-20  scans/page1.png, page 3"
    assert line(row(Reason.REVOKED), PLAIN).endswith("scans/page1.png  (Revoked)")


def test_the_place_begins_in_the_same_column_on_every_line() -> None:
    rows = [row(), row(Reason.REVOKED), row(paper=Paper.MATCHED), unreadable("scans/page1.png", "No.")]
    assert len({line(one, PLAIN).index("scans/") for one in rows}) == 1


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("証明書", 6), ("ｱｲｳ", 3), ("e\u0301", 1), ("شهادة", 5), ("", 0)]
)
def test_columns_count_cells_and_not_characters(text: str, width: int) -> None:
    assert cells(text) == width
    assert cells(padded(text, 9)) == 9


def test_a_hostile_name_cannot_write_a_line_of_its_own() -> None:
    said = line(row(source="x\nVALID  TYO26\x1b[2J"), PLAIN)
    assert "\n" not in said
    assert "\x1b" not in said


def test_the_summary_counts_and_names_what_is_not_fine_the_worst_first() -> None:
    rows = [
        row(source="fine.pdf", paper=Paper.MATCHED),
        unreadable("blank.png", "Scan the page flat."),
        row(Reason.REVOKED, source="revoked.png"),
        row(source="compare.png"),
    ]
    text = "\n".join(summary_lines(summarise(rows), PLAIN, files=4, left_out=2))
    assert "Files checked: 4, results: 4" in text
    assert "2 files of other kinds left out." in text
    assert text.index("revoked.png") < text.index("Do not accept it. Ask the exporter") < text.index("blank.png")
    assert "Scan the page flat." in text
    assert "fine.pdf" not in text
    assert "compare.png" not in text


def test_foreign_codes_in_the_chambers_own_file_are_nothing_to_look_at() -> None:
    original = row(paper=Paper.MATCHED, source="original.pdf")
    inside = row(Reason.FOREIGN_CODE, source="original.pdf", host="maker.example")
    elsewhere = row(Reason.FOREIGN_CODE, source="other.png", sha256=bytes([1]) * 32)
    summary = summarise([original, inside, elsewhere])
    assert summary.attention == [elsewhere]
    assert summary.aside == [inside]


def test_colours_and_signs_only_where_they_can_be_shown() -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    utf8, ascii_ = (Terminal(io.BytesIO(), encoding=name) for name in ("utf-8", "ascii"))
    assert ink_for(utf8, {}) == Ink(colours=True, signs=True)
    assert ink_for(utf8, {"NO_COLOR": "1"}) == Ink(colours=False, signs=True)
    assert ink_for(ascii_, {"TERM": "dumb"}) == Ink(colours=False, signs=False)
    assert ink_for(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), {}) == Ink(colours=False, signs=True)


def test_every_kind_has_its_word_and_a_paper_that_differs_is_never_fine() -> None:
    assert set(WORDS) == set(Kind)
    for paper in set(Paper) - {Paper.MATCHED, Paper.CONFIRMED}:
        assert kind_of(replace(row().code.result, paper=paper)) is not Kind.CONFIRMED
    assert kind_of(replace(row().code.result, paper=Paper.DIFFERS)) is Kind.INVALID


def test_the_same_certificate_is_pointed_out_with_its_places() -> None:
    repeats = Repeats()
    first = repeats.seen(row(source="a.pdf", page=1))
    second = repeats.seen(row(source="a.pdf", page=5))
    third = repeats.seen(row(source="b.png"))
    assert [first.also, third.also] == [(), (Place("a.pdf", 1), Place("a.pdf", 5))]
    assert hints(second) == ["also on page 1"]
    assert hints(repeats.finished(first)) == ["also on page 5, b.png"]
    assert repeats.seen(row(Reason.FOREIGN_CODE, source="c.png")).also == ()
    assert repeats.seen(row(source="c.png", sid=bytes(32))).also == ()


def test_the_same_file_once_more_is_no_repetition_of_itself() -> None:
    repeats = Repeats()
    repeats.seen(row(source="a.pdf", page=1))
    assert repeats.seen(row(source="a.pdf", page=1)).also == ()


@pytest.mark.parametrize(("numbers", "text"), [((2,), "2"), ((2, 3, 4, 9), "2–4, 9"), ((1, 3), "1, 3"), ((), "")])
def test_pages_are_named_in_ranges(numbers: tuple[int, ...], text: str) -> None:
    assert ranges(numbers) == text


def test_a_report_never_replaces_a_file_that_is_none(tmp_path: Path) -> None:
    (accounts := tmp_path / "accounts.csv").write_text("date,amount\n")
    with pytest.raises(ReportError, match="add --force"):
        refuse_strangers(accounts, is_our_csv, force=False)
    refuse_strangers(accounts, is_our_csv, force=True)
    write_report(accounts, csv_bytes([row()]))
    refuse_strangers(accounts, is_our_csv, force=False)
    (empty := tmp_path / "empty.csv").touch()
    for fresh in (tmp_path / "new.csv", empty):
        refuse_strangers(fresh, is_our_csv, force=False)


@pytest.mark.parametrize("place", ["no-folder/r.csv", ".", "/dev/null"])
def test_a_place_where_no_report_can_lie_is_said_before_the_work(tmp_path: Path, place: str) -> None:
    with pytest.raises(ReportError, match="folder that exists"):
        refuse_strangers(tmp_path / place, is_our_csv, force=True)


def test_a_full_disk_leaves_the_old_report_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_report(report := tmp_path / "r.csv", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scanner.trust.files.os.fsync", full)
    with pytest.raises(ReportError, match="No space left on device"):
        write_report(report, b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
