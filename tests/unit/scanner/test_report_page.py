"""The report as a page: it says what there is, holds no tag that we did not write, and fetches nothing."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner import language
from scanner.report.page import Circumstances, html_bytes, is_our_html
from scanner.report.summary import summarise
from scanner.report.times import local_text
from scanner.stack.values import Place, Row
from signing.result import Paper, Reason
from tests.markup import markup_in
from tests.rows import AT, row, rows_of_strangers, unreadable

TOKYO = ZoneInfo("Asia/Tokyo")
ABOUT = Circumstances(
    began=AT,
    ended=AT + dt.timedelta(minutes=4),
    version="1.2.3",
    trust_list_version=7,
    trust_refreshed=AT,
    status_version=12,
    status_as_of=AT,
    reference="https://ref.example.jp",
    files=4,
)
OUR_TAGS = (
    "html head meta title style body header main footer section article div p span h1 h2 h3 h4 ul li dl dt dd bdi "
    "strong code img svg path rect circle"
)
OUR_ATTRIBUTES = (
    "lang dir charset name content http-equiv class src alt title viewbox aria-hidden d x y width height rx cx cy r"
)


class Page(HTMLParser):
    """What a browser would make of the page: its text, its tags, its attributes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: dict[str, list[str]] = {}
        self.text = ""
        self.comments: list[str] = []
        self.feed(data.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_data(self, data: str) -> None:
        if self.lasttag != "style":
            self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def page(*rows: Row, about: Circumstances = ABOUT) -> Page:
    return Page(html_bytes(rows, about, TOKYO))


def test_the_worst_stands_first_and_every_count_above() -> None:
    made = page(
        row(source="fine.pdf", paper=Paper.MATCHED),
        row(source="compare.png"),
        unreadable("blank.png", "blank.png is empty."),
        row(Reason.REVOKED, source="revoked.png"),
    )
    names = ["revoked.png", "blank.png", "compare.png", "fine.pdf"]
    places = [made.text.index(name) for name in names]
    assert places == sorted(places)
    assert made.text.count("INVALID") == made.text.count("NOW COMPARE") == 1
    assert "Now compare" not in made.text[: made.text.index("revoked.png")]


def test_what_was_not_established_stands_beside_what_was() -> None:
    text = page(row(Reason.REVOKED)).text
    assert "Established" in text
    assert "the chamber's key signed this number, date and content" in text
    assert "Not established" in text
    assert "that the paper says the same" in text


def test_green_is_only_for_what_was_compared() -> None:
    for paper, tone in ((Paper.NOT_COMPARED, "compare"), (Paper.MATCHED, "valid"), (Paper.CONFIRMED, "valid")):
        (card,) = [name for name in page(row(paper=paper)).attributes["class"] if name.startswith("card")]
        assert card.split()[1] == tone
    differs = replace(row().code.result, paper=Paper.DIFFERS)
    made = page(replace(row(), code=replace(row().code, result=differs)))
    assert "card invalid" in made.attributes["class"]
    assert "Do not rely on this paper" in made.text


def test_times_are_those_of_the_place_with_its_zone() -> None:
    text = page(row()).text
    assert "22 November 2026, 18:30:05 (UTC+9)" in text
    assert "Register as of 22 November 2026, 18:30:05 (UTC+9)." in text


@pytest.mark.parametrize(
    ("zone", "offset"),
    [(dt.UTC, "UTC"), (ZoneInfo("Asia/Kolkata"), "UTC+5:30"), (ZoneInfo("America/St_Johns"), "UTC−3:30")],
)
def test_offsets_of_half_hours_are_whole(zone: dt.tzinfo, offset: str) -> None:
    assert local_text(AT, zone).endswith(f"({offset})")


def test_hints_receipts_and_a_persons_finding_are_told() -> None:
    differing = [{"box": 2, "title": "Consignee", "part": None, "certificate_says": ["Hansen & Brandt"]}]
    finding = {"outcome": "differs", "at": AT.isoformat(), "by": "佐藤花子", "differing": differing}
    made = replace(row(), also=(Place("b.pdf", 3),), without_code=(2, 3, 5), receipt="r/1.cose", comparison=finding)
    text = page(made).text
    for said in ("also on b.pdf, page 3", "no code on pages 2–3, 5", "Receipt: r/1.cose", "by 佐藤花子"):
        assert said in text
    assert "Differs in 2 Consignee. The certificate says: Hansen & Brandt" in text


def test_an_unfinished_run_and_an_offline_one_say_so() -> None:
    text = page(row(), about=replace(ABOUT, finished=False, reference=None, status_version=None)).text
    assert "not finished" in text
    assert "offline" in text
    assert "none was there" in text


def test_the_page_may_fetch_and_run_nothing() -> None:
    data = html_bytes([replace(row(), thumbnail=b"\xff\xd8\xff small")], ABOUT, TOKYO)
    made = Page(data)
    (policy,) = [value for value in made.attributes["content"] if value.startswith("default-src")]
    assert re.fullmatch(
        r"default-src 'none'; img-src data:; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'",
        policy,
    )
    assert made.attributes["src"] == ["data:image/jpeg;base64,/9j/IHNtYWxs"]
    assert not {"href", "style", "onclick"} & set(made.attributes)
    assert not {"script", "a", "link", "iframe", "form"} & made.tags


def test_our_own_report_is_known_again() -> None:
    assert is_our_html(html_bytes([], ABOUT)[:1024])
    assert not is_our_html(b"<!doctype html>\n<html><title>Accounts</title>")


@settings(deadline=None)
@given(st.lists(rows_of_strangers(), max_size=3))
def test_whatever_strangers_write_no_tag_is_there_that_we_did_not_write(rows: list[Row]) -> None:
    data = html_bytes(rows, ABOUT, TOKYO)
    made = Page(data)
    assert made.tags <= set(OUR_TAGS.split())
    assert set(made.attributes) <= set(OUR_ATTRIBUTES.split())
    assert made.comments == []
    assert markup_in(data.decode("utf-8")) == []
    assert made.text.count("Checked on") == len(rows) - len(summarise(rows).aside)


@pytest.fixture
def arabic() -> Iterator[None]:
    language.use("ar")
    yield
    language.use("en")


@pytest.mark.usefixtures("arabic")
def test_in_arabic_the_page_runs_from_right_to_left() -> None:
    made = page(row())
    assert (made.attributes["lang"], made.attributes["dir"]) == (["ar"], ["rtl"])
