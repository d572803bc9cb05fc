"""The availability report as page and paper, in both languages."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from operations.cli import main
from operations.incidents.book import IncidentBook
from operations.incidents.incident import Kind
from operations.probe.announced import Announced
from operations.probe.records import Cause, Part, Record, RecordShelf, Result
from operations.report import words as report_words
from operations.report.figures import Finding
from operations.report.office_hours import OfficeHours
from operations.report.page import page_of
from operations.report.report import Report, Seen, make_report
from operations.report.sheet import sheet_of
from operations.report.view import view_of
from operations.report.words import LANGUAGES, Words
from operations.times import MINUTE, Month

MONTH = Month.read("2026-10")
NOW = dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC)
TEXTS = {"en": "New disks & <more>.", "ja": "新しいディスク"}


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """Return an instant of October in Japan time."""
    return MONTH.begins + dt.timedelta(days=day - 1, hours=hour, minutes=minute)


def records(part: Part, *, until: dt.datetime = MONTH.ends) -> list[Record]:
    """One a minute: the office fails for 30 minutes of business and in its window, the line for 2 of a night."""
    found = []
    instant = MONTH.begins
    while instant < until:
        fails = part is Part.OFFICE and (at(14, 10) <= instant < at(14, 10, 30) or at(22, 22) <= instant < at(23, 1))
        unreached = part is Part.REFERENCE and at(7, 3) <= instant < at(7, 3, 2)
        skipped = at(27, 13) <= instant < at(27, 13, 11)
        if not skipped:
            found.append(
                Record(
                    at=instant,
                    part=part,
                    check="lookup-canary",
                    result=Result.DOWN if fails or unreached else Result.UP,
                    cause=Cause.FAULT if fails else Cause.NETWORK if unreached else None,
                    seconds=0.1,
                    reason="HTTP 500" if fails else "IN_FORCE",
                )
            )
        instant += MINUTE
    return found


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    book = IncidentBook(tmp_path_factory.mktemp("book"), lambda: at(14, 12))
    incident = book.open(Kind.FAULT, "Pages <b>fail</b>.", began=at(14, 10), stops=[Part.OFFICE])
    book.close(incident.id, cause="A full disk.", done="Room made.", restored=at(14, 10, 30))
    weekdays = [day for day in MONTH.days if day.weekday() < 5]
    hours = tuple((at(day.day, 8, 30), at(day.day, 17, 30)) for day in weekdays)
    window = Announced("window-1", at(22, 22), at(23, 1), at(8, 9), emergency=False, stops=(Part.OFFICE,), text=TEXTS)
    return Seen(
        records=[*records(Part.REFERENCE), *records(Part.OFFICE)],
        damaged=2,
        announced=[window],
        incidents=book.all(),
        hours=OfficeHours({"en": "Tokyo Chamber", "ja": "東京商工会議所"}, hours),
        service_name="Certificates & co",
    )


@pytest.fixture(scope="module")
def report(seen: Seen) -> Report:
    return make_report(MONTH, seen, NOW)


def test_the_figures_over_the_promised_hours(report: Report) -> None:
    reference, office = report.parts
    assert (reference.promised.promised, reference.promised.network, reference.promised.unmeasured) == (44_640, 2, 10)
    # 22 business days of nine hours; the window lies at night, so nothing of it is taken off them.
    assert office.promised.promised == 22 * 540
    assert (office.promised.paused, office.promised.fault, office.promised.unmeasured) == (0, 30, 10)
    assert (office.whole.paused, office.whole.fault) == (180, 30)
    assert (reference.promised.finding, office.promised.finding) == (Finding.KEPT, Finding.MISSED)


def test_the_bulletins_figures_take_minutes_without_a_measurement_for_down(report: Report) -> None:
    reference, office = report.for_bulletin()
    assert reference == {
        "month": "2026-10",
        "part": "reference",
        "promised": 44_640,
        "announced": 0,
        "emergency": 0,
        "attack": 0,
        "down": 12,
    }
    assert office["down"] == 40


def test_an_attack_that_closed_the_service_is_a_pause_and_no_outage(seen: Seen, tmp_path: Path) -> None:
    book = IncidentBook(tmp_path, lambda: at(14, 12))
    closed = book.open(Kind.ATTACK, "A flood.", began=at(14, 10), stops=[Part.OFFICE], paused=True)
    book.close(closed.id, cause="c", done="d", restored=at(14, 10, 30))
    office = make_report(MONTH, replace(seen, incidents=book.all()), NOW).parts[1]
    assert (office.promised.attack, office.promised.fault) == (30, 0)
    assert next((pause.state, pause.text) for pause in office.pauses) == ("attack", {"": "A flood."})


def test_a_running_month_is_reported_up_to_now(seen: Seen) -> None:
    now = at(10, 12)
    early = make_report(MONTH, replace(seen, records=records(Part.OFFICE, until=now)), now)
    assert not early.is_over
    assert early.parts[0].whole.promised == (9 * 24 + 12) * 60
    assert early.parts[0].whole.unmeasured == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_paper_say_the_same(report: Report, language: str) -> None:
    words = Words(language)
    view = view_of(report, words)
    page, sheet = page_of(view), sheet_of(view, NOW)
    document = pypdfium2.PdfDocument(sheet)
    printed = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    document.close()
    for text in ("99.973", "99.663", "44,640", "11,880", "HTTP 500", "2026-001", "A full disk.", TEXTS[language][:4]):
        assert text in page, text
        assert text in printed, text
    for head in ("outages", "pauses", "gaps", "incidents", "formula", "chart", "network", "method"):
        assert words[head] in page
        assert words[head] in printed.replace("\r\n", ""), head
    assert sheet == sheet_of(view, NOW)


def test_the_page_needs_nothing_else_and_shows_what_was_typed_as_text(report: Report) -> None:
    page = page_of(view_of(report, Words("en")))
    assert "Pages &lt;b&gt;fail&lt;/b&gt;." in page
    assert "New disks &amp; &lt;more&gt;." in page
    assert not re.search(r"""(src|href)=|url\(|@import|<script""", page)
    assert page.count("<svg") == 2


def test_every_word_is_there_in_both_languages() -> None:
    for texts in report_words._WORDS.values():
        assert len(texts) == len(LANGUAGES)
        assert all(texts)
        fields = [set(re.findall(r"\{(\w+)\}", text)) for text in texts]
        assert fields[0] == fields[1], texts


def test_the_command_writes_the_files_and_refuses_what_it_cannot_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = ["--directory", str(tmp_path)]
    assert main(["report", "2026-10", *directory]) == 1
    assert "was `operations probe` running" in capsys.readouterr().err
    assert main(["report", "2026-13", *directory]) == 1
    assert "write it as 2026-11" in capsys.readouterr().err
    shelf = RecordShelf(tmp_path)
    shelf.add([each for each in records(Part.REFERENCE) if each.at.month == 10][:100])
    assert main(["report", "2026-10", *directory, "--language", "en"]) == 0
    names = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert names == ["availability-2026-10.en.html", "availability-2026-10.en.pdf", "availability-2026-10.json"]
    (figures,) = json.loads((tmp_path / "reports" / "availability-2026-10.json").read_bytes())
    assert figures["promised"] == 44_640
    assert figures["down"] > 44_000  # nobody measured them
    hours = tmp_path / "hours.json"
    hours.write_text(json.dumps({"month": "2026-09", "names": {"en": "x"}, "open": []}))
    assert main(["report", "2026-10", *directory, "--office-hours", str(hours)]) == 1
    assert "holds the business hours of 2026-09" in capsys.readouterr().err
