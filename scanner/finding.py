"""What the camera shows of a text that was checked: one word, one colour, a few lines."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from scanner.decode.zxing import Code


class Kind(Enum):
    """The three kinds of verdict; each has its own colour and its own icon."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict in the words of the overlay."""

    kind: Kind
    word: str
    """The outcome in a few words, for instance `In force: now compare`."""

    lines: tuple[str, ...] = ()
    """What a person compares next, the most telling first: number, date, chamber, as-of time."""


@dataclass(frozen=True, slots=True)
class InView:
    """A code before the camera, and what is known of it."""

    code: Code
    finding: Finding | None
    """None while it is still being checked."""

    located: bool
    """Whether the corners of the code still tell where it is."""


Verifier = Callable[[str], Finding]
"""Checks the text of a code. It may take seconds: it is called outside the frame loop. It may raise
`ScannerError`, which is shown as an indeterminate finding."""
