"""Pages as they were made, kept in this process, cut where the as-of time stands.

A kept page is no answer: whoever takes one out compares what it was made from with what is known now
(:mod:`reference_service.page_path`). So nothing here can be out of date, only useless.
"""

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from look.languages import Language
from reference_service.api.answer import AS_OF_HEADER
from reference_service.http_answer import Headers, HttpAnswer
from reference_service.pages.formats import as_of_markup
from reference_service.times import utc_text
from reference_service.trust import PublishedTrust

MAX_BYTES = 32 * 1024 * 1024
"""What the pages of one process may take: some two thousand of them."""

_OBJECTS_BYTES = 4000
"""What key, headers and the objects around the bytes of one page take, measured with tracemalloc and rounded up."""

Key = tuple[str, ...]
"""Address, query, language and host: what a page hangs on besides what it shows."""


@dataclass(frozen=True)
class Shown:
    """The certificate on a page: its seal, its version (:attr:`Published.version`) and its chamber's time zone.

    `as_of` is the instant with which the page was made.
    """

    seal: bytes
    version: str
    as_of: dt.datetime
    zone: ZoneInfo | None


@dataclass(frozen=True)
class KeptPage:
    """A page answered with 200. `parts` are its bytes without the as-of time that stood between them.

    It holds while `trust` is the state of the trust files, `posted` that of the bulletin, and the time lies from
    `since` to before `until` (UTC).
    `view` is the name of the view that made it. `shown` is None for a page without certificate and as-of time.
    """

    view: str
    headers: Headers
    parts: tuple[bytes, ...]
    language: Language
    trust: PublishedTrust
    posted: int
    since: dt.datetime
    until: dt.datetime
    shown: Shown | None = None

    def answer(self, as_of: dt.datetime | None = None) -> HttpAnswer:
        """Return the page, with the as-of time of now where it has one."""
        if self.shown is None or as_of is None:
            return HttpAnswer(HTTPStatus.OK, list(self.headers), self.parts[0])
        body = as_of_markup(as_of, self.shown.zone, self.language).encode().join(self.parts)
        # The time is longer or shorter in another minute or month.
        own = {AS_OF_HEADER: utc_text(as_of), "Content-Length": str(len(body))}
        return HttpAnswer(HTTPStatus.OK, [(name, own.get(name, value)) for name, value in self.headers], body)

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(len(part) for part in self.parts) + _OBJECTS_BYTES


class PageCache:
    """Pages by key; those not asked for longest go first. Threads share it."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._bytes = 0

    def get(self, key: Key) -> KeptPage | None:
        """Return the page of a key, whether it still holds or not."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep a page in the place of an earlier one."""
        if page.size > self._max_bytes:
            return
        with self._lock:
            before = self._pages.pop(key, None)
            self._bytes += page.size - (before.size if before is not None else 0)
            self._pages[key] = page
            while self._bytes > self._max_bytes:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= oldest.size

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._pages)
