"""What is typed and pasted is forgiven where it can mean one thing alone."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issuance.domain.application.codes.countries import read_country
from issuance.domain.application.codes.hs import HsError, read_hs
from issuance.domain.application.codes.words import packages, units
from issuance.domain.application.reading.particulars import invoice_key
from issuance.domain.application.reading.typed import (
    NumberError,
    clean_line,
    clean_lines,
    forbidden_character,
    read_decimal,
    split_measure,
)
from signing.content import GoodsLine

VECTORS: dict[str, list[list[Any]]] = json.loads(Path(__file__).with_name("typed_values.json").read_text("utf-8"))


@pytest.mark.parametrize(("typed", "expected"), VECTORS["numbers"])
def test_numbers(typed: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(NumberError):
            read_decimal(typed)
    else:
        assert read_decimal(typed) == expected


@pytest.mark.parametrize(("typed", "expected"), VECTORS["hs"])
def test_hs_codes(typed: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(HsError):
            read_hs(typed)
    else:
        assert read_hs(typed) == expected


@pytest.mark.parametrize(("typed", "expected"), VECTORS["countries"])
def test_countries(typed: str, expected: str | None) -> None:
    assert read_country(typed, {"TW": "Chinese Taipei"}) == expected


@pytest.mark.parametrize(("typed", "value", "code", "name"), VECTORS["units"])
def test_units(typed: str, value: str, code: str | None, name: str | None) -> None:
    found = units().read(typed, Decimal(value))

    assert (found and found.code, found and found.name) == (code, name)


@pytest.mark.parametrize(("typed", "value", "code", "name"), VECTORS["packages"])
def test_packages(typed: str, value: str, code: str | None, name: str | None) -> None:
    found = packages().read(typed, Decimal(value))

    assert (found and found.code, found and found.name) == (code, name)


@pytest.mark.parametrize(("typed", "number", "unit"), VECTORS["measures"])
def test_a_unit_may_stand_behind_its_number(typed: str, number: str, unit: str) -> None:
    assert split_measure(typed) == (number, unit)


@pytest.mark.parametrize(("typed", "line"), VECTORS["lines"])
def test_lines_are_cleaned(typed: str, line: str) -> None:
    assert clean_line(typed) == line


@pytest.mark.parametrize("codes", [units(), packages()], ids=["units", "packages"])
def test_each_word_means_one_code_and_is_no_other_ones_code(codes: Any) -> None:
    meant: dict[str, str] = {}
    known = {each.code for each in codes.codes}
    for each in codes.codes:
        for word in {*(name for pair in each.names for name in pair), *each.japanese, *each.also}:
            assert meant.setdefault(word.casefold(), each.code) == each.code, word
            assert word.upper() not in known - {each.code}, word
            found = codes.read(word, Decimal(1))
            assert found is not None
            assert found.code == each.code, word
            # What is printed must be content: a code and a name that the model takes.
            GoodsLine.model_validate(
                {"description": "x", "quantity": {"value": "1", "unit": found.code, "name": found.name}}
            )


def test_an_invoice_number_is_compared_without_width_case_and_hyphens() -> None:
    assert invoice_key("SPM-2026 10477") == invoice_key("ｓｐｍ／2026-10477") != invoice_key("SPM-2026-10478")


@given(st.text(max_size=60))
@example("1,5")
@example("٣")
@example("1" * 60)
def test_any_text_is_a_number_of_content_or_refused(typed: str) -> None:
    try:
        number = read_decimal(typed)
    except NumberError:
        return
    GoodsLine.model_validate({"description": "x", "quantity": {"value": number, "unit": "KGM", "name": "kg"}})


@given(st.decimals(min_value=0, max_value=10**12, places=3))
def test_a_number_is_the_same_with_thousands_parted_or_not(value: Decimal) -> None:
    assert Decimal(read_decimal(f"{value:,f}")) == Decimal(read_decimal(f"{value:f}")) == value


@given(st.text(max_size=80))
@example("a\u2028b")
@example("e\u0301")
def test_cleaned_text_is_content_unless_it_holds_a_forbidden_character(typed: str) -> None:
    text = clean_lines(typed)
    assert clean_lines(text) == text
    if text and forbidden_character(text) is None:
        GoodsLine.model_validate({"description": text, "quantity": {"value": "1", "unit": "KGM", "name": "kg"}})


@given(st.text(max_size=40))
def test_codes_and_countries_never_raise_for_what_is_typed(typed: str) -> None:
    units().read(typed, Decimal(1))
    packages().read(typed, Decimal(2))
    read_country(typed, {})
    split_measure(typed)
    try:
        assert read_hs(typed).isascii()
    except HsError:
        return
