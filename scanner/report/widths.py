"""Columns that stand straight in a terminal, also with Chinese, Japanese and Arabic names."""

import unicodedata


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: two for wide characters, none for marks over others."""
    return sum(_width(character) for character in text)


def padded(text: str, width: int) -> str:
    """Return the text with blanks behind it, up to `width` cells; a longer one stays whole."""
    return text + " " * max(0, width - cells(text))


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
