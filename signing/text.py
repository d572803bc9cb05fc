"""What a certificate's texts, codes and numbers may look like: the field types of the content model.

A reader must see what was signed. So text is NFC, without control, direction and invisible characters, without blanks
at the ends of lines; decimals and dates are text of one form.
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from signing.errors import NumberError
from signing.number import is_public_number, parse_number

_FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Co"}
# Direction marks make text read otherwise than it is stored, and invisible characters let two texts look alike. The
# list is fixed, because a reader with another edition of Unicode must judge alike. Joiners (U+200C, U+200D) and
# variation selectors stay: Persian, Indic scripts and Japanese names need them.
FORBIDDEN_RANGES = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian selectors
    (0x200B, 0x200B),  # blank of no width
    (0x200E, 0x200F),  # direction marks
    (0x2028, 0x202E),  # line and paragraph separators, embeddings, overrides
    (0x2060, 0x206F),  # invisible operators, isolates
    (0x3164, 0x3164),  # Hangul filler
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # Hangul filler, half width
    (0xFFF9, 0xFFFB),  # interlinear annotation
    (0x1D173, 0x1D17A),  # musical format
    (0xE0000, 0xE007F),  # tags
)
_FORBIDDEN_CHARACTERS = frozenset(chr(code) for first, last in FORBIDDEN_RANGES for code in range(first, last + 1))


def _check_text(text: str, *, allowed: str) -> str:
    shown = text.replace(allowed, "") if allowed else text
    # Printable ASCII, which is most of the text of most certificates, breaks none of the rules of characters.
    if not (shown.isascii() and shown.isprintable()):
        for character in shown:
            if character in _FORBIDDEN_CHARACTERS or unicodedata.category(character) in _FORBIDDEN_CATEGORIES:
                raise ValueError(f"the character U+{ord(character):04X} is not allowed in a certificate")
        if not unicodedata.is_normalized("NFC", text):
            raise ValueError("text must be in Unicode normal form NFC")
    if any(line != line.strip() for line in text.split("\n")) or text.strip() != text:
        raise ValueError("lines must not begin or end with a blank")
    return text


def _check_line(text: str) -> str:
    return _check_text(text, allowed="")


def _check_lines(text: str) -> str:
    return _check_text(text, allowed="\n")


def _check_number(text: str) -> str:
    try:
        return parse_number(text).canonical
    except NumberError as error:
        raise ValueError(str(error)) from error


def _check_public_number(text: str) -> str:
    if not is_public_number(text):
        raise ValueError("a public number looks like TYO26-001234")
    return text


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_check_line)]
"""One line of text."""
Lines = Annotated[str, Field(min_length=1, max_length=1500), AfterValidator(_check_lines)]
"""Text whose lines are parted by U+000A."""
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
Decimal = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$")]
"""A decimal number as text."""
Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")]
"""A code of UN/ECE Rec. 20 or 21."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in lower-case hex."""
PublicNumber = Annotated[str, AfterValidator(_check_public_number)]
"""The part of a number that may be told to anyone, e.g. `TYO26-001234`."""
CanonicalNumber = Annotated[str, AfterValidator(_check_number)]
"""A certificate number in canonical form."""
