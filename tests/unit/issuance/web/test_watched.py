"""The watch list as lines: read as it is shown, and what cannot be read is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wtforms.validators import ValidationError

from issuance.domain.settings import ChamberSettings
from issuance.domain.texts import Bilingual
from issuance.web.forms.administration.country_lines import read_notes
from issuance.web.forms.administration.watched import show_watched

NAMES = Bilingual(ja="見本")
words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)


def test_both_languages_or_one() -> None:
    found = read_notes("kp: 輸出規制の対象です。 / Export controls apply.\n\nDE：確認する\n")
    assert found == {
        "KP": Bilingual(ja="輸出規制の対象です。", en="Export controls apply."),
        "DE": Bilingual(ja="確認する"),
    }


@given(st.dictionaries(st.sampled_from(["KP", "DE", "US"]), st.builds(Bilingual, ja=words, en=st.just("") | words)))
def test_what_is_shown_is_read_as_it_was(watched: dict[str, Bilingual]) -> None:
    shown = show_watched(ChamberSettings(names=NAMES, watched=watched))
    assert read_notes(str(shown["lines"])) == watched


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Germany: note", "Line 1"),
        ("DE note", "Line 1"),
        ("DE: a\nXX: b", "Line 2"),
        ("DE: a\nde: b", "Line 2: DE was named"),
        ("DE: " + "x" * 201, "at most"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        read_notes(text)


@given(st.text())
def test_garbage_is_refused_or_read(text: str) -> None:
    try:
        found = read_notes(text)
    except ValidationError:
        return
    assert all(len(code) == 2 for code in found)
