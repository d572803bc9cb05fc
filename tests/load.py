"""Clients that ask a running service without pause, and the judge of what they were told.

    with Load(url, [Ask("held", path, Right.IN_FORCE), …]) as load:
        …a fault…
    assert load.wrong() == []

Each client keeps its connection, as programs of banks do. Every answer is kept with its time, so that a test can say
what had to be true when.
"""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Self
from urllib.parse import urlsplit

LOST = "lost"
"""The reason of a question that got no answer."""

PAUSE_SECONDS = 0.004
"""Between two questions of one client, so that clients and service share two processors."""

CLIENT_SECONDS = 30
"""How long a client waits for an answer; far longer than any may take."""


class Right(Enum):
    """What may be answered while the register can be asked, each with what may be said besides while it cannot."""

    IN_FORCE = frozenset({"IN_FORCE"}), frozenset({"STATUS_STALE", "STATUS_UNAVAILABLE"})
    REVOKED = frozenset({"REVOKED"}), frozenset({"STATUS_UNAVAILABLE"})
    ENDING = frozenset({"IN_FORCE", "REVOKED"}), frozenset({"STATUS_STALE", "STATUS_UNAVAILABLE"})
    NOT_KNOWN = frozenset({"not_known"}), frozenset({"STATUS_UNAVAILABLE"})

    @property
    def certain(self) -> frozenset[str]:
        """The one right answer."""
        return self.value[0]

    @property
    def ever(self) -> frozenset[str]:
        """All that is not wrong."""
        return self.value[0] | self.value[1]


@dataclass(frozen=True)
class Ask:
    """A question that is asked again and again, and what is right. One with a `body` is a list of one row (POST)."""

    path: str
    right: Right
    body: bytes | None = None


@dataclass(frozen=True)
class Told:
    """One answer. Times are of the monotonic clock; `status` is 0 where the connection broke."""

    ask: Ask
    began: float
    ended: float
    status: int
    reason: str

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.began


@dataclass
class Load:
    """Clients in threads, each of which goes round all questions; use as a context manager."""

    url: str
    asks: Sequence[Ask]
    clients: int = 4
    answers: list[Told] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        parts = urlsplit(self.url)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._threads = [
            threading.Thread(target=self._ask_on, args=(start,), daemon=True) for start in range(self.clients)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, count: int, within: float = CLIENT_SECONDS) -> None:
        """Return when `count` more answers have come in; fail where that takes longer than `within` seconds."""
        wanted, deadline = len(self.answers) + count, time.monotonic() + within
        while len(self.answers) < wanted:
            assert time.monotonic() < deadline, f"only {len(self.answers)} of {wanted} answers in {within:g} s"
            self._stop.wait(0.01)

    def wait_for_right_after(self, right: Right, instant: float) -> None:
        """Return when a question of this sort was asked after `instant` and answered."""
        deadline = time.monotonic() + CLIENT_SECONDS
        while not any(told.ask.right is right and told.began > instant for told in self.answers):
            assert time.monotonic() < deadline, f"no {right.name} was asked for {CLIENT_SECONDS} s"
            self._stop.wait(0.05)

    def run_for(self, seconds: float) -> None:
        """Let the clients ask for a while."""
        self._stop.wait(seconds)

    def wrong(self, asks: Iterable[Ask] | None = None) -> list[Told]:
        """Return what was told and is not true, and what was lost."""
        chosen = set(self.asks if asks is None else asks)
        return [told for told in self.answers if told.ask in chosen and told.reason not in told.ask.right.ever]

    def in_force_after(self, instant: float) -> list[Told]:
        """Return where a certificate that was revoked under load was called in force, asked after `instant`."""
        return [
            told
            for told in self.answers
            if told.ask.right is Right.ENDING and told.began > instant and told.reason == "IN_FORCE"
        ]

    def uncertain(self) -> list[Told]:
        """Return what was not answered as by a service that lacks nothing."""
        return [told for told in self.answers if told.reason not in told.ask.right.certain]

    def slowest(self) -> float:
        """Return the seconds of the slowest answer."""
        return max(told.seconds for told in self.answers)

    def _ask_on(self, start: int) -> None:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=CLIENT_SECONDS)
        for ask in itertools.cycle([*self.asks[start:], *self.asks[:start]]):
            if self._stop.wait(PAUSE_SECONDS):
                break
            self.answers.append(_tell(connection, ask))
        connection.close()


def ask_each(url: str, asks: Iterable[Ask]) -> list[Told]:
    """Ask every question once, one after the other."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), int(parts.port or 80), timeout=CLIENT_SECONDS)
    told = [_tell(connection, ask) for ask in asks]
    connection.close()
    return told


def _tell(connection: http.client.HTTPConnection, ask: Ask) -> Told:
    began = time.monotonic()
    status, reason = _answer(connection, ask)
    return Told(ask, began, time.monotonic(), status, reason)


def _answer(connection: http.client.HTTPConnection, ask: Ask) -> tuple[int, str]:
    """Ask once; a connection that broke is opened anew by the next question."""
    method, headers = ("GET", {}) if ask.body is None else ("POST", {"Content-Type": "application/json"})
    try:
        connection.request(method, ask.path, ask.body, headers)
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return 0, f"{LOST}: {type(error).__name__}"
    try:
        answer = json.loads(body)
    except ValueError:
        return response.status, f"{LOST}: {body[:60]!r}"
    (row,) = answer.get("results", [answer])
    return response.status, str(row.get("reason", row.get("code")))
