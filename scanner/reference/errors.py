"""Why there is no usable answer. Inside this room alone: outside it is a `NoAnswer` with the same sentence."""

from scanner.errors import ScannerError
from scanner.language import Sentence


class UnusableError(ScannerError):
    """No answer that could be read; the text is the sentence for the person."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


class SilentError(UnusableError):
    """No answer in the time that there is, or nobody at the address: it is not asked again for a while."""


class BrokenOffError(UnusableError):
    """The connection broke off: worth another attempt."""


class NobodyThereError(BrokenOffError):
    """No connection at all: worth another attempt, but not one for every document."""
