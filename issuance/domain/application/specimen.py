"""A certificate that is never issued: what a draft would look like, with a number that belongs to nobody."""

import hashlib
from itertools import count

from issuance.domain.application.context import Context
from issuance.domain.draft import complete
from signing.canonical import JsonObject
from signing.content import AnyContent, build_content
from signing.number import CertificateNumber, draw_number

SPECIMEN_SEQUENCE = 0
_SALT = bytes(16)
_EMPTY_PAGE = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000003c000000540100000000f62069e8000000134944415478da63f80f050c"
    "a38c51c6c86000009c989d7f84c0096f0000000049454e44ae426082"
)
"""A white page, as PNG."""
_EMPTY_HASH = hashlib.sha256(_EMPTY_PAGE).hexdigest()
_NO_DOCUMENT: JsonObject = {"pages": 1, "sha256": "0" * 64, "page_images": [_EMPTY_HASH]}
STAND_IN_PICTURES = {_EMPTY_HASH: _EMPTY_PAGE}
"""Pictures by SHA-256 that a specimen may name in the place of a document's pages."""


def specimen_content(draft: JsonObject, context: Context) -> AnyContent:
    """Return the content that would be issued today; raise `ContentError` or `RefusedError` where it could not be.

    The pages of a document to be certified are drawn at the issue; until then one stands for all of them.
    """
    office = context.office
    document = draft.get("document")
    if isinstance(document, dict) and "page_images" not in document:
        draft = {**draft, "document": {**_NO_DOCUMENT, **document}}
    return build_content(
        complete(
            draft,
            chamber=office.chamber,
            profile=office.profile,
            number=specimen_number(office.chamber.code, context.today.year),
            issued=context.today,
            salt=_SALT,
            site=office.site,
            replaces=None,
        )
    )


def specimen_number(chamber: str, year: int) -> CertificateNumber:
    """Return the number of a chamber's specimens of a year: sequence 0, which is never issued."""
    draws = count()

    def same_each_time(length: int) -> bytes:
        # Drawn again until its check character suits, so the bytes must differ from draw to draw.
        return bytes(length - 1) + bytes([next(draws) % 32])

    return draw_number(chamber, year, SPECIMEN_SEQUENCE, same_each_time)
