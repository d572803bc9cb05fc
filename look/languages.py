"""A language of pages: its names, direction, dates and catalogue. Nothing here knows of a request.

English is the language in which texts stand in the sources; each other language has a catalogue
`<folder>/<code>/LC_MESSAGES/messages.po`, which is read as it is (docs/adr/0012).
"""

import datetime as dt
import functools
import gettext
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DatePart = Literal["day", "month", "year"]


@dataclass(frozen=True)
class Language:
    """A language of the pages.

    `code` stands in `?lang=`, `tag` in the `lang` attribute (BCP 47), `name` is what its speakers call it. `locale` is
    the CLDR locale that writes its dates. `catalogues` is the folder with the package's catalogues, None for the
    language of the sources. `date_order` is the order in which its readers expect the boxes of a date, `date_comma`
    what stands between a day and a time.
    """

    code: str
    tag: str
    name: str
    locale: str
    date_order: tuple[DatePart, DatePart, DatePart] = ("day", "month", "year")
    date_comma: str = ", "
    catalogues: Path | None = None

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`: the value of the `dir` attribute."""
        return Locale.parse(self.locale).text_direction

    def day_text(self, day: dt.date) -> str:
        """Return `20 November 2026`, as this language writes it."""
        return _day_text(day, self.locale)

    def month_text(self, day: dt.date) -> str:
        """Return the month of a day: `November 2026`, as this language writes it."""
        return format_skeleton("yMMMM", day, locale=self.locale)

    @property
    def translations(self) -> gettext.NullTranslations:
        """The catalogue; for the language of the sources the texts themselves."""
        if self.catalogues is None:
            return _UNTRANSLATED
        return _catalogue(catalogue_path(self.catalogues, self.code), self.locale)


def catalogue_path(folder: Path, code: str) -> Path:
    """Return where the catalogue of a language lies in a folder of catalogues."""
    return folder / code / "LC_MESSAGES" / "messages.po"


_UNTRANSLATED = gettext.NullTranslations()


@functools.lru_cache(maxsize=1000)
def _day_text(day: dt.date, locale: str) -> str:
    return format_date(day, "long", locale=locale)


@functools.cache
def _catalogue(path: Path, locale: str) -> gettext.NullTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
