"""The office's two languages, and the words of the one that is spoken now.

    from issuance.language import _, N_, ngettext

    raise RefusedError(_("The number %(number)s is not a corporate number.", number=typed))
    LABELS = {State.ACTIVE: N_("active")}          # marked here, said with _(LABELS[state])

`_` is for pages, forms, services and messages alike: which language is spoken says `speaking`, which the web's edge
calls for each request and a job for each message. Outside of both it is English, the language of the sources.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from markupsafe import Markup, escape

from look.languages import Language

CATALOGUES = Path(__file__).parent / "translations"

ENGLISH = Language("en", "en", "English", "en_GB")
JAPANESE = Language("ja", "ja", "日本語", "ja", ("year", "month", "day"), " ", catalogues=CATALOGUES)
LANGUAGES = {language.code: language for language in (JAPANESE, ENGLISH)}
"""By code, in the order in which pages offer them."""

_spoken: ContextVar[Language] = ContextVar("spoken language", default=ENGLISH)


def spoken_language() -> Language:
    """Return the language that is spoken now."""
    return _spoken.get()


def day_text(day: dt.date) -> str:
    """Return a calendar date as the language that is spoken writes it: `22 November 2026`, `2026年11月22日`."""
    return _spoken.get().day_text(day)


def month_text(day: dt.date) -> str:
    """Return the month of a day as the language that is spoken writes it: `November 2026`, `2026年11月`."""
    return _spoken.get().month_text(day)


def speak(language: Language) -> None:
    """Speak a language from here on, in this thread of work: for the edge, which sets it anew for each request."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language | str) -> Iterator[None]:
    """Speak a language, given itself or by its code, within a block."""
    token = _spoken.set(LANGUAGES[language] if isinstance(language, str) else language)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(text: str, /, **values: object) -> str:
    """Return a text in the language that is spoken, `%(name)s` in it replaced by the value `name`.

    What is markup among the values stays markup, and makes the whole text markup whose other parts are escaped.
    """
    # The catalogue keeps its own head under the empty text.
    return _filled(_spoken.get().translations.gettext(text) if text else "", values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the text that suits a number of things; `%(count)s` is the number."""
    return _filled(_spoken.get().translations.ngettext(one, many, count), {"count": count, **values})


def N_(text: str) -> str:  # noqa: N802  # the name that gettext's tools look for
    """Mark a text for translation and return it as it is: `_` says it later."""
    return text


def _filled(text: str, values: dict[str, object]) -> str:
    if not values:
        return text
    if any(hasattr(value, "__html__") for value in values.values()):
        return Markup("{}").format(escape(text) % values)
    return text % values
