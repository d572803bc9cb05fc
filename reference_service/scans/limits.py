"""What one uploaded file may cost a public service, where nobody knows who sends it."""

from dataclasses import replace
from typing import Final

from reading.limits import Limits

MAX_UPLOAD_BYTES: Final = 25_000_000
"""200 scanned pages as offices send them. nginx takes a little more (25m, 26,214,400 bytes), for what a form adds."""

MAX_REQUEST_BYTES: Final = 25 * 1024 * 1024
"""The file, and what the form adds to it."""

FILES_AT_ONCE: Final = 1
"""Files that one process of the service has read at the same time; its other threads answer look-ups."""

PLACES_AT_THE_DOOR: Final = 1
"""Uploads that may wait for their turn in one process."""

SECONDS_AT_THE_DOOR: Final = 5.0
"""For how long an upload waits for its turn before it is told to come again."""

UPLOAD_LIMITS: Final = Limits(
    max_file_bytes=MAX_UPLOAD_BYTES,
    max_pages=200,
    # A4 at 600 dpi has 35 million; A4 at 300 dpi is drawn with 8.7 million, A3 a little coarser.
    max_pixels_per_picture=40_000_000,
    max_pixels_searched=10_000_000,
    max_seconds_per_picture=10,
    max_seconds_per_file=300,
    max_worker_bytes=768 * 1024 * 1024,
    max_codes_per_picture=16,
    # One library in C less: it reads one bad photograph in 150 more, and a person can scan again.
    use_zbar=False,
    # Phones turn their photographs into JPEG when they send them.
    use_phone_formats=False,
    # Look-ups come first, however many pages are waiting.
    niceness=10,
)
"""A quarter of what the scanner allows a person on a machine of his own."""

ONE_ANSWER_LIMITS: Final = replace(UPLOAD_LIMITS, max_pages=50, max_seconds_per_file=45)
"""For a file that is answered in one go: a proxy, and a person, waits a minute."""
