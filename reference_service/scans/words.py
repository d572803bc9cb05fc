"""What keeps an upload from being read, in words, marked for translation as in :mod:`reference_service.messages`."""

from enum import StrEnum
from http import HTTPStatus

from reading.errors import Obstacle
from reference_service.messages import VERDICT_WORDS, Outcome, Tone, _
from reference_service.scans.one_each import AlreadyReadingError
from reference_service.scans.room import RoomFullError
from signing.result import Verdict

OBSTACLES: dict[Obstacle, str] = {
    Obstacle.UNKNOWN_KIND: _(
        "This is neither a PDF nor a picture that can be read here. Send a PDF, JPEG, PNG or TIFF"
    ),
    Obstacle.PHONE_FORMAT: _("This is a HEIC or AVIF photograph. Save it as JPEG and try again"),
    Obstacle.LOCKED: _("The PDF is locked with a password. Save it without one and try again"),
    Obstacle.DAMAGED: _("The file is damaged or incomplete. Ask for it again, or scan the paper"),
    Obstacle.NO_PAGES: _("The PDF has no pages. Ask for the file again"),
    Obstacle.TOO_MANY_PAGES: _("The file has more pages than are read here. Divide it and send the parts"),
    Obstacle.TOO_MANY_PIXELS: _("The picture has more pixels than are read here. Save it smaller and try again"),
    Obstacle.TOO_MANY_CODES: _("There are more QR codes on one page than are read here. Scan its parts one by one"),
    Obstacle.PAGE_TOO_SLOW: _("One page takes too long to read. Scan the paper anew and send that file"),
    Obstacle.FILE_TOO_SLOW: _("The file takes too long to read. Divide it and send the parts"),
    Obstacle.STOPPED: _("The file cannot be read safely: it is damaged, or made to do harm. Scan the paper instead"),
    Obstacle.MISSING_LIBRARY: _("Files cannot be read on this site at the moment. Check by number and date"),
}

STATUS_OF_OBSTACLE: dict[Obstacle, HTTPStatus] = {
    Obstacle.UNKNOWN_KIND: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Obstacle.PHONE_FORMAT: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Obstacle.TOO_MANY_PAGES: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Obstacle.TOO_MANY_PIXELS: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Obstacle.MISSING_LIBRARY: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Every other one is 422: the file was understood to be a document, and cannot be used."""


class UploadProblem(StrEnum):
    """What can be wrong with an upload before it is read; the value is the text."""

    NOTHING = _("Choose a file: the PDF, or a scan or photograph of the paper")
    TOO_LARGE = _("The file is larger than 25 MB. Divide it, or scan with fewer dots per inch")
    ROOM_FULL = _("Other files are being read at the moment. Try again in half a minute")
    ONE_EACH = _("A file from your network is being read already. Wait for its answer, then send this one")


COME_AGAIN = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)
"""With these the answer says when."""


def turned_away(error: RoomFullError | AlreadyReadingError) -> tuple[UploadProblem, HTTPStatus]:
    """Return what a file that is not even begun with is told, and the status of the page that says so."""
    if isinstance(error, AlreadyReadingError):
        return UploadProblem.ONE_EACH, HTTPStatus.TOO_MANY_REQUESTS
    return UploadProblem.ROOM_FULL, HTTPStatus.SERVICE_UNAVAILABLE


def status_of(obstacle: Obstacle) -> HTTPStatus:
    """Return the status of the page that says so."""
    return STATUS_OF_OBSTACLE.get(obstacle, HTTPStatus.UNPROCESSABLE_ENTITY)


class FileFinding(StrEnum):
    """What a file is, as far as it can be told."""

    ISSUED_FILE = "issued_file"
    GENUINE_SEAL = "genuine_seal"
    NOT_VALID = "not_valid"
    NOT_DETERMINED = "not_determined"
    OTHER_CODES = "other_codes"
    NO_CODE = "no_code"


FILE_OUTCOMES: dict[FileFinding, Outcome] = {
    FileFinding.ISSUED_FILE: Outcome(
        _("This very file is the one that the chamber issued"),
        _("Its fingerprint (SHA-256) stands in the chamber's signed record, and the certificate is in force."),
        _("What it says is what the chamber issued. If you hold a paper, compare it with the file."),
        label=_("In force: the chamber's own file"),
        tone=Tone.VALID,
    ),
    FileFinding.GENUINE_SEAL: Outcome(
        _("Genuine seal, but not the chamber's own file"),
        _(
            "The certificate behind the code is in force. The file itself is another one than the chamber issued: a "
            "scan, a copy, or an altered copy. All of them carry the same code."
        ),
        _("Open the certificate below and compare it with this file, field by field."),
        label=VERDICT_WORDS[Verdict.VALID],
        tone=Tone.COMPARE,
    ),
    FileFinding.NOT_VALID: Outcome(
        _("Something in this file is not valid"),
        _("A code in it is no seal of a chamber, or belongs to a certificate that is not in force."),
        _("Do not rely on this file. The rows below say what was found."),
    ),
    FileFinding.NOT_DETERMINED: Outcome(
        _("Cannot tell now"),
        _("A code in this file could not be checked to the end."),
        _("The rows below say why, and what to do."),
    ),
    FileFinding.OTHER_CODES: Outcome(
        _("No code of this register in this file"),
        _("There are codes in it, but none of this register. They were not opened."),
        _("If this should be a certificate of a chamber, check it by the number and date that stand on it."),
    ),
    FileFinding.NO_CODE: Outcome(
        _("No code found in this file"),
        _("The code may be missing, too small, or blurred by the scan. That says nothing about the certificate."),
        _("Scan the paper flat and sharp, or check it by its number and date."),
    ),
}

VERDICT_OF_FINDING: dict[FileFinding, Verdict] = {
    FileFinding.ISSUED_FILE: Verdict.VALID,
    # The usual fraud is a genuine code on an altered copy: that must not look like the chamber's own file.
    FileFinding.GENUINE_SEAL: Verdict.INDETERMINATE,
    FileFinding.NOT_VALID: Verdict.INVALID,
    FileFinding.NOT_DETERMINED: Verdict.INDETERMINATE,
    FileFinding.OTHER_CODES: Verdict.INDETERMINATE,
    FileFinding.NO_CODE: Verdict.INDETERMINATE,
}
