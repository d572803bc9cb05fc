"""The words of the language that is spoken: texts, values, figures, and what is markup among them."""

import threading

import pytest
from markupsafe import Markup

from issuance.language import ENGLISH, JAPANESE, N_, _, ngettext, speak, speaking, spoken_language


def test_outside_of_a_request_english_is_spoken() -> None:
    assert spoken_language() is ENGLISH
    assert _("Sign in") == "Sign in"


def test_a_block_speaks_its_language_and_leaves_the_one_before() -> None:
    with speaking("ja"):
        assert spoken_language() is JAPANESE
        with speaking(ENGLISH):
            assert spoken_language() is ENGLISH
        assert spoken_language() is JAPANESE
    assert spoken_language() is ENGLISH


def test_each_thread_speaks_for_itself() -> None:
    """One worker answers people of both languages at the same time."""
    heard = []

    def answer() -> None:
        heard.append(spoken_language())
        speak(JAPANESE)
        heard.append(spoken_language())

    thread = threading.Thread(target=answer)
    thread.start()
    thread.join()
    assert heard == [ENGLISH, JAPANESE]
    assert spoken_language() is ENGLISH


@pytest.mark.parametrize("text", ["", "100%", "100 % of %(it)s", "<b>"])
def test_a_text_without_values_stays_as_it_is(text: str) -> None:
    """So that what was translated already, or comes from a chamber, may go through once more."""
    for language in ("en", "ja"):
        with speaking(language):
            assert _(text) == text


def test_values_stand_where_they_are_named() -> None:
    assert _("%(count)s of %(all)s", count=3, all=7) == "3 of 7"
    assert ngettext("%(count)s day", "%(count)s days", 1) == "1 day"
    assert ngettext("%(count)s day of %(all)s", "%(count)s days of %(all)s", 2, all=9) == "2 days of 9"


def test_what_is_no_markup_is_escaped_beside_what_is() -> None:
    said = _("<%(name)s> of %(link)s", name="<script>", link=Markup("<a>x</a>"))
    assert isinstance(said, Markup)
    assert said == "&lt;&lt;script&gt;&gt; of <a>x</a>"


def test_a_text_without_markup_is_no_markup() -> None:
    """Templates escape it then, whatever a person has typed into a value."""
    assert not isinstance(_("%(name)s", name="<script>"), Markup)


def test_marking_changes_nothing() -> None:
    assert N_("active") == "active"
