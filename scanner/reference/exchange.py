"""One question over HTTP, put again where that can help, and always at an end in bounded time."""

import datetime as dt
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from http import HTTPStatus

import requests
import urllib3

from scanner.language import N_, sentence
from scanner.reference.errors import BrokenOffError, NobodyThereError, SilentError, UnusableError
from scanner.reference.limits import ReferenceLimits
from scanner.session import Network, Session, server_date
from scanner.tls import tls_problem

ACCEPT = "application/json, application/problem+json"

_CHUNK = 64 * 1024
_BUSY = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.GATEWAY_TIMEOUT,
}


@dataclass(frozen=True)
class Reply:
    """What came back: status, media type without parameters, body, and the seconds to wait that it asks for."""

    status: int
    kind: str
    body: bytes
    retry_after: float | None = None


@dataclass(frozen=True)
class _Request:
    method: str
    path: str
    body: bytes | None
    accept: str
    max_bytes: int


class Exchange:
    """Puts questions to one address: the one that the person or the trust list gave, and no other."""

    def __init__(
        self,
        address: str,
        limits: ReferenceLimits,
        network: Network | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[float, float], float] = random.uniform,
        on_date: Callable[[dt.datetime], None] | None = None,
    ) -> None:
        self.address = address.rstrip("/")
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._draw = draw
        self._on_date = on_date
        self._resume_at = clock()
        self._given_up: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._session = Session(network)

    def get(self, path: str, *, accept: str | None = None, max_bytes: int | None = None) -> Reply:
        """Ask with GET, for an answer of the API unless another type and size are named; raise `UnusableError`."""
        return self._ask(_Request("GET", path, None, accept or ACCEPT, max_bytes or self._limits.answer_size))

    def post(self, path: str, body: bytes) -> Reply:
        """Ask with POST and a JSON body. It must be a question: it may be put more than once."""
        return self._ask(_Request("POST", path, body, ACCEPT, self._limits.answer_size))

    def close(self) -> None:
        """Close the connections that were kept for further questions."""
        self._session.close()

    def _ask(self, request: _Request) -> Reply:
        if self._clock() < self._resume_at:
            text = N_("The reference service %(address)s did not answer just now and was not asked again.")
            raise UnusableError(sentence(text, address=self.address))
        try:
            return self._until_answered(request)
        except (SilentError, NobodyThereError):
            self._resume_at = self._clock() + self._limits.pause_seconds
            raise

    def _until_answered(self, request: _Request) -> Reply:
        deadline = self._clock() + self._limits.answer_seconds
        for attempt in range(self._limits.attempts):
            last = attempt == self._limits.attempts - 1
            # A random wait, so that a thousand scanners do not come back at the same moment.
            wait = self._draw(0, self._limits.backoff_seconds * 2**attempt)
            try:
                reply = self._once(request, deadline)
            except BrokenOffError:
                if last or self._clock() + wait >= deadline:
                    raise
            else:
                wait = max(wait, reply.retry_after or 0)
                too_long = wait > self._limits.longest_wait_seconds or self._clock() + wait >= deadline
                if reply.status not in _BUSY or last or too_long:
                    return reply
            self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, request: _Request, deadline: float) -> Reply:
        """Put the question once.

        It runs in a thread of its own, for `requests` bounds the silence between two bytes but neither a header that
        trickles in for ever nor the search for a host's address. A thread that is given up ends with the program.
        """
        with self._lock:
            self._given_up = [thread for thread in self._given_up if thread.is_alive()]
            if len(self._given_up) >= self._limits.given_up:
                raise self._too_slow()
        answer: Future[Reply] = Future()
        thread = threading.Thread(target=self._work, args=(request, deadline, answer), daemon=True)
        thread.start()
        try:
            return answer.result(max(deadline - self._clock(), 0))
        except TimeoutError as error:
            with self._lock:
                self._given_up.append(thread)
            raise self._too_slow() from error

    def _work(self, request: _Request, deadline: float, answer: "Future[Reply]") -> None:
        try:
            answer.set_result(self._translated(request, deadline))
        except BaseException as error:  # noqa: BLE001  raised again in the thread that waits
            answer.set_exception(error)

    def _translated(self, request: _Request, deadline: float) -> Reply:
        try:
            return self._exchange(request, deadline)
        except requests.exceptions.SSLError as error:
            raise UnusableError(tls_problem(error, self.address)) from error
        except requests.exceptions.ProxyError as error:
            # The proxy's own address is not named: a password may stand in it.
            text = N_("The reference service %(address)s cannot be reached: the proxy refuses or does not answer.")
            raise NobodyThereError(sentence(text, address=self.address)) from error
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            text = N_("The reference service %(address)s cannot be reached (no answer in time).")
            raise SilentError(sentence(text, address=self.address)) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            text = N_("The reference service %(address)s cannot be reached (no connection, or it broke off).")
            kind = NobodyThereError if _is_nobody_there(error) else BrokenOffError
            raise kind(sentence(text, address=self.address)) from error

    def _exchange(self, request: _Request, deadline: float) -> Reply:
        limits = self._limits
        with self._session.request(
            request.method,
            self.address + request.path,
            data=request.body,
            headers={
                "Accept": request.accept,
                **({} if request.body is None else {"Content-Type": "application/json"}),
            },
            timeout=(limits.connect_seconds, limits.silence_seconds),
            stream=True,
            # A redirect could lead anywhere; the service never sends one here.
            allow_redirects=False,
        ) as response:
            received = bytearray()
            # read1 returns what has come so far; read would wait for a whole chunk and let a trickle go on.
            while chunk := response.raw.read1(_CHUNK, decode_content=False):
                received += chunk
                if len(received) > request.max_bytes:
                    text = N_("The reference service %(address)s sends more than an answer can hold.")
                    raise UnusableError(sentence(text, address=self.address))
                if self._clock() > deadline:
                    raise self._too_slow()
            date = server_date(response.headers)
            if date is not None and self._on_date is not None:
                self._on_date(date)
            return Reply(
                response.status_code,
                response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                bytes(received),
                _seconds(response.headers.get("Retry-After")),
            )

    def _too_slow(self) -> SilentError:
        return SilentError(
            sentence(N_("The reference service %(address)s takes too long to answer."), address=self.address)
        )


def _is_nobody_there(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


def _seconds(text: str | None) -> float | None:
    """Return a Retry-After in seconds; a date there, or nonsense, is no reason to wait."""
    return float(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else None
