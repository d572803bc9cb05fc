"""The form of a certificate: a box with its lines, and the words that are the form's own.

The form's words are never translated in the certificate: they stand in the language of the certificate, as on the
paper. Beside a title stands what it means in the language of the reader.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from scanner.language import N_


class Look(Enum):
    """How a line is written."""

    PLAIN = "plain"
    STRONG = "strong"
    SMALL = "small"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a box; a long one is wrapped where it is shown, never cut.

    `value` is what of it the exporter or the chamber wrote; the rest are words of the form. Empty where the line is
    nothing that has to stand on the paper in these letters. `cell` is the line's place where several lines of goods
    stand in one box as the table that they are on the paper: which line of them, and which column.
    """

    text: str
    look: Look = Look.PLAIN
    value: str = ""
    cell: tuple[int, int] | None = None


class PartKind(StrEnum):
    """What a box is repeated for."""

    LINE = "line"
    PAGE = "page"


PART_WORDS: Final = {
    PartKind.LINE: N_("Line %(number)d of %(count)d"),
    PartKind.PAGE: N_("Page %(number)d of %(count)d"),
}
LINES_WORDS: Final = N_("Lines %(number)d to %(last)d of %(count)d")


@dataclass(frozen=True, slots=True)
class Part:
    """Which of several: a line of goods or some from `number` to `last`, a page of the certified document."""

    kind: PartKind
    number: int
    count: int
    last: int | None = None

    @property
    def words(self) -> str:
        """What it is called, in English and with places for `values`."""
        return PART_WORDS[self.kind] if self.last is None else LINES_WORDS

    @property
    def values(self) -> dict[str, int]:
        """What stands in the places of `words`."""
        return {"number": self.number, "last": self.last or self.number, "count": self.count}


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to compare.

    `number` is the box's on the paper, 0 where it has none. `title` is English; whoever shows it translates it.
    `picture` is the SHA-256 of a picture that belongs to it: a shipping mark, or a page of the certified document.
    """

    title: str
    lines: tuple[Line, ...]
    number: int = 0
    part: Part | None = None
    picture: str | None = None
