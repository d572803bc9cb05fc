"""The letter with the one-time code: what stands where, in both languages."""

import datetime as dt

import pypdfium2
import pytest

from issuance.domain.ids import IdKind
from issuance.domain.settings import ChamberSettings
from issuance.domain.texts import Bilingual
from issuance.letters.credentials import CredentialLetter, print_letter, written_date
from issuance.paper.press import Press

NOW = dt.datetime(2026, 3, 10, 15, 30, tzinfo=dt.UTC)
SETTINGS = ChamberSettings(names=Bilingual(ja="東京見本商工会議所", en="Tokyo Sample Chamber"))
CODE = "ABCD-EFGH-JKMN-PQRS"
POINTS_PER_MM = 72 / 25.4
FIRST_FOLD, HEIGHT = 99, 297


def letter(language: str, address: list[str]) -> CredentialLetter:
    return CredentialLetter(
        kind=IdKind.ADMINISTRATOR,
        login="TYO-A000123-4",
        code=CODE,
        link="https://office.example.jp/TYO/welcome",
        expires=NOW + dt.timedelta(days=30),
        language=language,
        address=address,
    )


def window_text(page: pypdfium2.PdfPage) -> str:
    """Return what stands above the first fold, where an envelope's window could show it."""
    return page.get_textpage().get_text_bounded(bottom=(HEIGHT - FIRST_FOLD) * POINTS_PER_MM)


@pytest.mark.parametrize(
    ("language", "address", "until"),
    [
        ("ja", ["〒105-0011", "東京都港区芝公園4-2-8", "株式会社東京見本貿易", "佐藤花子 様"], "2026年4月10日"),
        (
            "en",
            ["105-0011", "4-2-8 Shibakoen, Minato-ku, Tokyo", "Tokyo Trading Co., Ltd.", "John Smith"],
            "10 April 2026",
        ),
    ],
)
def test_t2_6_the_letter_shows_the_address_in_the_window_and_the_code_below_the_fold(
    language: str, address: list[str], until: str
) -> None:
    """T2.6: one page; dates as they are in Japan, where it was the 11th already when this letter was made."""
    document = pypdfium2.PdfDocument(print_letter(Press(), letter(language, address), SETTINGS, NOW))
    assert len(document) == 1
    whole, window = document[0].get_textpage().get_text_bounded(), window_text(document[0])
    for line in address:
        assert line in window
    for secret in ("TYO-A000123-4", CODE):
        assert secret in whole
        assert secret not in window
    assert "https://office.example.jp/TYO/welcome" in whole
    assert until in whole


def test_a_long_address_stays_on_one_page() -> None:
    long = [f"行{number} 東京都港区芝公園" + "あ" * 20 for number in range(12)]
    assert len(pypdfium2.PdfDocument(print_letter(Press(), letter("ja", long), SETTINGS, NOW))) == 1


def test_markup_in_a_name_is_only_text() -> None:
    names = ['#panic("x")', "*bold* $x$ @ref <label>"]
    text = pypdfium2.PdfDocument(print_letter(Press(), letter("en", names), SETTINGS, NOW))[0].get_textpage()
    for name in names:
        assert name in text.get_text_bounded()


def test_dates_are_written_as_letters_say_them() -> None:
    assert written_date(dt.date(2026, 2, 28), "ja") == "2026年2月28日"
    assert written_date(dt.date(2028, 2, 29), "en") == "29 February 2028"
