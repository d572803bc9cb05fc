"""Pictures on the paper: telling their format, and making page pictures of a certified document."""

import hashlib
import io
from collections.abc import Mapping

from issuance.paper.errors import PaperError

MAX_PICTURE_BYTES = 5_000_000


def picture_suffix(picture: bytes, what: str) -> str:
    """Tell the format of a picture by its first bytes: `png`, `jpg` or `svg`.

    `what` names the picture in the :class:`PaperError` that anything else raises.
    """
    if len(picture) > MAX_PICTURE_BYTES:
        raise PaperError(f"{what} has {len(picture)} bytes; at most {MAX_PICTURE_BYTES} are allowed. Make it smaller.")
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if picture.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if picture.lstrip().startswith((b"<svg", b"<?xml")) and b"<svg" in picture:
        return "svg"
    raise PaperError(f"{what} begins with {picture[:8]!r}: PNG, JPEG or SVG was expected.")


def picture_for(pictures: Mapping[str, bytes], sha256: str, what: str) -> bytes:
    """Return the picture of a hash; raise :class:`PaperError` where it is missing or is another picture."""
    picture = pictures.get(sha256)
    if picture is None:
        raise PaperError(f"{what} with SHA-256 {sha256} is named in the certificate but was not handed over.")
    if hashlib.sha256(picture).hexdigest() != sha256:
        raise PaperError(f"{what} does not have the SHA-256 {sha256} that the certificate names: it was changed.")
    return picture
