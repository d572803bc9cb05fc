"""Sealed fields: what goes in comes out at its own place alone, and is found by its blind index (T18, A5)."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from issuance.confidential import Confidential, Place
from issuance.errors import StorageError
from issuance.vault import Vault

confidential = Confidential(Vault({1: bytes(range(32))}), b"index key of the tests")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
VALUES = st.dictionaries(
    TEXT,
    st.recursive(
        TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none(), lambda each: st.lists(each, max_size=3)
    ),
    max_size=5,
)
PLACES = st.builds(
    Place,
    st.sampled_from(["TYO", "OSA"]),
    st.sampled_from(["account.person", "signatory.person"]),
    st.text("ab", max_size=3),
)


@given(PLACES, VALUES)
def test_what_was_sealed_comes_out(place: Place, value: dict[str, object]) -> None:
    assert confidential.open(place, confidential.seal(place, value)) == value


@given(PLACES, PLACES, VALUES)
def test_a_value_opens_at_no_other_place(place: Place, other: Place, value: dict[str, object]) -> None:
    assume(place != other)
    with pytest.raises(StorageError):
        confidential.open(other, confidential.seal(place, value))


@given(PLACES, VALUES, st.data())
def test_a_value_that_was_touched_does_not_open(place: Place, value: dict[str, object], data: st.DataObject) -> None:
    sealed = bytearray(confidential.seal(place, value))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(StorageError):
        confidential.open(place, bytes(sealed))


@given(st.binary(max_size=200))
def test_garbage_does_not_open(garbage: bytes) -> None:
    with pytest.raises(StorageError):
        confidential.open(Place("TYO", "account.person", "1"), garbage)


def test_the_same_value_never_looks_the_same_and_shows_nothing_of_itself() -> None:
    place = Place("TYO", "account.person", "1")
    value = {"name": "山田花子", "mail": "hanako@example.co.jp"}
    first, second = confidential.seal(place, value), confidential.seal(place, value)
    assert first != second
    for text in (*value.values(), json.dumps(value)):
        assert text.encode() not in first


@given(TEXT)
def test_case_width_and_blanks_around_do_not_count_in_an_index(text: str) -> None:
    assert confidential.index("mail", f" {text}\n") == confidential.index("mail", text)


@pytest.mark.parametrize(
    ("typed", "kept"), [("ＨＡＮＡＫＯ＠example.co.jp", "hanako@example.co.jp"), ("Straße", "STRASSE"), ("ｶﾞ", "ガ")]
)
def test_two_ways_to_type_the_same_are_found_under_one_index(typed: str, kept: str) -> None:
    assert confidential.index("mail", typed) == confidential.index("mail", kept)


def test_the_index_of_one_kind_of_value_says_nothing_of_another_kind() -> None:
    assert confidential.index("mail", "x") != confidential.index("corporate number", "x")


def test_without_its_key_nobody_can_make_an_index() -> None:
    other = Confidential(Vault({1: bytes(range(32))}), b"another key")
    assert confidential.index("mail", "x") != other.index("mail", "x")
