"""The one error of the paper: every message names what was got, what was expected and what to do."""

from issuance.errors import IssuanceError


class PaperError(IssuanceError):
    """A certificate cannot be put on paper: a missing glyph, font or picture, an unfit QR text, a broken image."""
