"""Ask the reference service about a seal. Nothing that it says is believed here; `signing.verify` judges it."""

import base64
import binascii
import datetime as dt
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

import requests
import urllib3

from scanner.session import Session
from signing.errors import MalformedError
from signing.evidence import NoAnswer, ServerAnswer
from signing.qr import decode_base32, encode_base32

_ANSWER = "application/json"
_PROBLEM = "application/problem+json"
_TOO_OLD = {"STATUS_STALE", "STATUS_UNAVAILABLE"}
_CHUNK = 64 * 1024
_YEARS = range(2000, 9999)
"""Years of an as-of time: at both ends of the calendar the change of time zone would overflow."""


@dataclass(frozen=True)
class ReferenceLimits:
    """Bounds of one question. Sizes in bytes, times in seconds."""

    answer_size: int = 8 * 1024 * 1024
    """A certificate of 1 MB stands in the answer twice: verbatim in base64, and parsed."""
    connect_seconds: float = 5
    silence_seconds: float = 10
    answer_seconds: float = 30
    """How long one answer may take as a whole, so that a trickle of bytes ends as well."""
    pause_seconds: float = 10
    """How long a service that kept us waiting in vain is not asked again: forty documents would wait forty times."""


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
        self._resume_at = clock()
        self._session = Session()
        self._session.headers["Accept"] = f"{_ANSWER}, {_PROBLEM}"
        # An encoded body could unpack to far more than was sent.
        self._session.headers["Accept-Encoding"] = "identity"

    def by_seal(self, seal: bytes) -> ServerAnswer | NoAnswer:
        """Return what the service answers for a seal, or why there is no usable answer."""
        url = f"{self.address}/api/v1/seals/{encode_base32(seal)}"
        if self._clock() < self._resume_at:
            return NoAnswer(f"The reference service {self.address} did not answer just now and was not asked again.")
        try:
            status, kind, body = self._get(url)
        except _SilentError as error:
            self._resume_at = self._clock() + self._limits.pause_seconds
            return NoAnswer(str(error))
        except _UnusableError as error:
            return NoAnswer(str(error))
        try:
            if status == requests.codes.ok and kind == _ANSWER:
                return _answer(json.loads(body))
            if status == requests.codes.not_found and kind == _PROBLEM:
                return ServerAnswer(as_of=_instant(json.loads(body)))
        except (ValueError, KeyError, TypeError, RecursionError, MalformedError):
            return NoAnswer(f"The reference service {self.address} answered something that is no answer to this.")
        if status == requests.codes.ok:
            return NoAnswer(f"The reference service {self.address} sent no answer, perhaps the page of a network.")
        return NoAnswer(f"The reference service {self.address} answered with status {status}.")

    def _get(self, url: str) -> tuple[int, str, bytes]:
        """Return status, media type and body, or raise `_UnusableError` once the time is up.

        It runs in a thread of its own, for `requests` bounds the silence between two bytes but neither a header that
        trickles in for ever nor the search for a host's address. A thread that is given up ends with the program.
        """
        answer: Future[tuple[int, str, bytes]] = Future()
        threading.Thread(target=self._ask, args=(url, answer), daemon=True).start()
        try:
            return answer.result(self._limits.answer_seconds)
        except TimeoutError as error:
            raise self._too_slow() from error
        except requests.exceptions.SSLError as error:
            raise self._unreachable("its TLS certificate is not accepted") from error
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise _SilentError(str(self._unreachable("no answer in time"))) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._unreachable("no connection, or it broke off") from error

    def _ask(self, url: str, answer: Future[tuple[int, str, bytes]]) -> None:
        try:
            answer.set_result(self._exchange(url))
        except BaseException as error:  # noqa: BLE001  raised again in the thread that waits
            answer.set_exception(error)

    def _exchange(self, url: str) -> tuple[int, str, bytes]:
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
            # read1 returns what has come so far; read would wait for a whole chunk and let a trickle go on.
            while chunk := response.raw.read1(_CHUNK, decode_content=False):
                body += chunk
                if len(body) > limits.answer_size:
                    raise _UnusableError(f"The reference service {self.address} sends more than an answer can hold.")
                if self._clock() > deadline:
                    raise self._too_slow()
            return response.status_code, response.headers.get("Content-Type", "").partition(";")[0], bytes(body)

    def _too_slow(self) -> "_UnusableError":
        return _SilentError(f"The reference service {self.address} takes too long to answer.")

    def _unreachable(self, why: str) -> "_UnusableError":
        return _UnusableError(f"The reference service {self.address} cannot be reached ({why}).")


class _UnusableError(Exception):
    """An answer that was broken off; the text is the sentence for the person."""


class _SilentError(_UnusableError):
    """No answer in the time that there is."""


def _answer(fields: dict[str, object]) -> ServerAnswer:
    certificate = fields["certificate"]
    records = fields["records"]
    if not isinstance(certificate, dict) or not isinstance(records, list):
        raise TypeError("an answer has a certificate and records")
    content = certificate.get("content")
    return ServerAnswer(
        as_of=_instant(fields),
        seal=decode_base32(_text(certificate["seal"])),
        content=None if content is None else _bytes(content),
        records=tuple(_bytes(record) for record in records),
        current=fields.get("reason") not in _TOO_OLD,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(_text(text), validate=True)
    except binascii.Error as error:
        raise ValueError("bytes are sent as base64") from error


def _instant(fields: dict[str, object]) -> dt.datetime:
    instant = dt.datetime.fromisoformat(_text(fields["as_of"]))
    if instant.tzinfo is None or instant.year not in _YEARS:
        raise ValueError("an instant has its zone and lies in our time")
    return instant.astimezone(dt.UTC)
