"""What keeps a file from being read, as a sentence in the language that is spoken now.

The reading room speaks of obstacles by codes that stay, and adds an English half-sentence for whoever has no words of
his own; the scanner has some.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from reading.errors import Obstacle, UnreadableError
from reading.limits import Limits
from scanner.language import ENGLISH, N_, Sentence, _, current

SENTENCES: Final = {
    Obstacle.UNKNOWN_KIND: N_("%(file)s is not a file that can be read here; give a PDF, JPEG, PNG, TIFF or WebP file"),
    Obstacle.PHONE_FORMAT: N_("%(file)s is a HEIC or AVIF photograph; save it as JPEG and try again"),
    Obstacle.LOCKED: N_("%(file)s is locked with a password; save it without one and try again"),
    Obstacle.DAMAGED: N_("%(file)s is damaged or incomplete; ask for the file again"),
    Obstacle.NO_PAGES: N_("%(file)s is a PDF without pages; ask for the file again"),
    Obstacle.TOO_MANY_PAGES: N_("%(file)s has more than the %(pages)d pages that are read; split it"),
    Obstacle.TOO_MANY_PIXELS: N_("%(file)s has more than the %(pixels)s pixels that are read; save it smaller"),
    Obstacle.TOO_MANY_CODES: N_("%(file)s has a page with more than %(codes)d QR codes; cut it and check the parts"),
    Obstacle.PAGE_TOO_SLOW: N_(
        "%(file)s has a page that takes longer than %(seconds)d seconds; send a picture of the page with the code"
    ),
    Obstacle.FILE_TOO_SLOW: N_(
        "%(file)s takes longer than the %(file_seconds)d seconds that one file may take; split it"
    ),
    Obstacle.STOPPED: N_(
        "%(file)s made the program that reads it stop, by too much memory or by damage; "
        "do not trust this file, and ask for a scan of the paper instead"
    ),
    Obstacle.MISSING_LIBRARY: N_(
        "%(file)s cannot be read: a library is missing; run: pip install 'originseal[scanner]'"
    ),
}


class Refusal(Sentence):
    """Why a file, or one page of it, is not read: in English as the reading room says it, else as the table does.

    The reading room's own half-sentence says more: which page, how many pixels.
    """

    def __new__(cls, english: str, text: str, values: Mapping[str, object]) -> Self:
        """Take the English sentence, and the table's text with its values for the other languages."""
        made = super().__new__(cls, english, {})
        made._text, made._values = text, dict(values)
        return made

    def translated(self) -> str:
        """Return it in the language that is spoken now."""
        return str(self) if current() == ENGLISH else super().translated()


def refusal(file: Path, error: UnreadableError, limits: Limits, *, page: int | None = None) -> Refusal:
    """Return the sentence for a person; `page` is the one that was lost, `limits` are those under which it was read."""
    return Refusal(
        f"{file} {error}." if page is None else f"{file}, page {page}, {error}.",
        SENTENCES[error.obstacle],
        {
            "file": file if page is None else _("%(file)s, page %(page)d", file=file, page=page),
            "pages": limits.max_pages,
            "pixels": f"{limits.max_pixels_per_picture:,}",
            "codes": limits.max_codes_per_picture,
            "seconds": int(limits.max_seconds_per_picture),
            "file_seconds": int(limits.max_seconds_per_file),
        },
    )
