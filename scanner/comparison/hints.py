"""Values of the certificate that a file's own text lacks: hints for the eye, never a verdict.

The text of a PDF says what a program finds in it, and not what a person sees: it can stand behind a picture, be white
on white, or come from a clumsy reading of a scan. So a value that is not found asks for a closer look, and one that is
found proves nothing: a box without a hint is not the same for that.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scanner.comparison.comparison import Comparison
from scanner.language import N_

NOT_FOUND: Final = N_("not found in the file's text: look closely")

# Dashes of every kind and the minus sign; the apostrophes and blanks that group digits go with them.
_IGNORED: Final = frozenset("'\u2019\u2212\u00ad")


@dataclass(frozen=True, slots=True)
class Hint:
    """A certified value that was not found: `comparison.boxes[box].lines[line]`, and which part of it."""

    box: int
    line: int
    text: str


def differences(comparison: Comparison, words: str) -> list[Hint]:
    """Return a hint for each certified line that the text `words` of the file's pages does not hold.

    Nothing is hinted at where the text does not even hold the certificate's number: it is then no text of this
    certificate, as the few words that a scanning program leaves in a picture, and would only cry wolf.
    """
    there = normalised(words)
    if normalised(comparison.number) not in there:
        return []
    return [
        Hint(box_index, line_index, part)
        for box_index, box in enumerate(comparison.boxes)
        for line_index, line in enumerate(box.lines)
        for part in _parts(line.value)
        if normalised(part) not in there
    ]


def normalised(text: str) -> str:
    """Return the text without what printing changes: width and form of letters, case, blanks, hyphens."""
    kept = "".join(character for character in unicodedata.normalize("NFKC", text) if not _is_ignored(character))
    # Folding the case can bring letters together that NFKC then joins, so it comes before a second round.
    return unicodedata.normalize("NFKC", kept.casefold())


def _is_ignored(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Pd", "Cf", "Cc") or character in _IGNORED


def _parts(value: str) -> Iterator[str]:
    """Yield the lines of a certified value: between them a page may set what it likes."""
    yield from (part for part in value.split("\n") if normalised(part))
