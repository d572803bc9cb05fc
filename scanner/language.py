"""The six languages in which the scanner speaks, and the one that it speaks now.

English is the language in which the texts stand in the code; each other language has a catalogue
`translations/<code>/LC_MESSAGES/messages.po`, which is read as it is (docs/adr/0012). A program for one person speaks
one language at a time: the command line chooses it once (`use`), and all else asks `_`.

`_` translates now. `N_` only marks a text of a table, which is made before the language is chosen; whoever shows it
gives it to `_`.
"""

import datetime as dt
import functools
import gettext
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

CATALOGUES: Final = Path(__file__).parent / "translations"

LOCALES: Final = {"en": "en_GB", "ja": "ja", "zh": "zh_Hans", "es": "es", "fr": "fr", "ar": "ar"}
"""The languages by code, each with the CLDR locale that writes its dates."""

ENGLISH: Final = "en"
VARIABLE: Final = "SCANNER_LANGUAGE"

_current = ENGLISH


def use(code: str) -> None:
    """Speak this language from now on; `code` is a key of `LOCALES`."""
    global _current
    _current = {known: known for known in LOCALES}[code]


def current() -> str:
    """Return the code of the language that is spoken now."""
    return _current


def is_right_to_left() -> bool:
    """Tell whether the language that is spoken now runs from right to left."""
    return _current == "ar"


def preferred(environment: Mapping[str, str]) -> str:
    """Return the language that the environment asks for; English where it asks for none that there is.

    `SCANNER_LANGUAGE` comes first, then the variables of gettext in their order: LANGUAGE (a list), LC_ALL,
    LC_MESSAGES, LANG.
    """
    for name in (VARIABLE, "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wish in environment.get(name, "").split(":"):
            code = wish.replace("-", "_").partition("_")[0].partition(".")[0].lower()
            if code in LOCALES:
                return code
    return ENGLISH


def _(text: str, /, **values: object) -> str:
    """Return the text in the language that is spoken now, its `%(name)s` filled with `values`."""
    said = _catalogue(_current).gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form that the language has for this count."""
    return _catalogue(_current).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802  the name by which gettext's tools know it
    """Mark a text that is translated where it is shown."""
    return text


class Sentence(str):
    """A sentence in English, as JSON and CSV have it, that can be said in the other languages as well: see `shown`.

    It travels as `detail` through `signing`, which knows no languages.
    """

    _text: str
    _values: dict[str, object]

    def __new__(cls, text: str, values: Mapping[str, object]) -> Self:
        """Fill the values into the English text."""
        made = super().__new__(cls, text % values if values else text)
        made._text, made._values = text, dict(values)
        return made

    def translated(self) -> str:
        """Return it in the language that is spoken now."""
        return _(self._text, **self._values)


def sentence(text: str, **values: object) -> Sentence:
    """Return the sentence `text`, marked with `N_`, with its named values."""
    return Sentence(text, values)


def shown(text: str) -> str:
    """Return a text as a person is to read it: a `Sentence` in the language that is spoken now."""
    return text.translated() if isinstance(text, Sentence) else text


def said_in(code: str, text: str) -> str:
    """Return the text in a certain language: that of a certificate, whose words are never translated for the reader."""
    return _catalogue(code).gettext(text)


def day_text(day: dt.date, code: str | None = None) -> str:
    """Return `20 November 2026`, as the language that is spoken now writes it, or the one with this code."""
    from babel.dates import format_date

    return format_date(day, "long", locale=LOCALES[code or _current])


@functools.cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == ENGLISH:
        return gettext.NullTranslations()
    # Imported here: `scanner --help` in English needs none of it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (CATALOGUES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=LOCALES[code], abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
