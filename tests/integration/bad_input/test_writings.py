"""Numbers and dates in every writing that people use, and in those that nobody can mean: pages and API alike."""

import datetime as dt
from urllib.parse import quote, urlencode

import pytest

from tests.integration.bad_input.conftest import Public
from tests.raw_http import ask, fine, refused

pytestmark = pytest.mark.slow

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def writings(number: str) -> list[str]:
    grouped = f"{number[:5]}-{number[5:11]}-{number[11:15]}-{number[15:]}"
    return [
        number,
        number.lower(),
        grouped,
        grouped.replace("-", " "),
        grouped.replace("-", "–"),
        grouped.replace("-", "ー"),
        grouped.translate(FULL_WIDTH),
        f"  {grouped.lower().translate(FULL_WIDTH)}　",
        "\u200b".join(grouped),
    ]


def test_every_writing_of_a_number_leads_to_the_certificate(public: Public) -> None:
    day = public.issued.issue_date
    for typed in writings(public.issued.number):
        fields = {"number": typed, "day": day.day, "month": day.month, "year": day.year}
        answer = ask(public.url, "GET", "/?" + urlencode(fields))
        assert (answer.status, answer.headers["location"]) == (303, f"/certificates/{public.issued.number}/{day}"), (
            typed
        )
        answer = ask(public.url, "GET", f"/api/v1/certificates/{quote(typed)}/{day}")
        assert answer.status == 200, typed


def era_years(day: dt.date) -> list[str]:
    year = day.year - 2018
    return [f"令和{year}", f"R{year}", f"r{year}", f"Ｒ{year}".translate(FULL_WIDTH), f"令和 {year} 年"]


def test_the_year_may_be_a_japanese_one(public: Public) -> None:
    day = public.issued.issue_date
    for year in era_years(day):
        fields = {"number": public.issued.number, "day": day.day, "month": day.month, "year": year}
        answer = ask(public.url, "POST", "/", urlencode(fields).encode(), FORM)
        assert (answer.status, answer.headers.get("location")) == (
            303,
            f"/certificates/{public.issued.number}/{day}",
        ), year


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NO_DAYS = [
    ("31", "2", "2026"),
    ("29", "2", "2026"),
    ("29", "2", "1900"),
    ("0", "1", "2026"),
    ("1", "13", "2026"),
    ("1", "0", "2026"),
    ("1", "1", "0000"),
    ("1", "1", "0"),
    ("1", "1", "-2026"),
    ("1", "1", "99999"),
    ("1", "1", "令和0"),
    ("31", "2", "令和8"),
    ("1", "1", "明治45"),
    ("1", "1", "R" + "8" * 40),
    ("٣١", "٢", "٢٠٢٦"),
    ("½", "Ⅻ", "二〇二六"),
    ("1.0", "1e0", "0x7e"),
    ("+1", "1", "2026"),
    ("1", "1", "9" * 10_000),
    ("\x00", "1", "2026"),
    ("", "", ""),
    ("令和8年11月20日", "", ""),
]


@pytest.mark.parametrize(("day", "month", "year"), NO_DAYS, ids=[" ".join(day)[:30] for day in NO_DAYS])
def test_what_is_no_day_is_asked_again(public: Public, day: str, month: str, year: str) -> None:
    fields = urlencode({"number": public.issued.number, "day": day, "month": month, "year": year})
    answer = ask(public.url, "POST", "/", fields.encode(), FORM)
    refused(answer, for_programs=False)
    assert 'id="date-error"' in answer.text
    if len(fields) < 4000:
        refused(ask(public.url, "GET", "/?" + fields), for_programs=False)


NO_DATES = [
    "2026-02-31",
    "2026-02-29",
    "0000-01-01",
    "2026-13-01",
    "令和8年11月20日",
    "R8.11.20",
    "20-11-2026",
    "2026-1-1",
]
NO_DATES += [
    "2026-11-20T00:00",
    "2026-11-20;x",
    "2026-11-20\\",
    "2O26-11-20",
    "-2026-11-20",
    "now",
    "%00",
    "%C0%80",
    ".",
]


@pytest.mark.parametrize("date", NO_DATES)
def test_what_is_no_date_in_an_address_is_told(public: Public, date: str) -> None:
    written = date if date.startswith("%") else quote(date)
    for path, for_programs in (("/certificates/", False), ("/api/v1/certificates/", True)):
        target = f"{path}{public.issued.number}/{written}"
        refused(ask(public.url, "GET", target), for_programs)
        refused(ask(public.inner, "GET", target), for_programs)


NO_NUMBERS = [
    "TYO26",
    "TYO26-000001",
    "1" * 64,
    "9" * 10_000,
    "TYO26000001P56QEG7G",
    "ＴＹＯ２６",
    "トウキョウ",
    "..",
    "-",
]
NO_NUMBERS += [
    "TYO26000001P56QEG7F TYO26000001P56QEG7F",
    "' OR 1=1 --",
    "${7*7}",
    "{{7*7}}",
    "%s%s%n",
    "\U0001f4a9",
    "a\tb",
]


@pytest.mark.parametrize("number", NO_NUMBERS, ids=[number[:20] for number in NO_NUMBERS])
def test_what_is_no_number_is_told(public: Public, number: str) -> None:
    fields = urlencode({"number": number, "day": 20, "month": 11, "year": 2026})
    answer = ask(public.url, "POST", "/", fields.encode(), FORM)
    refused(answer, for_programs=False)
    assert 'id="number-error"' in answer.text
    assert "49" not in answer.text.partition("<form")[2].partition("</form>")[0], "nothing is computed"
    for path, for_programs in (("/certificates/", False), ("/api/v1/certificates/", True)):
        # gunicorn would refuse an address of 10,000 characters in words of its own; nginx does so first.
        for url in (public.url, public.inner) if len(number) < 1000 else (public.url,):
            refused(ask(url, "GET", f"{path}{quote(number, safe='')}/2026-11-20"), for_programs)


@pytest.mark.parametrize(
    "date", ["2026-02-31", "令和8年2月31日", "R0.1.1", "0000-00-00", "x" * 41, "9" * 40, "03/04/2026", "\u0000"]
)
def test_a_row_of_a_list_with_no_date_is_told_in_its_place(public: Public, date: str) -> None:
    rows = f"number,date\n{public.issued.number},{date}\n{public.issued.number},{public.issued.issue_date}\n"
    answer = ask(public.url, "POST", "/batch", urlencode({"pasted": rows}).encode(), FORM)
    fine(answer)
    assert answer.status == 200
    assert "Issued and in force" in answer.text
    assert answer.text.count("<tr") >= 3
