"""Texts that a chamber writes itself, in both languages of the office."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from issuance.language import _
from signing.text import FORBIDDEN_RANGES

LINE_LENGTH = 200
TEXT_LENGTH = 4000

_FORBIDDEN = frozenset(chr(code) for first, last in FORBIDDEN_RANGES for code in range(first, last + 1))


def clean_text(text: str) -> str:
    """Return text in NFC, its line ends as U+000A, without blanks around; refuse what cannot be seen."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for character in normal:
        if character != "\n" and (character in _FORBIDDEN or unicodedata.category(character) in ("Cc", "Cs", "Co")):
            raise ValueError(
                _("the character %(character)s cannot be seen: leave it out", character=f"U+{ord(character):04X}")
            )
    return normal


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError(_("this is one line: leave the line breaks out"))
    return text


CleanLine = Annotated[str, Field(max_length=LINE_LENGTH), AfterValidator(clean_text), AfterValidator(_one_line)]
"""One line, maybe empty."""

CleanText = Annotated[str, Field(max_length=TEXT_LENGTH), AfterValidator(clean_text)]
"""Lines, maybe none."""


class Bilingual(BaseModel):
    """A text in Japanese and English; where one of them is empty, the other one stands in for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ja: CleanText = ""
    en: CleanText = ""

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)

    def text(self, language: str) -> str:
        """Return the text in `ja` or `en`."""
        return (self.ja or self.en) if language == "ja" else (self.en or self.ja)
