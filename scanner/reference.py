"""Ask the reference service about a seal. Nothing that it says is believed here; `signing.verify` judges it."""

import base64
import binascii
import datetime as dt
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests

from signing.errors import MalformedError
from signing.qr import decode_base32, encode_base32
from signing.verify import NoAnswer, ServerAnswer

_PROBLEM = "application/problem+json"
_TOO_OLD = {"STATUS_STALE", "STATUS_UNAVAILABLE"}


@dataclass(frozen=True)
class ReferenceLimits:
    """Bounds of one question. Sizes in bytes, times in seconds."""

    answer_size: int = 8 * 1024 * 1024
    """A certificate of 1 MB stands in the answer twice: verbatim in base64, and parsed."""
    connect_seconds: float = 5
    silence_seconds: float = 10
    answer_seconds: float = 30
    """How long one answer may take as a whole, so that a trickle of bytes ends as well."""


class ReferenceClient:
    """Asks one reference service, at the address that the person or the trust list gave: never at a scanned one."""

    def __init__(
        self,
        address: str,
        limits: ReferenceLimits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address = address.rstrip("/")
        self._limits = limits or ReferenceLimits()
        self._clock = clock
        self._session = requests.Session()
        self._session.headers["Accept"] = f"application/json, {_PROBLEM}"

    def by_seal(self, seal: bytes) -> ServerAnswer | NoAnswer:
        """Return what the service answers for a seal, or why there is no usable answer."""
        url = f"{self.address}/api/v1/seals/{encode_base32(seal)}"
        try:
            status, kind, body = self._get(url)
        except _UnusableError as error:
            return NoAnswer(str(error))
        except requests.RequestException as error:
            return NoAnswer(f"The reference service {self.address} cannot be reached ({_name(error)}).")
        try:
            if status == requests.codes.ok:
                return _answer(json.loads(body))
            if status == requests.codes.not_found and kind == _PROBLEM:
                return ServerAnswer(as_of=_instant(json.loads(body)))
        except (ValueError, KeyError, TypeError, RecursionError, MalformedError):
            return NoAnswer(f"The reference service {self.address} answered something that is no answer to this.")
        return NoAnswer(f"The reference service {self.address} answered with status {status}.")

    def _get(self, url: str) -> tuple[int, str, bytes]:
        limits = self._limits
        deadline = self._clock() + limits.answer_seconds
        with self._session.get(
            url,
            timeout=(limits.connect_seconds, limits.silence_seconds),
            stream=True,
            # A redirect could lead anywhere; the service never sends one here.
            allow_redirects=False,
        ) as response:
            body = bytearray()
            for chunk in response.iter_content(64 * 1024):
                body += chunk
                if len(body) > limits.answer_size:
                    raise _UnusableError(f"The reference service {self.address} sends more than an answer can hold.")
                if self._clock() > deadline:
                    raise _UnusableError(f"The reference service {self.address} takes too long to answer.")
            return response.status_code, response.headers.get("Content-Type", "").partition(";")[0], bytes(body)


class _UnusableError(Exception):
    """An answer that was broken off; the text is the sentence for the person."""


def _answer(fields: dict[str, object]) -> ServerAnswer:
    certificate = fields["certificate"]
    records = fields["records"]
    if not isinstance(certificate, dict) or not isinstance(records, list):
        raise TypeError("an answer has a certificate and records")
    content = certificate.get("content")
    return ServerAnswer(
        as_of=_instant(fields),
        seal=decode_base32(certificate["seal"]),
        content=None if content is None else _bytes(content),
        records=tuple(_bytes(record) for record in records),
        current=fields.get("reason") not in _TOO_OLD,
    )


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError("bytes are sent as base64")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("bytes are sent as base64") from error


def _instant(fields: dict[str, object]) -> dt.datetime:
    instant = dt.datetime.fromisoformat(str(fields["as_of"]))
    if instant.tzinfo is None:
        raise ValueError("an instant has its zone")
    return instant.astimezone(dt.UTC)


def _name(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "its TLS certificate is not accepted"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    return "no connection"
