"""The six languages of the pages: their names, directions, dates and catalogues. Nothing here knows of a request.

English is the language in which the texts stand in the templates and in `messages.py`; each other language has a
catalogue `translations/<code>/LC_MESSAGES/messages.po`, which is read as it is (docs/adr/0012).
"""

import datetime as dt
import functools
import gettext
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / "translations"

DatePart = Literal["day", "month", "year"]


@dataclass(frozen=True)
class Language:
    """A language of the pages.

    `code` stands in `?lang=`, `tag` in the `lang` attribute (BCP 47), `name` is what its speakers call it. `locale` is
    the CLDR locale that writes its dates. `date_order` is the order in which its readers expect the boxes of a date,
    `date_comma` what stands between a day and a time.
    """

    code: str
    tag: str
    name: str
    locale: str
    date_order: tuple[DatePart, DatePart, DatePart] = ("day", "month", "year")
    date_comma: str = ", "

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`: the value of the `dir` attribute."""
        return Locale.parse(self.locale).text_direction

    def day_text(self, day: dt.date) -> str:
        """Return `20 November 2026`, as this language writes it."""
        return format_date(day, "long", locale=self.locale)

    @property
    def translations(self) -> gettext.NullTranslations:
        """The catalogue; for English the texts themselves."""
        return _catalogue(self.code)


ENGLISH = Language("en", "en", "English", "en_GB")
LANGUAGES = {
    language.code: language
    for language in (
        ENGLISH,
        Language("ja", "ja", "日本語", "ja", ("year", "month", "day"), " "),
        Language("zh", "zh-Hans", "简体中文", "zh_Hans", ("year", "month", "day"), " "),
        Language("es", "es", "Español", "es"),
        Language("fr", "fr", "Français", "fr"),
        Language("ar", "ar", "العربية", "ar", date_comma="، "),
    )
}
"""By code, in the order in which pages offer them."""


def catalogue_path(code: str) -> Path:
    """Return where the catalogue of a language lies."""
    return CATALOGUES / code / "LC_MESSAGES" / "messages.po"


@functools.cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == ENGLISH.code:
        return gettext.NullTranslations()
    with catalogue_path(code).open("rb") as file:
        catalogue = read_po(file, locale=LANGUAGES[code].locale, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
