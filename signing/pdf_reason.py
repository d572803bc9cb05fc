"""The line that ties a signed PDF to its seal: the `/Reason` of the PDF's signature.

`Certificate TYO26-001234-K7QM-3XW9; seal <sid, 64 lower-case hex digits>`. The office writes it, the scanner reads
it; what parses formats to the same text.
"""

import re

from signing.errors import MalformedError, NumberError
from signing.number import CertificateNumber, parse_number

SID_BYTES = 32

_REASON = re.compile(r"Certificate (?P<number>[A-Z0-9-]{1,40}); seal (?P<sid>[0-9a-f]{64})")


def format_reason(number: CertificateNumber, sid: bytes) -> str:
    """Write the line for a number and the seal's id (`seal.md`, Seal: `sid`, 32 bytes)."""
    if len(sid) != SID_BYTES:
        raise MalformedError(f"A seal id has {SID_BYTES} bytes, but {len(sid)} were given.")
    return f"Certificate {number.printed}; seal {sid.hex()}"


def parse_reason(text: str) -> tuple[CertificateNumber, bytes]:
    """Read number and seal id; raise :class:`MalformedError` for any other text."""
    match = _REASON.fullmatch(text)
    if match is None:
        raise MalformedError(f"The signature's reason {text[:80]!r} is not of the form “Certificate …; seal …”.")
    try:
        number = parse_number(match["number"].replace("-", ""))
    except NumberError as error:
        raise MalformedError(f"The signature's reason names no certificate number: {error}") from error
    sid = bytes.fromhex(match["sid"])
    if format_reason(number, sid) != text:
        raise MalformedError(f"The signature's reason writes the number {number.printed} in another way.")
    return number, sid
