"""What people type and paste, made into what a certificate can hold, without ever changing what it means.

Full-width letters and digits become plain ones, tabs and other blanks become blanks, and invisible litter of copying is
dropped. What could mean two things is refused, never guessed.
"""

import re
import unicodedata
from enum import StrEnum

from signing.text import FORBIDDEN_RANGES

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys((0x09, 0x0B, 0x0C, 0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)), " ")
_LITTER = dict.fromkeys((0xAD, 0x200B, 0xFEFF))
"""Soft hyphen, blank of no width, byte order mark: word processors leave them, and nobody sees them."""
_CLEANED = {**_FULL_WIDTH, **_BLANKS, **_LITTER}
_FORBIDDEN = frozenset(chr(code) for first, last in FORBIDDEN_RANGES for code in range(first, last + 1))

_NUMBER = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[, '’])[0-9]{3})(?:(?P=mark)[0-9]{3})*|[0-9]*)(?:\.(?P<part>[0-9]+))?"
)
_MEASURE = re.compile(r"(?P<number>[0-9., '’]*[0-9])\s*(?P<unit>\D.*)?")
_MOST_WHOLE = 15
_MOST_PART = 6


class NumberProblem(StrEnum):
    """What can be wrong with a number."""

    NOT_A_NUMBER = "not a number"
    NEGATIVE = "negative"
    COMMA = "comma"
    """A comma that parts no thousands: `1,5` or `1.234,5`."""
    TOO_LONG = "too long"


class NumberError(ValueError):
    """A number that cannot be read."""

    def __init__(self, problem: NumberProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def clean_line(typed: str) -> str:
    """Return text as one line: line breaks and runs of blanks become one blank."""
    return " ".join(_cleaned(typed).split())


def clean_lines(typed: str) -> str:
    """Return text with its lines kept, each without blanks at its ends, without empty lines before and after."""
    text = _cleaned(typed.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def forbidden_character(text: str) -> str | None:
    """Return the first character that a certificate must not hold (controls, directions, invisible ones)."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return None
    for character in text.replace("\n", ""):
        if character in _FORBIDDEN or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
            return character
    return None


def shown(character: str) -> str:
    """Return how a character is named in a sentence: itself with its code, the code alone where nobody could see it."""
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if character.isprintable() and character not in _FORBIDDEN else code


def read_decimal(typed: str) -> str:
    """Return a number as content holds it (`1234.50`); raise :class:`NumberError`.

    A comma, an apostrophe or a blank may part thousands, a point parts the decimals. Zeros at the end are kept.
    """
    text = clean_line(unicodedata.normalize("NFKC", typed))
    if text.startswith(("-", "−", "▲", "△")):
        raise NumberError(NumberProblem.NEGATIVE)
    match = _NUMBER.fullmatch(text)
    if match is None or not (match["whole"] or match["part"]):
        comma = "," in text and text.replace(",", "").replace(".", "").isdecimal()
        raise NumberError(NumberProblem.COMMA if comma else NumberProblem.NOT_A_NUMBER)
    whole = re.sub(r"[^0-9]", "", match["whole"]).lstrip("0") or "0"
    part = match["part"]
    if len(whole) > _MOST_WHOLE or len(part or "") > _MOST_PART:
        raise NumberError(NumberProblem.TOO_LONG)
    return f"{whole}.{part}" if part else whole


def split_measure(typed: str) -> tuple[str, str]:
    """Part what was typed into its number and the unit behind it, either of them maybe ''."""
    text = clean_line(unicodedata.normalize("NFKC", typed))
    match = _MEASURE.fullmatch(text)
    return (match["number"].strip(), (match["unit"] or "").strip()) if match else (text, "")


def _cleaned(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_CLEANED))
