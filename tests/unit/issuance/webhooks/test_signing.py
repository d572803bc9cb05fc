"""Signatures of webhooks, against the specification's vector and by a receiver's example (docs/api/receive.py)."""

import json
import runpy
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.webhooks.signing import SignatureError, read_secret, secret_text, signature, signatures

VECTORS = json.loads((Path(__file__).parent / "signatures.json").read_text("utf-8"))
received = runpy.run_path(str(Path(__file__).parents[4] / "docs" / "api" / "receive.py"))["received"]
IDS = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)
KEYS = st.binary(min_size=24, max_size=64)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["source"]))
def test_the_vector_of_the_specification(vector: dict[str, Any]) -> None:
    body = str(vector["body"]).encode()
    assert signature(vector["secret"], vector["id"], vector["timestamp"], body) == vector["signature"]


@given(key=KEYS, name=IDS, value=st.dictionaries(st.text(), st.text()))
def test_what_was_signed_is_taken_by_the_receivers_example(key: bytes, name: str, value: dict[str, str]) -> None:
    body, stamp, secret = json.dumps(value).encode(), int(time.time()), secret_text(key)
    assert received(_headers(name, stamp, signatures([secret], name, stamp, body)), body, [secret]) == value


@given(key=KEYS, other=KEYS, body=st.binary(), changed=st.sampled_from(["key", "id", "timestamp", "body"]))
def test_whatever_is_changed_is_refused(key: bytes, other: bytes, body: bytes, changed: str) -> None:
    stamp, secret = int(time.time()), secret_text(key)
    header = signatures([secret], "msg_1", stamp, body)
    checked = secret_text(other) if changed == "key" and other != key else secret
    name = "msg_2" if changed == "id" else "msg_1"
    shown = stamp + 1 if changed == "timestamp" else stamp
    sent = body + b"." if changed in ("body", "key") and checked == secret else body
    with pytest.raises(ValueError, match="not signed with our secret"):
        received(_headers(name, shown, header), sent, [checked])


@given(old=KEYS, new=KEYS)
def test_while_two_secrets_sign_either_of_them_is_enough(old: bytes, new: bytes) -> None:
    stamp, secrets = int(time.time()), [secret_text(new), secret_text(old)]
    header = signatures(secrets, "msg_1", stamp, b"{}")
    assert len(header.split(" ")) == 2
    for secret in secrets:
        assert received(_headers("msg_1", stamp, header), b"{}", [secret]) == {}


def test_what_was_kept_too_long_is_refused() -> None:
    stamp, secret = int(time.time()) - 301, secret_text(b"k" * 32)
    with pytest.raises(ValueError, match="too long ago"):
        received(_headers("msg_1", stamp, signatures([secret], "msg_1", stamp, b"{}")), b"{}", [secret])


@given(st.binary(min_size=24, max_size=64))
def test_a_secret_reads_as_it_was_written(key: bytes) -> None:
    assert read_secret(secret_text(key)) == key


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_é", "whsec_*"]
)
def test_what_is_no_secret_is_refused(text: str) -> None:
    with pytest.raises(SignatureError):
        read_secret(text)


def test_an_id_with_a_full_stop_is_refused() -> None:
    """`a.1` and `1` would be signed as `a` and `1.1` are."""
    with pytest.raises(SignatureError):
        signature(secret_text(b"k" * 32), "a.1", 1, b"")


def _headers(name: str, stamp: int, header: str) -> dict[str, str]:
    return {"webhook-id": name, "webhook-timestamp": str(stamp), "webhook-signature": header}
