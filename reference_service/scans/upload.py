"""Taking a file out of a form: never on a disk, never larger than is read."""

import io
from typing import IO

from flask import Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from reference_service.errors import ReferenceServiceError
from reference_service.scans.limits import MAX_REQUEST_BYTES

FIELD = "file"
MAX_PLAIN_FORM_BYTES = 500_000
"""Of a form without a file: text, which is parsed as a whole."""


class TooLargeError(ReferenceServiceError):
    """The request is larger than is read."""


class MemoryRequest(Request):
    """A request whose files Werkzeug does not put into temporary files, as it does from 500 kB on.

    How large a request may be is said by each view; where none says it, by `max_form_bytes`.
    """

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        # In spite of its underscore this is the place that Werkzeug documents for saying where files go.
        return io.BytesIO()


def read_upload() -> bytes:
    """Return the bytes of the form's file, empty where there is none; raise :class:`TooLargeError`."""
    multipart = request.mimetype == "multipart/form-data"
    # Both: Werkzeug's reader of multipart bodies holds a part without line ends to the second.
    request.max_content_length = request.max_form_memory_size = MAX_REQUEST_BYTES if multipart else MAX_PLAIN_FORM_BYTES
    try:
        file = request.files.get(FIELD)
        return file.read() if file is not None else b""
    except RequestEntityTooLarge as error:
        raise TooLargeError(f"A request of more than {request.max_content_length} bytes; send less.") from error
