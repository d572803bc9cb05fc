"""The text of the QR code: the reference base in upper case and the seal in unpadded base32 (RFC 4648).

All of it lies in the QR code's alphanumeric mode, and any phone opens it as an address. Reading ignores case.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from signing.errors import MalformedError
from signing.reference_base import ReferenceBase

MAX_QR_TEXT = 311
"""The most that QR version 10 holds at level M in alphanumeric mode; a longer address is refused at set-up."""

MAX_SCANNED_TEXT = 8192
"""No QR code holds more (version 40 at level L: 7,089 digits)."""

# The name is shown to a person: nothing that moves a cursor, turns a line around or hides.
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")


@dataclass(frozen=True)
class ForeignCode:
    """A code of another system. `host` is named to the person and never opened; None where it is no address."""

    host: str | None


@dataclass(frozen=True)
class OwnCode:
    """A code under a reference base that is trusted: the seal's bytes, not yet parsed."""

    base: ReferenceBase
    seal: bytes


def encode_base32(data: bytes) -> str:
    """Return upper-case base32 without padding."""
    return base64.b32encode(data).decode("ascii").rstrip("=")


def decode_base32(text: str) -> bytes:
    """Decode base32 without padding, in either case; non-zero pad bits and everything else raise `MalformedError`."""
    if len(text) > MAX_QR_TEXT:
        raise MalformedError("The code is too long for a seal.")
    upper = text.upper() if text.isascii() else ""
    try:
        data = base64.b32decode(upper + "=" * (-len(upper) % 8))
    except binascii.Error as error:
        raise MalformedError("The code is not base32.") from error
    if not data or encode_base32(data) != upper:
        raise MalformedError("The code is not base32 in its one form.")
    return data


def qr_text(seal: bytes, base: ReferenceBase) -> str:
    """Return the text that the QR code carries; raise `MalformedError` where it would need too dense a code."""
    text = base.url.upper() + encode_base32(seal)
    if len(text) > MAX_QR_TEXT:
        raise MalformedError(
            f"The QR text has {len(text)} characters; at most {MAX_QR_TEXT}: shorten the reference base."
        )
    return text


def read_qr_text(text: str, bases: Iterable[ReferenceBase]) -> OwnCode | ForeignCode:
    """Match a scanned text to a trusted reference base.

    A text that is under none of them is a :class:`ForeignCode`, whatever it says; one that is, but carries no
    base32, raises `MalformedError`.
    """
    text = text.strip()
    if len(text) <= MAX_SCANNED_TEXT and text.isascii():
        for base in bases:
            if text[: len(base.url)].lower() == base.url:
                return OwnCode(base, decode_base32(text[len(base.url) :]))
    return ForeignCode(_host_of(text))


def _host_of(text: str) -> str | None:
    """Return host and port of an address, in ASCII: a look-alike of another script shows as `xn--`."""
    try:
        parts = urlsplit(text[:2048])
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return None
    if "\\" in parts.netloc:
        return None  # Programs disagree on what a backslash in an address means: there is no host to name.
    return host + port if parts.scheme and _HOST.fullmatch(host) else None
