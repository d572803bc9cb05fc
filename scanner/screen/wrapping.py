"""Where a line of text may break, so that every letter of it is shown: wrapped and never cut.

A mark stays with its letter, and what closes stays with what it closes.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from scanner.screen import typeface

_NEVER_FIRST: Final = frozenset("、。，．・：；？！）」』】〕〉》”’,.;:?!)]}»%")
"""What may not begin a line: it stays with what it closes."""


@lru_cache(maxsize=4096)
def wrapped(text: str, size: int, room: int, *, bold: bool = False) -> tuple[str, ...]:
    """Return the text as lines of at most `room` pixels; a word wider than that is broken between its letters.

    `size` is the font size in pixels. Lines break at blanks and hyphens; Chinese, Japanese and Thai between letters.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrap(paragraph, size, room, bold=bold))
    return tuple(lines)


def _wrap(paragraph: str, size: int, room: int, *, bold: bool) -> Iterator[str]:
    line = ""
    for piece in _pieces(paragraph):
        if not line or _fits(line + piece, size, room, bold=bold):
            line += piece
        else:
            yield line.rstrip()
            line = piece
        while not _fits(line, size, room, bold=bold):
            head = _head_that_fits(line, size, room, bold=bold)
            yield head.rstrip()
            line = line[len(head) :]
    yield line.rstrip()


def _fits(text: str, size: int, room: int, *, bold: bool) -> bool:
    return typeface.width(text.rstrip(), size, bold=bold) <= room


def _head_that_fits(word: str, size: int, room: int, *, bold: bool) -> str:
    """Return as much of a word as there is room for, at least one letter with its marks."""
    letters = list(clusters(word))
    low, high = 1, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits("".join(letters[:middle]), size, room, bold=bold):
            low = middle
        else:
            high = middle - 1
    return "".join(letters[:low])


def _pieces(paragraph: str) -> Iterator[str]:
    """Split where a line may break: after blanks and hyphens, and between letters of scripts that write no blanks."""
    piece = ""
    for cluster in clusters(paragraph):
        breaks = piece and (
            (piece[-1].isspace() and piece[-1] != "\u00a0" and piece[-1] != "\u202f" and not cluster.isspace())
            or (piece[-1] in "-\u2010\u2013" and cluster[0].isalpha())
            or (_writes_no_blanks(cluster) or _writes_no_blanks(piece[-1]))
        )
        if breaks and cluster[0] not in _NEVER_FIRST:
            yield piece
            piece = ""
        piece += cluster
    if piece:
        yield piece


_NO_BLANKS: Final = ((0x0E00, 0x0E7F), (0x2E80, 0xA4CF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""Thai, and the blocks of Chinese and Japanese."""


def _writes_no_blanks(text: str) -> bool:
    return any(first <= ord(text[0]) <= last for first, last in _NO_BLANKS)


def clusters(text: str) -> Iterator[str]:
    """Yield the letters of a text, each with the marks that belong to it."""
    cluster = ""
    for character in text:
        joins = unicodedata.category(character).startswith("M") or character in "\u200c\u200d"
        if cluster and not joins and not cluster.endswith("\u200d"):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster
