"""The six languages of the pages, and which of them suits a reader.

English is the language in which the texts stand in the templates and in `messages.py`; each other language has a
catalogue below `translations/` (docs/adr/0012).
"""

import functools
from pathlib import Path

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from look.languages import Language

CATALOGUES = Path(__file__).parent / "translations"

ENGLISH = Language("en", "en", "English", "en_GB")
LANGUAGES = {
    language.code: language
    for language in (
        ENGLISH,
        Language("ja", "ja", "日本語", "ja", ("year", "month", "day"), " ", catalogues=CATALOGUES),
        Language("zh", "zh-Hans", "简体中文", "zh_Hans", ("year", "month", "day"), " ", catalogues=CATALOGUES),
        Language("es", "es", "Español", "es", catalogues=CATALOGUES),
        Language("fr", "fr", "Français", "fr", catalogues=CATALOGUES),
        Language("ar", "ar", "العربية", "ar", date_comma="، ", catalogues=CATALOGUES),
    )
}
"""By code, in the order in which pages offer them."""


def accepted_language(header: str) -> Language:
    """Return the language that suits an `Accept-Language` header best; English where none does."""
    if len(header) > _LONGEST_READ:
        # Up to the last language that is whole.
        header = header[:_LONGEST_READ].rpartition(",")[0]
    return _accepted_language(header)


_LONGEST_READ = 200
"""Browsers send less. Of a longer header the rest is left unread: comparing thousands of languages takes as long as a
hundred answers, and what is remembered stays small."""


@functools.lru_cache(maxsize=1000)
def _accepted_language(header: str) -> Language:
    accepted = parse_accept_header(header, LanguageAccept)
    return LANGUAGES[accepted.best_match(list(LANGUAGES), default=ENGLISH.code)]
