"""Check that a webhook comes from the office, with Python's standard library alone.

event = received(request.headers, request.get_data(), ["whsec_…"])      # your endpoint's secret, from the office's page
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping

TOLERANCE_SECONDS = 5 * 60


def received(headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> dict[str, object]:
    """Return the event; raise ValueError for what the office did not sign, or signed too long ago.

    `body` is what came, byte for byte. Note `webhook-id`, and pass over one that you have had.
    """
    name, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    signed = f"{name}.{stamp}.".encode() + body
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
    good = ["v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys]
    given = headers["webhook-signature"].split(" ")
    if not any(hmac.compare_digest(ours, theirs) for ours in good for theirs in given):
        raise ValueError("This was not signed with our secret.")
    if abs(time.time() - int(stamp)) > TOLERANCE_SECONDS:
        raise ValueError("This was signed too long ago: somebody may have kept it.")
    event: dict[str, object] = json.loads(body)
    return event
