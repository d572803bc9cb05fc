"""What a client needs to verify a row for itself, where it asks for it: bounded, for one answer must not grow at will.

A scanner believes no verdict. It asks `{"checks": […], "evidence": true}` and gets beside each verdict the bytes that
`GET /api/v1/seals/…` would give, so that a stack of papers is one question and not a hundred.
"""

from dataclasses import dataclass

from reference_service.register_view import Answer

MAX_ROWS = 100
"""Rows of one answer that carry their evidence."""

MAX_BYTES = 4_000_000
"""Of all certificates in one answer, as they stand in the register; in base64 they take a third more."""


@dataclass
class Allowance:
    """What is left to be sent in one answer. The first row always fits: whoever asks again for the rest gets on."""

    rows: int = MAX_ROWS
    size: int = MAX_BYTES

    def take(self, answer: Answer) -> bool:
        """Tell whether this certificate can still be sent, and count it."""
        size = 0
        if answer.published is not None:
            stored = answer.published.stored
            size = len(stored.seal) + len(stored.content or b"") + sum(map(len, stored.records))
        if self.rows < 1 or (size > self.size and self.rows < MAX_ROWS):
            return False
        self.rows -= 1
        self.size -= size
        return True
