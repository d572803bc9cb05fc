"""The answer's immutable part, serialised once, at publication.

A *fragment* is JSON without its outer braces and with the array of records left open:

    "certificate":{"number":…,…},"records":["<base64 of the record with seq 0>"

so that the reference service answers `{` + what changes + `,` + fragment + (`,"<base64 of a later record>"`)* + `]}`.
`content` is the verbatim content in base64 (standard alphabet, padded), `content_json` the same bytes as JSON; both are
absent where there is no content (void, or expunged).
"""

import base64
import datetime as dt
import hashlib
import json

from signing.number import parse_number
from signing.qr import encode_base32
from signing.verify import OpenedSeal


def row_key(number: str, issue_date: dt.date) -> bytes:
    """Return the key of a certificate's prepared row: SHA-256 of `number|YYYY-MM-DD`, the number in canonical form."""
    return hashlib.sha256(f"{number}|{issue_date.isoformat()}".encode()).digest()


def prepared_fragment(opened: OpenedSeal, content: bytes | None, first_record: bytes) -> bytes:
    """Return the fragment of a certificate whose seal and content were verified."""
    payload = opened.seal.payload
    number = parse_number(payload.number)
    head = {
        "number": number.canonical,
        "printed_number": number.printed,
        "public_number": number.public,
        "kind": payload.kind.slug,
        "issue_date": payload.issued.isoformat(),
        "chamber": {"code": opened.chamber.code, "name": opened.chamber.name},
        "seal": encode_base32(opened.data),
        "sid": opened.seal.sid.hex(),
    }
    certificate = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
    if content is not None:
        # Canonical JSON is JSON, so the verified bytes go in as they are.
        certificate += b',"content":"' + base64.b64encode(content) + b'","content_json":' + content
    return b'"certificate":' + certificate + b'},"records":["' + base64.b64encode(first_record) + b'"'
