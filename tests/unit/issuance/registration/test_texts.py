"""What may be written into a registration, and what is refused with a sentence."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.registration.reach import corporate_number, mail_address, national, phone_number, postal_code
from issuance.domain.registration.text import japanese, kana, latin, line


@pytest.mark.parametrize(
    "name",
    [
        "株式会社サンプル貿易",
        "ＡＢＣ商事㈱",
        "髙𠮷工業 合同会社",
        "葛󠄀城物産",
        "日本 & Co.",
        "あさひ・ヤマト　商店",
        "々〆",
    ],
)
def test_japanese_names_stay_as_typed(name: str) -> None:
    assert japanese(100)(f"  {name} ") == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("かぶしきがいしゃ さんぷる", "カブシキガイシャ サンプル"),
        ("ｶﾌﾞｼｷｶﾞｲｼｬ", "カブシキガイシャ"),
        ("ヴァン・ドゥ　ー", "ヴァン・ドゥ ー"),
    ],
)
def test_readings_are_kept_in_full_width_katakana(typed: str, kept: str) -> None:
    assert kana(100)(typed) == kept


@pytest.mark.parametrize(
    "name", ["Sample Trading Co., Ltd.", "Société Générale d'Export", "Łódź & Øresund (Japan) K.K."]
)
def test_latin_names_stay_as_typed(name: str) -> None:
    assert latin(100)(name) == name


@pytest.mark.parametrize(
    ("check", "typed"),
    [
        (latin(100), "株式会社"),
        (latin(100), "Sаmple"),  # the second letter is Cyrillic
        (latin(100), "ＡＢＣ"),
        (latin(100), "123-456"),
        (japanese(100), "Самокат"),
        (japanese(100), "شركة"),
        (kana(100), "漢字"),
        (kana(100), "ABC"),
        (line(100), ""),
        (line(100), "   "),
        (line(100), "two\nlines"),
        (line(100), "nul\x00"),
        (line(100), "bell\x07"),
        (line(100), "escape\x1b[31m"),
        (line(100), "abc\u202edcba"),  # turns the direction of reading
        (line(100), "\u2066hidden\u2069"),
        (line(100), "zero\u200bwidth"),
        (line(100), "tag\U000e0041"),
        (line(100), "half\ud83d"),  # one half of a surrogate pair
        (line(100), "bytes \ufffd\ufffd"),
        (line(100), "private \ue000"),
        (line(100), "\ufeffmark"),
        (line(100), 7),
        (line(100), None),
        (line(100), ["list"]),
    ],
)
def test_garbage_is_refused_with_a_sentence(check: Callable[[object], str], typed: object) -> None:
    with pytest.raises(ValueError, match=r"[A-Z].+\.$"):
        check(typed)


def test_a_field_that_is_too_long_says_how_long_it_is() -> None:
    with pytest.raises(ValueError, match="Write 100 characters at most: these are 100,000"):
        line(100)("A" * 100_000)


@given(st.text(max_size=60))
def test_whatever_is_kept_is_kept_again_as_it_is(typed: str) -> None:
    """A stored line, shown and sent back, does not change by itself."""
    for check in (line(100), japanese(100), latin(100), kana(200)):
        try:
            kept = check(typed)
        except ValueError:
            continue
        assert check(kept) == kept
        assert kept.isprintable() or "\u3000" in kept or any(c in kept for c in "\u200c\u200d\xa0")


@pytest.mark.parametrize("typed", ["5835678256246", "5-8356-7825-6246", "５８３５６７８２５６２４６"])
def test_a_corporate_number_is_read_in_every_width(typed: str) -> None:
    assert corporate_number(typed) == "5835678256246"


@pytest.mark.parametrize("typed", ["1835678256246", "583567825624", "58356782562460", "ABCDEFGHIJKLM", "５", ""])
def test_a_corporate_number_with_a_wrong_digit_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        corporate_number(typed)


@pytest.mark.parametrize("typed", ["100-0005", "1000005", "〒１００－０００５", "100 0005"])
def test_postal_codes(typed: str) -> None:
    assert postal_code(typed) == "100-0005"


@pytest.mark.parametrize("typed", ["100-000", "ABC-DEFG", "100-00055"])
def test_what_is_no_postal_code(typed: str) -> None:
    with pytest.raises(ValueError, match="7 digits"):
        postal_code(typed)


@pytest.mark.parametrize("typed", ["03-3283-7500", "０３－３２８３－７５００", "+81 3 3283 7500", "(03)3283-7500"])
def test_telephone_numbers(typed: str) -> None:
    assert phone_number(typed) == "+81332837500"
    assert national(phone_number(typed)) == "03-3283-7500"


@pytest.mark.parametrize("typed", ["110", "03-3283", "03-3283-7500 ext. 5", "phone", "+999 1234"])
def test_what_is_no_telephone_number(typed: str) -> None:
    with pytest.raises(ValueError, match="telephone"):
        phone_number(typed)


@pytest.mark.parametrize("typed", ["trade@example.co.jp", "ｔｒａｄｅ@Example.CO.jp"])
def test_mail_addresses(typed: str) -> None:
    assert mail_address(typed) == "trade@example.co.jp"


@pytest.mark.parametrize(
    "typed", ["trade@", "a@b", "two@example.com, three@example.com", "x@example.com\r\nBcc: y@z.jp", "@x.jp"]
)
def test_what_is_no_mail_address(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        mail_address(typed)
