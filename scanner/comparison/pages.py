"""The pictures that a certificate names: pages of its certified document, shipping marks.

They are published beside the certificate and bound to its seal by their hashes. A picture is checked against its hash
before anything looks into it, and drawn by the limited process that reads strangers' files; what comes back are bare
points of known number. It is loaded in a thread, for nobody should wait at a window that does not answer.
"""

import datetime as dt
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from reading.draw.drawn import Picture
from reading.errors import UnreadableError
from scanner.comparison.comparison import Comparison
from scanner.language import N_, _
from signing.evidence import NoAnswer
from signing.number import parse_typed_number

MAX_PICTURE_BYTES: Final = 16_000_000
"""A page of A4 at 200 dpi with a watermark takes a few megabytes at most."""

KEPT: Final = 4
"""Pictures kept drawn: a certified document may have 500 pages of eight megabytes each."""

RETRY_SECONDS: Final = 10
"""How long a picture that could not be had is not asked for again."""

NOT_THE_SEALED_ONE: Final = N_("The picture of this page could not be loaded, or is not the one that was sealed.")
NO_NETWORK: Final = N_("The picture is fetched from the reference service: check online to compare it.")


@dataclass(frozen=True, slots=True)
class Loading:
    """The picture is on its way."""


@dataclass(frozen=True, slots=True)
class Missing:
    """There is none to compare with; `why` is a sentence for the person, translated."""

    why: str


Sight = Picture | Loading | Missing

Fetch = Callable[[str], bytes | None]
"""Gets the bytes of the picture with this SHA-256 (hex); None where they cannot be had. May take half a minute."""

Decode = Callable[[bytes], Picture]
"""Draws the bytes of a picture; raises `UnreadableError`."""


class Pages(Protocol):
    """Where a view gets its pictures from."""

    def get(self, sha256: str) -> Sight:
        """Return the picture, or what there is in its place; never waits."""


class NoPages:
    """Stands in where no picture can be had; `why` is a sentence marked by `N_`."""

    def __init__(self, why: str = NO_NETWORK) -> None:
        self._why = why

    def get(self, sha256: str) -> Sight:
        """Return why there is none."""
        return Missing(_(self._why))


class CertifiedPages:
    """Loads pictures one after the other; the last one asked for comes first."""

    def __init__(self, fetch: Fetch, decode: Decode, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._decode = decode
        self._ticks = ticks
        self._missing_since: dict[str, float] = {}
        self._lock = threading.Lock()
        self._loaded: OrderedDict[str, Picture | Missing] = OrderedDict()
        self._under_way: str | None = None

    def get(self, sha256: str) -> Sight:
        """Return the picture, or what there is in its place; never waits."""
        with self._lock:
            found = self._loaded.get(sha256)
            if found is not None:
                self._loaded.move_to_end(sha256)
            # A network that failed may be back while the person is still looking.
            again = isinstance(found, Missing) and self._ticks() - self._missing_since[sha256] > RETRY_SECONDS
            if (found is None or again) and self._under_way is None:
                self._under_way = sha256
                # A thread that is given up, because the window closed, ends with the program.
                threading.Thread(target=self._load, args=(sha256,), daemon=True).start()
        return Loading() if found is None else found

    def _load(self, sha256: str) -> None:
        found: Picture | Missing = Missing(_(NOT_THE_SEALED_ONE))
        try:
            found = verified_picture(sha256, self._fetch, self._decode)
        finally:
            with self._lock:
                self._under_way = None
                self._loaded[sha256] = found
                self._missing_since[sha256] = self._ticks()
                while len(self._loaded) > KEPT:
                    self._loaded.popitem(last=False)


def verified_picture(sha256: str, fetch: Fetch, decode: Decode) -> Picture | Missing:
    """Fetch a picture, and draw it only if it is the one whose hash was sealed."""
    data = fetch(sha256)
    if data is None or len(data) > MAX_PICTURE_BYTES or hashlib.sha256(data).hexdigest() != sha256:
        return Missing(_(NOT_THE_SEALED_ONE))
    try:
        return decode(data)
    except UnreadableError as error:
        return Missing(f"{_(NOT_THE_SEALED_ONE)} ({error})")


class Publisher(Protocol):
    """Asks the reference service for a published picture: `scanner.reference.ReferenceClient`."""

    def document(self, number: str, day: dt.date, sha256: str, *, max_bytes: int) -> bytes | NoAnswer:
        """Return its bytes, of which nothing is believed yet, or why there are none."""


def published(publisher: Publisher, comparison: Comparison) -> Fetch:
    """Return what fetches the pictures of one certificate."""
    number = parse_typed_number(comparison.number).canonical

    def fetch(sha256: str) -> bytes | None:
        data = publisher.document(number, comparison.issued, sha256, max_bytes=MAX_PICTURE_BYTES)
        return None if isinstance(data, NoAnswer) else data

    return fetch
