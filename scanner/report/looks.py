"""How each kind of answer looks in a list and on a page: word, sign and colour say the same.

In force alone is an open task, white and navy: a genuine code on altered paper is the standard fraud. Green is only for
a paper or file that was compared, by its bytes or by a person.
"""

from typing import Final

from scanner.language import N_, _
from scanner.screen.finding import Kind, kind_of
from scanner.words import PAPER_DIFFERS
from signing.result import Paper, Verdict, VerificationResult

WORDS: Final = {
    Kind.INVALID: N_("INVALID"),
    Kind.INDETERMINATE: N_("CANNOT TELL"),
    Kind.COMPARE: N_("NOW COMPARE"),
    Kind.CONFIRMED: N_("VALID"),
}
"""What stands first on a line."""

SIGNS: Final = {Kind.INVALID: "✕", Kind.INDETERMINATE: "?", Kind.COMPARE: "≡", Kind.CONFIRMED: "✓"}

CLASSES: Final = {
    Kind.INVALID: "invalid",
    Kind.INDETERMINATE: "indeterminate",
    Kind.COMPARE: "compare",
    Kind.CONFIRMED: "valid",
}
"""The classes in `report.css`."""


def word_of(result: VerificationResult) -> str:
    """Return the word of one result, translated: a paper that differs is not an invalid certificate, nor better."""
    if result.verdict is Verdict.VALID and result.paper is Paper.DIFFERS:
        return _(PAPER_DIFFERS)
    return _(WORDS[kind_of(result)])
