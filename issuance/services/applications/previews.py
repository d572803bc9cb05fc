"""The sheet as it would be printed now, watermarked: drawn anew only where what stands on it has changed.

Drawing needs no key: the web's process does it. Each id may have so many sheets drawn in a minute; what was drawn a
moment ago costs nothing.
"""

import datetime as dt
import hashlib
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Protocol

from issuance.domain.actor import Actor
from issuance.domain.application.application import Paper
from issuance.domain.application.order import without_order
from issuance.domain.application.preview import STAND_IN_PICTURES, preview_content
from issuance.domain.pictures import named_pictures
from issuance.errors import RefusedError
from issuance.language import _
from issuance.paper.errors import PaperError
from issuance.services.applications.described import DESCRIBED, Describer, newest
from issuance.services.applications.sight import applicant_in
from issuance.services.applications.surroundings import Surroundings
from issuance.storage.application_papers import papers_of
from issuance.storage.unit import Units
from signing.content import AnyContent, content_bytes

MOST_A_MINUTE = 40
"""Sheets drawn anew for one id; typing goes on while the picture waits."""

KEPT_BYTES = 32 * 1024 * 1024
"""Of sheets and pictures in one process."""

_MINUTE = dt.timedelta(minutes=1)


class Draw(Protocol):
    """What draws: `sheet` a certificate's preview as PDF, `page` (from 1) a page of that as PNG."""

    def sheet(self, content: AnyContent, pictures: Mapping[str, bytes]) -> bytes:
        """Return the PDF."""

    def page(self, pdf: bytes, page: int) -> bytes:
        """Return the PNG."""


class BusyError(RefusedError):
    """Too many sheets were drawn for this id in the last minute."""


class PreviewDesk:
    """Draws previews. Threads share it."""

    def __init__(self, units: Units, surroundings: Surroundings, describer: Describer, draw: Draw) -> None:
        self._units = units
        self._surroundings = surroundings
        self._describer = describer
        self._draw = draw
        self._shelf = Shelf(KEPT_BYTES)
        self._limit = _Limit()

    def sheet(self, actor: Actor, id_: str) -> bytes:
        """Return the PDF of an application as it stands saved.

        Raises `BusyError` where the id has had too many drawn, `RefusedError` where the paper cannot be set.
        """
        with self._units.look(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_)
            papers = papers_of(unit, application.id)
            context = self._surroundings.context(unit, application, papers, applicant.settings)
            now = unit.now
        content = preview_content(application.kind, without_order(application.entry), context)
        key = ("sheet", hashlib.sha256(content_bytes(content)).hexdigest())
        return self._shelf.get(key, lambda: self._drawn(actor, content, papers, now))

    def page(self, actor: Actor, id_: str, page: int) -> bytes:
        """Return a page (from 1) of that PDF as PNG."""
        pdf = self.sheet(actor, id_)
        key = (f"page {page}", hashlib.sha256(pdf).hexdigest())
        return self._shelf.get(key, lambda: self._draw.page(pdf, page))

    def _drawn(self, actor: Actor, content: AnyContent, papers: list[Paper], now: dt.datetime) -> bytes:
        self._limit.count(str(actor.account), now)
        try:
            return self._draw.sheet(content, self._pictures(actor, content, papers))
        except PaperError as error:
            raise RefusedError(_("The sheet cannot be drawn yet: %(why)s", why=error)) from error

    def _pictures(self, actor: Actor, content: AnyContent, papers: list[Paper]) -> dict[str, bytes]:
        wanted = set(named_pictures(content))
        found: dict[str, bytes] = dict(STAND_IN_PICTURES)
        for role in DESCRIBED:
            paper = newest(papers, role)
            if paper is not None and not wanted <= found.keys():
                found |= self._describer.pictures(actor, paper)
        return found


class Shelf:
    """Keeps what was made last, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str], make: Callable[[], bytes]) -> bytes:
        """Return what is kept, or make it; two threads may make the same."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while sum(map(len, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
        return made


class _Limit:
    """Counts what was drawn for each id in the last minute."""

    def __init__(self) -> None:
        self._drawn: dict[str, deque[dt.datetime]] = {}
        self._lock = Lock()

    def count(self, account: str, now: dt.datetime) -> None:
        with self._lock:
            times = self._drawn.setdefault(account, deque())
            while times and times[0] <= now - _MINUTE:
                times.popleft()
            if len(times) >= MOST_A_MINUTE:
                raise BusyError(_("Many previews were drawn for you just now. Wait a moment, then look again."))
            times.append(now)
            if len(self._drawn) > 10_000:
                self._drawn = {account: times}
