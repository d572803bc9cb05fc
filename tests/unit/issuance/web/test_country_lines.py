"""Settings by country, as lines of text: what is shown is read again, and garbage is named by its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wtforms.validators import ValidationError

from issuance.domain.texts import Bilingual
from issuance.web.forms.administration.country_lines import read_names, read_notes, show_names, show_notes

WORDS = st.text(st.sampled_from("abc 税関。é"), min_size=1, max_size=30).map(lambda text: " ".join(text.split()) or "x")
CODES = st.sampled_from(["EG", "AE", "VN", "TW", "JP"])


@given(st.dictionaries(CODES, st.builds(Bilingual, ja=WORDS, en=st.one_of(st.just(""), WORDS))))
def test_notes_that_are_shown_are_read_again(notes: dict[str, Bilingual]) -> None:
    assert read_notes(show_notes(notes)) == notes


@given(st.dictionaries(CODES, WORDS))
def test_names_that_are_shown_are_read_again(names: dict[str, str]) -> None:
    assert read_names(show_names(names)) == names


@given(st.text(max_size=200))
def test_garbage_is_read_or_named_by_its_line(text: str) -> None:
    for read in (read_notes, read_names):
        said = "Line"
        try:
            read(text)
        except ValidationError as error:
            said = str(error)
        assert said.startswith("Line")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Egypt: ink", "Line 1: begin with"),
        ("EG: ink\n\nXQ: ink", "Line 3: begin with"),
        ("EG: ink\neg：ink", "Line 2: EG was named above"),
        ("EG:", "Line 1: begin with"),
    ],
)
def test_the_line_at_fault_is_named(text: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read_notes(text)
