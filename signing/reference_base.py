"""The address of the reference site: `https://ref.example.jp/v/`, fixed per installation.

It is signed into every seal, record and receipt (as external_aad), so that an object of one site means nothing at
another. Where answers are fetched from (a port, a mirror) is configuration and never part of it.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from signing.errors import MalformedError

MAX_REFERENCE_BASE_LENGTH = 80
# Lower case, and only characters that a QR code's alphanumeric mode has in upper case.
_SHAPE = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?/([a-z0-9.-]+/)*")
_LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class ReferenceBase:
    """A checked reference base, in lower case, ending in a slash."""

    url: str

    def __post_init__(self) -> None:
        if len(self.url) > MAX_REFERENCE_BASE_LENGTH or not _SHAPE.fullmatch(self.url):
            raise MalformedError(
                f"{self.url[:100]!r} is not a reference base: it looks like https://ref.example.jp/v/ in lower case."
            )
        if urlsplit(self.url).scheme == "http" and urlsplit(self.url).hostname not in _LOOPBACK:
            raise MalformedError("A reference base begins with https:// (http:// is for 127.0.0.1 alone).")

    @property
    def site(self) -> str:
        """Scheme and host, e.g. `https://ref.example.jp`."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The host as printed on the paper, with its port where it has one."""
        return urlsplit(self.url).netloc

    def seal_aad(self) -> bytes:
        """Return the external_aad of seals."""
        return b"REFSEAL1 " + self.url.encode()

    def record_aad(self) -> bytes:
        """Return the external_aad of records."""
        return b"REFREC1 " + self.url.encode()

    def import_aad(self) -> bytes:
        """Return the external_aad of import records."""
        return b"REFIMPT1 " + self.url.encode()

    def receipt_aad(self) -> bytes:
        """Return the external_aad of receipts."""
        return b"REFRCPT1 " + self.url.encode()
