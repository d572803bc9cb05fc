"""Signatures of webhooks: HMAC-SHA256, after the Standard Webhooks specification 1.0.0, “Signature scheme”.

    secret = secret_text(random_bytes(SECRET_BYTES))        # whsec_…
    header = signatures([secret, before], "msg_0123", at, body)

What is signed is `id.timestamp.body`. The header holds one signature for each secret, with blanks between them, so that
a receiver can take a new secret into use while the one before still counts.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The specification asks for 24 to 64."""
_LENGTHS = range(24, 65)
_VERSION = "v1"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class SignatureError(ValueError):
    """A secret or an id is not as the specification writes it: a fault of this program."""


def secret_text(key: bytes) -> str:
    """Write a secret as receivers are given it."""
    return PREFIX + base64.b64encode(key).decode("ascii")


def read_secret(text: str) -> bytes:
    """Return the key of a secret; raise `SignatureError` for what is none."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureError("The secret of a webhook is whsec_ and base64.") from error
    if not text.startswith(PREFIX) or len(key) not in _LENGTHS:
        raise SignatureError("The secret of a webhook is whsec_ and base64 of 24 to 64 bytes.")
    return key


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return one signature, `v1,…`. `timestamp` is in seconds since 1970; an id with a full stop would be ambiguous."""
    if not _ID.fullmatch(message_id):
        raise SignatureError("The id of a webhook has letters, figures, - and _ alone.")
    signed = b".".join((message_id.encode("ascii"), str(timestamp).encode("ascii"), body))
    digest = hmac.new(read_secret(secret), signed, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(digest).decode('ascii')}"


def signatures(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """Return the header `webhook-signature`."""
    return " ".join(signature(secret, message_id, timestamp, body) for secret in secrets)
