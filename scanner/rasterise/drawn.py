"""The two values that leave a renderer: a drawn page, or the reason why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page as pixels: rows from the top, each `width` x 3 bytes in the order blue, green, red."""

    number: int
    """Page number from 1; 0 where the file holds a single picture."""

    width: int
    height: int
    rows: Iterable[bytes | memoryview]
    """The pixels in pieces that together make height x width x 3 bytes."""


class UnreadableError(Exception):
    """The file cannot be drawn; the text continues a sentence that begins with the file's name."""
