"""What every form does: trimming, words for what is missing, dates as people write them, problems with their fields."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from issuance.web.forms.base import OfficeForm
from issuance.web.forms.dates import DateBoxes
from tests.markup import PAYLOADS, markup_in
from tests.office_gallery import GalleryForm, hang
from tests.office_site import CHAMBER, ENGLISH, OfficeSite

PATH = f"/{CHAMBER}/gallery/form"


class DayForm(OfficeForm):
    """One date."""

    day = DateBoxes("Day")


@pytest.fixture(scope="module", autouse=True)
def context(office_site: OfficeSite) -> Iterator[None]:
    """Give forms a request in which they are read."""
    hang(office_site.app)
    with office_site.app.test_request_context(method="POST"):
        yield


def day_of(year: str, month: str, day: str) -> DayForm:
    form = DayForm(MultiDict({"day-year": year, "day-month": month, "day-day": day}), meta={"csrf": False})
    form.validate()
    return form


def test_texts_are_trimmed() -> None:
    assert GalleryForm(MultiDict({"name": "  Sample Trading \n"}), meta={"csrf": False}).name.data == "Sample Trading"


def test_problems_stand_in_the_order_of_the_page_with_their_fields() -> None:
    form = GalleryForm(MultiDict({"name": "x" * 21, "place": "", "remarks": "y" * 11}), meta={"csrf": False})
    assert not form.validate()
    assert form.problems == [
        ("name", "This has 21 characters; at most 20 are possible."),
        ("founded", "Enter the date of the extract"),
        ("form", "Choose the legal form"),
        ("remarks", "This has 11 characters; at most 10 are possible."),
        ("extract", "Attach the registry extract"),
        ("password", "Enter the password"),
        ("pledge", "Tick this to go on"),
        ("signatories-0-name", "Enter the signatory's name"),
        ("signatories-1-name", "Enter the signatory's name"),
    ]


def test_what_the_service_refused_stands_first_without_a_field() -> None:
    form = DayForm(MultiDict(), meta={"csrf": False})
    form.form_errors.append("The number is used up.")
    assert form.problems == [("", "The number is used up.")]


def test_each_problem_leads_to_a_field_that_is_on_the_page(office_site: OfficeSite) -> None:
    client = office_site.client()
    page = office_site.post(client, PATH)
    assert page.status_code == 422
    led = [part.split('"')[0] for part in page.text.split('href="#')[1:]]
    assert len(led) > 5
    for key in led:
        assert f'id="{key}"' in page.text, key


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_typed_comes_back_as_text(office_site: OfficeSite, payload: str) -> None:
    page = office_site.post(office_site.client(), PATH, name=payload, remarks=payload, code=payload, password=payload)
    assert markup_in(page.text) == []


def test_a_password_never_comes_back(office_site: OfficeSite) -> None:
    page = office_site.post(office_site.client(), PATH, password="open sesame 9")
    assert "open sesame 9" not in page.text


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_day_is_read_as_it_is_shown(day: dt.date) -> None:
    shown = DayForm(None, data={"day": day}, meta={"csrf": False}).day
    assert shown.data == day
    assert day_of(shown.typed["year"], shown.typed["month"], shown.typed["day"]).day.data == day


@pytest.mark.parametrize("year", ["2026", "令和8", "令和8年", "R8", "r8", "２０２６"])
def test_a_year_is_read_as_people_write_it(year: str) -> None:
    assert day_of(year, "２", "07").day.data == dt.date(2026, 2, 7)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("2026", "2", "29"), "There is no such day in the calendar."),
        (("2026", "13", "1"), "There is no such day in the calendar."),
        (("26", "1", "1"), "Enter year, month and day in figures, for example 2026, 11 and 20."),
        (("2026", "", "1"), "Enter year, month and day in figures, for example 2026, 11 and 20."),
        (("2026", "1", "x"), "Enter year, month and day in figures, for example 2026, 11 and 20."),
        (("2026", "1", "一"), "Enter year, month and day in figures, for example 2026, 11 and 20."),
        (("令和99999", "1", "1"), "Enter year, month and day in figures, for example 2026, 11 and 20."),
    ],
)
def test_what_is_no_day_is_told(typed: tuple[str, str, str], sentence: str) -> None:
    assert day_of(*typed).problems == [("day", sentence)]


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_typed_is_a_day_or_a_sentence(year: str, month: str, day: str) -> None:
    form = day_of(year, month, day)
    assert form.day.data is None or not form.problems
    assert all(len(text) <= 10 for text in form.day.typed.values())


def test_boxes_stand_in_the_order_of_the_language(office_site: OfficeSite) -> None:
    def order(language: str) -> list[str]:
        page = office_site.client().get(f"{PATH}?lang={language}").text
        return sorted(("year", "month", "day"), key=lambda part: page.index(f'name="founded-{part}"'))

    assert order("ja") == ["year", "month", "day"]
    assert order("en") == ["day", "month", "year"]


def test_each_form_carries_a_token_of_its_own(office_site: OfficeSite) -> None:
    pages = [office_site.client().get(PATH, headers=ENGLISH).text for _ in range(2)]
    tokens = {page.split('name="submission" value="')[1].split('"')[0] for page in pages}
    assert len(tokens) == 2
    assert all(len(token) >= 16 for token in tokens)
