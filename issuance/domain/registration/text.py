"""What people may write into a registration: lines that a clerk reads as they are stored.

Text is kept as it was typed (full width stays full width) but for its normal form (NFC) and blanks at its ends. Control
characters, marks that turn the direction of reading and invisible characters are refused: two names that look alike
must be alike. Each function takes a limit in characters and returns the check of a field, which raises `ValueError`
with a sentence for the person.
"""

import unicodedata
from collections.abc import Callable

from issuance.language import _
from signing.text import FORBIDDEN_RANGES

Check = Callable[[object], str]

_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
_VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Variation selectors choose among the forms of a Japanese name's character; they stay."""
_REPLACEMENT = "\ufffd"
"""Stands where the browser sent bytes that are no text."""
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_KANA_SIGNS = frozenset("ー・ 　.,&-()0123456789")


def line(limit: int) -> Check:
    """Return the check of one line in any script."""
    return lambda value: _line(value, limit)


def japanese(limit: int) -> Check:
    """Return the check of one line that a Japanese reader can read: Japanese writing, Latin letters, digits, signs."""

    def check(value: object) -> str:
        text = _line(value, limit)
        for character in text:
            if unicodedata.category(character).startswith("L") and not _is_japanese_or_latin(character):
                raise ValueError(
                    _(
                        "Write this as it stands in Japanese: %(character)s belongs to another script.",
                        character=character,
                    )
                )
        return text

    return check


def kana(limit: int) -> Check:
    """Return the check of a reading, which is kept in full-width katakana so that lists sort it rightly."""

    def check(value: object) -> str:
        text = unicodedata.normalize("NFKC", _line(value, limit)).translate(_HIRAGANA_TO_KATAKANA)
        for character in text:
            if character not in _KANA_SIGNS and not unicodedata.name(character, "").startswith("KATAKANA"):
                raise ValueError(
                    _("Write the reading in kana alone: %(character)s is none.", character=_shown(character))
                )
        return text

    return check


def latin(limit: int) -> Check:
    """Return the check of one line in Latin letters, as the certificate prints it."""

    def check(value: object) -> str:
        text = _line(value, limit)
        for character in text:
            if not (character.isascii() or unicodedata.name(character, "").startswith("LATIN ")):
                raise ValueError(
                    _(
                        "Write this in Latin letters, as it stands in print: %(character)s is none.",
                        character=_shown(character),
                    )
                )
        if not any(character.isalpha() for character in text):
            raise ValueError(_("Write this in Latin letters, as it stands in print."))
        return text

    return check


def _line(value: object, limit: int) -> str:
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
    if not text:
        raise ValueError(_("Fill this in."))
    if len(text) > limit:
        raise ValueError(
            _("Write %(limit)s characters at most: these are %(count)s.", limit=limit, count=f"{len(text):,}")
        )
    for character in text:
        if _is_forbidden(character):
            raise ValueError(
                _(
                    "Write this on one line without invisible characters: %(character)s is one.",
                    character=_shown(character),
                )
            )
    return text


def _is_forbidden(character: str) -> bool:
    code = ord(character)
    if character in _JOINERS or any(code in block for block in _VARIATIONS):
        return False
    return (
        character == _REPLACEMENT
        or unicodedata.category(character) in _FORBIDDEN_CATEGORIES
        or any(first <= code <= last for first, last in FORBIDDEN_RANGES)
    )


def _is_japanese_or_latin(character: str) -> bool:
    name = unicodedata.name(character, "")
    scripts = ("CJK ", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "FULLWIDTH", "LATIN ", "IDEOGRAPHIC")
    return character == "ー" or character.isascii() or name.startswith(scripts)


def _shown(character: str) -> str:
    return character if character.isprintable() and character != _REPLACEMENT else f"U+{ord(character):04X}"
