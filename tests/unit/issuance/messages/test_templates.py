"""Templates and their values: what does not match is found when a message is posted, not when it is sent."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.messages import LANGUAGES
from issuance.services.messages.posting import Template, TemplateError, clean_text, load_template

NAMES = sorted(
    {
        entry.name.split(".")[0]
        for entry in resources.files("issuance.messages").iterdir()
        if entry.name.endswith(".txt")
    }
)


@pytest.mark.parametrize("name", NAMES)
def test_every_message_says_the_same_in_every_language(name: str) -> None:
    """What one language names, the other names too: a value is never lost on half of the readers."""
    needed = {language: load_template(name, language).placeholders for language in LANGUAGES}
    assert len(set(needed.values())) == 1, needed


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({}, "missing values: name;"),
        ({"name": "x", "nmae": "y"}, "values without a place: nmae"),
        ({"nmae": "x"}, "missing values: name; values without a place: nmae"),
    ],
)
def test_values_must_match_the_placeholders(values: dict[str, str], complaint: str) -> None:
    with pytest.raises(TemplateError, match=complaint):
        Template("t", "To {name}", "Hello").render(values)


@pytest.mark.parametrize("name", ["absent", "../cli", "a.b", "", "A", "x" * 50])
def test_a_template_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(TemplateError, match=r"There is no message|is missing"):
        load_template(name, "en")


def test_a_language_without_templates_is_refused() -> None:
    with pytest.raises(TemplateError, match="There is no message"):
        load_template("board_notice", "fr")


def test_a_value_is_not_read_as_a_template() -> None:
    """A company that calls itself {link} gets neither a link nor an error."""
    rendered = Template("t", "{name}", "{name} {link}").render({"name": "{link}", "link": "https://x"})
    assert (rendered.subject, rendered.body) == ("{link}", "{link} https://x\n")


def test_a_subject_stays_one_line() -> None:
    rendered = Template("t", "For {name}", "x").render({"name": "A\r\nBcc: b@example.com\n\n"})
    assert rendered.subject == "For A Bcc: b@example.com"


def test_direction_cannot_be_turned_by_a_name() -> None:
    """Arabic stays as it is; characters that would make `exe.fdp` read as `pdf.exe` go."""
    assert clean_text("\u202efdp.exe شركة") == "fdp.exe شركة"


@given(st.text())
def test_nothing_that_controls_comes_through(text: str) -> None:
    clean = clean_text(text)
    assert not any(ord(c) < 32 and c != "\n" for c in clean)
    assert clean_text(clean) == clean
