"""What the camera and the counter show of a text that was checked: one word, one colour, a few lines."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from signing.result import Paper, Verdict, VerificationResult


class Kind(Enum):
    """The four kinds of finding; each has its own word, colour, icon and sound.

    The values stand in the JSON lines of `scanner camera --headless`.
    """

    COMPARE = "valid"
    """The registered certificate is in force; of the paper nothing is known. Never green."""

    CONFIRMED = "confirmed"
    """In force, and the paper says the same: a person has compared it."""

    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


def kind_of(result: VerificationResult) -> Kind:
    """Return the kind of a result: green is for a paper that is known to say the same, and for nothing else."""
    if result.verdict is Verdict.INVALID:
        return Kind.INVALID
    if result.verdict is Verdict.INDETERMINATE:
        return Kind.INDETERMINATE
    # A paper that says something else stops like a forgery, whatever holds of its certificate.
    if result.paper is Paper.DIFFERS:
        return Kind.INVALID
    return Kind.CONFIRMED if result.paper.is_same else Kind.COMPARE


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict in the words of the screen."""

    kind: Kind
    word: str
    """The outcome in a few words, for instance `In force: now compare`."""

    lines: tuple[str, ...] = ()
    """What a person compares next, the most telling first: number, date, chamber, as-of time."""

    step: str = ""
    """What the person does next."""

    result: VerificationResult | None = field(default=None, compare=False)
    """What the finding was made from; None where there was no result, for instance when a check failed."""


Verifier = Callable[[str], Finding]
"""Checks the text of a code. It may take seconds: it is called outside the frame loop. It may raise
`ScannerError`, which is shown as an indeterminate finding."""
