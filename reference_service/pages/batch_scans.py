"""`/batch` with a file of scans: page after page is read, and the answer grows while the person looks at it.

Reading takes long and looking up does not. So the steps of the reading are sent as they are done, which shows progress
without any script; then all codes are looked up at once, as of one moment, and signed as the rows of a list are.
"""

import logging
from collections.abc import Iterator

from flask import Response, stream_template
from flask.typing import ResponseReturnValue

from reference_service.checks import words
from reference_service.checks.desk import CheckDesk
from reference_service.checks.receipts import ReceiptOffice
from reference_service.errors import TrustUnavailableError
from reference_service.pages.batch_results import Results, results_of
from reference_service.scans.codes import SealSeeker
from reference_service.scans.limits import UPLOAD_LIMITS
from reference_service.scans.reading import Reading, begin_reading
from reference_service.scans.room import ScanRoom
from reference_service.scans.words import OBSTACLES
from reference_service.service import Service
from register.errors import RegisterError
from signing.result import Reason

FLUSH = "\f"
"""Stands where what was made so far is to be sent; to a browser it is a blank."""

_log = logging.getLogger(__name__)


class ScanBatch:
    """Answers files of scans. Raises what `begin_reading` raises, before anything is sent."""

    def __init__(self, service: Service, room: ScanRoom, desk: CheckDesk, office: ReceiptOffice) -> None:
        self._service = service
        self._room = room
        self._desk = desk
        self._office = office

    def answer(self, data: bytes) -> ResponseReturnValue:
        """Return the page as a stream; its first page is read before, so that a bad file gets a proper refusal."""
        seeker = SealSeeker(self._service.trust.current(), self._service.clock())
        reading = begin_reading(self._room, data, seeker, UPLOAD_LIMITS, self._service.register.admit_file())
        body = stream_template(
            "batch_scans.html",
            reading=reading,
            finish=lambda: self._finish(reading, data),
            flush=FLUSH,
            obstacles=OBSTACLES,
            unavailable=Reason.STATUS_UNAVAILABLE,
            words=words,
        )
        response = Response(_in_pieces(body), mimetype="text/html")
        # Whoever leaves early ends the reading; the server calls this even where nothing was sent yet.
        response.call_on_close(reading.close)
        response.headers["Cache-Control"] = "no-store"
        # nginx would collect the pieces until its buffer is full.
        response.headers["X-Accel-Buffering"] = "no"
        return response

    def _finish(self, reading: Reading, data: bytes) -> Results | None:
        """Look everything up; None where that cannot be done now: the answer has begun, so the page must say it."""
        try:
            checked = self._desk.check([row.question for row in reading.rows])
            return results_of(reading.rows, checked, self._office.sign(checked, data))
        except (RegisterError, TrustUnavailableError) as error:
            _log.error("%s", error)
            return None


def _in_pieces(parts: Iterator[str]) -> Iterator[str]:
    """Join what a template makes in hundreds of parts, up to the next mark."""
    waiting: list[str] = []
    for part in parts:
        waiting.append(part)
        if FLUSH in part:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)
