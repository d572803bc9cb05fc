"""The paper: certificate content to PDF/A-2b, and the PDF's signature.

What may live here: the printed forms (`forms/`, typst), their fonts, QR code, background and pictures, and the
signature that makes the original file provable offline. Content and seal come in, bytes go out; nothing here knows
applications, the register or the clock.
"""

from collections.abc import Mapping
from functools import cache

from issuance.paper.errors import PaperError
from issuance.paper.fonts import check_printable, unprintable
from issuance.paper.pictures import page_pictures, picture_suffix
from issuance.paper.press import Press
from issuance.paper.signature import issue_pdf_certificate, make_pdf_anchor, sign_pdf, sign_with_reason
from issuance.paper.stationery import Enclosures, Rendering, Stationery
from signing.content import AnyContent

__all__ = [
    "Enclosures",
    "PaperError",
    "Press",
    "Rendering",
    "Stationery",
    "check_printable",
    "issue_pdf_certificate",
    "make_pdf_anchor",
    "page_pictures",
    "picture_suffix",
    "render",
    "sign_pdf",
    "sign_with_reason",
    "unprintable",
]


def render(
    content: AnyContent,
    *,
    seal_url: str | None,
    rendering: Rendering,
    stationery: Stationery,
    pictures: Mapping[str, bytes],
    document: bytes | None = None,
) -> bytes:
    """Print with the fonts of this machine; see :meth:`issuance.paper.press.Press.render`."""
    return _press_of_this_machine().render(
        content, seal_url=seal_url, rendering=rendering, stationery=stationery, pictures=pictures, document=document
    )


@cache
def _press_of_this_machine() -> Press:
    """Load the fonts once per process: it takes a tenth of a second."""
    return Press()
