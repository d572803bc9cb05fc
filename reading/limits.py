"""Every limit that stands between a hostile file and the machine, in one place.

Files come from strangers: each figure below bounds what one of them can cost. Raise or lower a limit by building
another `Limits`; nothing in the package reads a limit from anywhere else.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file, one picture and one search may cost.

    The defaults are the scanner's, for a person's own machine: they admit what offices really send (A3 at 600 dpi, a
    200-megapixel phone, a scan of 1,000 pages).
    """

    max_file_bytes: int = 256 * 1024 * 1024
    """Larger files are refused before a byte of them is read."""

    max_pages: int = 1000
    """Pages of one PDF or multi-page TIFF; a longer one is refused as a whole, never cut silently."""

    max_pixels_per_picture: int = 80_000_000
    """Width x height of a picture as stored (A3 at 600 dpi has 70 million). Larger JPEGs are decoded at a
    half, a quarter or an eighth of their size, which costs little; other formats are refused."""

    max_pixels_searched: int = 25_000_000
    """Width x height that is searched for codes: PDF pages are rendered at a lower resolution and pictures
    are shrunk to stay below it. A2 at 200 dpi fits; a code of 28 mm stays readable on all of them."""

    max_seconds_per_picture: float = 20.0
    """Wall-clock seconds to draw one page, and as many again to search it: no further step of the cascade then
    begins. A worker that does not end by itself is killed, in a search after twice as long."""

    max_seconds_per_file: float = 1800.0
    """Seconds for a whole file, from opening it to its last page, searching included: by the clock where one worker
    reads it, and all workers' seconds together in a `ReadingPool`, whose asking one may pause between pages."""

    max_worker_bytes: int = 1280 * 1024 * 1024
    """Address space of the process that reads: what a decompression bomb can take at most."""

    max_codes_per_picture: int = 64
    """Distinct texts in one picture; more than that is refused, for nobody can compare them."""

    use_zbar: bool = True
    """Whether the last two steps, by the second decoder, are taken where it is installed. They read one more of 152
    bad photographs, through a further library in C."""

    use_phone_formats: bool = True
    """Whether HEIC and AVIF are read where the libraries for them are installed: much code in C, written for videos."""

    niceness: int = 0
    """By how much the worker stands back behind other programs (nice(1): 0 to 19)."""


DEFAULT_LIMITS = Limits()
"""The limits of the scanner's command line."""
