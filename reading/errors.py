"""What keeps a file from being read, as a stable code and as the rest of a sentence."""

from enum import StrEnum


class Obstacle(StrEnum):
    """Why a file, or the rest of it, is not read; stable codes for those who have words of their own for them."""

    UNKNOWN_KIND = "unknown_kind"
    """Neither a PDF nor a picture that is opened here."""

    PHONE_FORMAT = "phone_format"
    """HEIC or AVIF, and what reads them is not installed or not used."""

    LOCKED = "locked"
    """A PDF with a password."""

    DAMAGED = "damaged"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_CODES = "too_many_codes"

    PAGE_TOO_SLOW = "page_too_slow"
    FILE_TOO_SLOW = "file_too_slow"

    STOPPED = "stopped"
    """The process that read it ended: too much memory, or damage that the libraries do not bear."""

    MISSING_LIBRARY = "missing_library"


class ReadingError(Exception):
    """Base of all errors of this room."""


class UnreadableError(ReadingError):
    """The file, or the rest of it, cannot be read. The text continues a sentence that begins with the file's name."""

    def __init__(self, obstacle: Obstacle, rest_of_sentence: str) -> None:
        super().__init__(rest_of_sentence)
        self.obstacle = obstacle


def confused() -> UnreadableError:
    """Return the error for a worker that says what it should not."""
    return UnreadableError(Obstacle.STOPPED, "confused the process that reads it; do not trust this file")
