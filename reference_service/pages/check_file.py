"""`POST /check-file`: a file checked by this service, for browsers that cannot do it themselves.

First the whole file: its SHA-256 in a chamber's signed record makes it the original, whatever its codes say. Otherwise
it is a picture of something, and its codes are looked up as those of any scan. It is read in memory and forgotten. The
page with the form is in `scan`.
"""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reading.errors import UnreadableError
from reference_service.checks import words
from reference_service.checks.desk import CheckDesk, Checked
from reference_service.checks.question import RowCode, RowError, SealQuestion
from reference_service.checks.table import TableRow
from reference_service.pages.batch_results import Line
from reference_service.pages.judgement import Judgement, judge_published
from reference_service.scans.codes import SealSeeker
from reference_service.scans.limits import MAX_UPLOAD_BYTES, ONE_ANSWER_LIMITS
from reference_service.scans.one_each import AlreadyReadingError
from reference_service.scans.reading import Reading, begin_reading
from reference_service.scans.room import RETRY_AFTER_SECONDS, RoomFullError, ScanRoom
from reference_service.scans.upload import TooLargeError, read_upload
from reference_service.scans.words import (
    COME_AGAIN,
    FILE_OUTCOMES,
    OBSTACLES,
    VERDICT_OF_FINDING,
    FileFinding,
    UploadProblem,
    status_of,
    turned_away,
)
from reference_service.service import Service
from signing.result import Reason, Verdict

NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class FileFacts:
    """What the file is by itself: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size: int


def check_file_blueprint(service: Service, room: ScanRoom) -> Blueprint:
    """Build the page."""
    pages = Blueprint("check_file", __name__)
    desk = CheckDesk(service)

    @pages.post("/check-file")
    def check() -> ResponseReturnValue:
        try:
            data = read_upload()
        except TooLargeError:
            return _refused(UploadProblem.TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not data:
            return _refused(UploadProblem.NOTHING, HTTPStatus.UNPROCESSABLE_ENTITY)
        if len(data) > MAX_UPLOAD_BYTES:
            return _refused(UploadProblem.TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        digest = hashlib.sha256(data).digest()
        facts = FileFacts(digest.hex(), len(data))
        judgement = _issued(digest)
        if judgement is not None:
            return _issued_page(facts, judgement)
        try:
            reading = _read(data)
        except (RoomFullError, AlreadyReadingError) as error:
            return _refused(*turned_away(error))
        except UnreadableError as error:
            return _refused(OBSTACLES[error.obstacle], status_of(error.obstacle))
        return _scan_page(facts, reading)

    def _issued(digest: bytes) -> Judgement | None:
        """Return the judgement of the certificate whose issue record names this file, once that is verified."""
        answer = service.register.by_document(digest)
        if answer.published is None:
            return None
        judgement = judge_published(answer, answer.published, service.trust.current(), service.clock())
        # Where the register's word does not verify there are no records, and the file counts as any other.
        named = {record.payload.pdf_sha256 for record in judgement.records}
        return judgement if digest in named else None

    def _read(data: bytes) -> Reading:
        seeker = SealSeeker(service.trust.current(), service.clock())
        reading = begin_reading(room, data, seeker, ONE_ANSWER_LIMITS, service.register.admit_file())
        reading.finish()
        return reading

    def _scan_page(facts: FileFacts, reading: Reading) -> ResponseReturnValue:
        rows = _each_once(reading.rows)
        checked = desk.check([row.question for row in rows])
        lines = [
            Line(row, result, isinstance(row.question, SealQuestion))
            for row, result in zip(rows, checked.results, strict=True)
        ]
        finding = _finding(checked)
        body = render_template(
            "check_file/results.html",
            outcome=FILE_OUTCOMES[finding],
            verdict=VERDICT_OF_FINDING[finding],
            facts=facts,
            reading=reading,
            obstacle=OBSTACLES[reading.obstacle] if reading.obstacle else None,
            lines=lines,
            checked=checked,
            words=words,
        )
        return body, NO_STORE

    return pages


def _issued_page(facts: FileFacts, judgement: Judgement) -> ResponseReturnValue:
    in_force = judgement.reason is Reason.IN_FORCE
    body = render_template(
        "check_file/issued.html",
        outcome=FILE_OUTCOMES[FileFinding.ISSUED_FILE] if in_force else None,
        judgement=judgement,
        facts=facts,
    )
    return body, NO_STORE


def _refused(problem: str, status: HTTPStatus) -> ResponseReturnValue:
    headers = dict(NO_STORE)
    if status in COME_AGAIN:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return render_template("check_file/refused.html", problem=problem), status, headers


def _each_once(rows: list[TableRow]) -> list[TableRow]:
    """Leave out pages without a code, and codes that stood on an earlier page: here the file is one thing."""
    once: dict[object, TableRow] = {}
    for row in rows:
        if row.question != RowError(RowCode.NO_CODE):
            once.setdefault(row.question, row)
    return list(once.values())


def _finding(checked: Checked) -> FileFinding:
    verdicts = {row.verdict for row in checked.answered}
    errors = {result.code for result in checked.results if isinstance(result, RowError)}
    if Verdict.INVALID in verdicts or RowCode.SEAL_MALFORMED in errors:
        return FileFinding.NOT_VALID
    if Verdict.INDETERMINATE in verdicts or errors & {RowCode.NOT_CHECKED, RowCode.PAGE_NOT_READ}:
        return FileFinding.NOT_DETERMINED
    if Verdict.VALID in verdicts:
        return FileFinding.GENUINE_SEAL
    return FileFinding.OTHER_CODES if errors else FileFinding.NO_CODE
