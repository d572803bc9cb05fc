"""Files that an applicant hands in on the pages of a filing: received, shown again, removed."""

from typing import BinaryIO, cast

from flask import Response, abort, request
from werkzeug.datastructures import FileStorage

from issuance.domain.registration.handed_in import files_of_draft, was_handed_in
from issuance.domain.uploads import Purpose, Upload
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.storage.filings import get_filing
from issuance.web.pages.registration.context import Opened, acting


def sent_file() -> FileStorage | None:
    """Return the file that a form brought; None where the field was left empty."""
    file = request.files.get("file")
    return file if file is not None and file.filename else None


def receive(office: Office, file: FileStorage, purpose: Purpose) -> Upload:
    """Take a file in; raise `RefusedError` with the sentence for its owner."""
    return office.uploads.receive(acting(), cast("BinaryIO", file.stream), file.filename or "", purpose)


def discard(office: Office, opened: Opened, upload: str) -> None:
    """Remove a file that nothing names; one that is gone already is no error, one that was handed in stays."""
    with office.units.act(acting()) as unit:
        if was_handed_in(get_filing(unit, opened.filing.id), upload):
            return
        try:
            office.uploads.remove(unit, upload)
        except RefusedError:
            return


def known(office: Office, opened: Opened) -> dict[str, Upload]:
    """Return what is known of the files that a draft names, by id; a file that is gone is left out."""
    with office.units.look(acting()) as unit:
        return office.uploads.find(unit, _named_in(opened))


def picture(office: Office, opened: Opened, upload: str, page: int) -> Response:
    """Return a page of a file of this draft as a picture; 404 for any other file."""
    if upload not in _named_in(opened):
        abort(404)
    data = office.pictures.show(acting(), upload, page)
    return Response(data, mimetype="image/png", headers={"Cache-Control": "private, no-store"})


def _named_in(opened: Opened) -> set[str]:
    return files_of_draft(opened.draft.data)
