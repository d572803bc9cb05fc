"""Banks and customs: threads that ask in every way that there is, each on a connection that it keeps."""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.whole.judging import NOT_KNOWN, REVOKED, Judgement, judge, reason_of_page
from bench.whole.truth import NEVER, Known, Truth

CLIENT_SECONDS = 30
WATCH_SECONDS = 0.02
ROWS = 5
BOUNDARY = "originseal-load"
KINDS = {"api": 60, "qr_page": 20, "batch": 8, "unknown": 6, "pdf": 3, "office_page": 3}
"""How often each is asked, in percent."""


@dataclass(frozen=True)
class Answer:
    """One answer: times of the monotonic clock, and what it is worth."""

    kind: str
    began: float
    ended: float
    status: int
    judgement: Judgement
    reason: str = ""


class Asker(threading.Thread):
    """One client. `public` is nginx's address, `office` that of the office's pages."""

    def __init__(self, public: str, office: str, truth: Truth, seed: int, pause: float) -> None:
        super().__init__(daemon=True)
        self._doors = {name: _connection(url) for name, url in (("public", public), ("office", office))}
        self._truth, self._pause = truth, pause
        self._chance = random.Random(seed)  # noqa: S311  # what is asked for
        self._stopped = threading.Event()
        self.answers: list[Answer] = []
        self.asked_again = 0
        """Connections that had been closed when they were used again."""
        self._ways: dict[str, Callable[[Known], None]] = {
            "api": lambda one: self._get("api", one.api, one),
            "qr_page": lambda one: self._get("qr_page", one.page, one),
            "batch": lambda _: self._batch(),
            "unknown": self._unknown,
            "pdf": self._pdf,
            "office_page": lambda _: self._office_page(),
        }

    def run(self) -> None:
        """Ask until stopped; half of all questions are about the newest hundred."""
        kinds, weights = list(KINDS), list(KINDS.values())
        while not self._stopped.wait(self._pause):
            known = self._truth.some()
            one = self._chance.choice(known[-100:] if self._chance.random() < 1 / 2 else known)
            self._ways[self._chance.choices(kinds, weights)[0]](one)

    def ask(self, kind: str, about: Known) -> None:
        """Ask one question of a kind, in the caller's own thread."""
        self._ways[kind](about)

    def stop(self) -> None:
        """End after the question that is under way."""
        self._stopped.set()
        if self.is_alive():
            self.join()
        for door in self._doors.values():
            door.close()

    def _get(self, kind: str, path: str, about: Known | None) -> None:
        began, status, body = self._ask("public", "GET", path)
        self._note(kind, about, began, status, _reason(kind, body))

    def _batch(self) -> None:
        about = self._chance.choices(self._truth.some(), k=ROWS)
        body = json.dumps({"checks": [each.row for each in about]}).encode()
        began, status, text = self._ask("public", "POST", "/api/v1/checks", body, "application/json")
        answer = _json(text)
        rows = answer.get("results")
        for index, each in enumerate(about):
            row = rows[index] if isinstance(rows, list) else answer
            self._note("batch", each, began, status, str(row.get("reason", row.get("code", text[:60]))))

    def _unknown(self, like: Known) -> None:
        # Another day's certificate of that number: nothing is told of whether the number exists.
        number, _, _day = like.api.rpartition("/")[0], "/", ""
        self._get("unknown", f"{number}/2001-01-01", None)

    def _pdf(self, about: Known) -> None:
        if about.pdf is None:
            return
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="c.pdf"\r\n'
        body = f"{head}Content-Type: application/pdf\r\n\r\n".encode() + about.pdf + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        began, status, text = self._ask("public", "POST", "/check-file", body, kind)
        self._note("pdf", about, began, status, _reason("pdf", text))

    def _office_page(self) -> None:
        began, status, text = self._ask("office", "GET", "/TYO/sign-in")
        judgement = Judgement.RIGHT if status == http.HTTPStatus.OK else Judgement.ERROR
        reason = text[:60] if status == 0 else ""
        self.answers.append(Answer("office_page", began, time.monotonic(), status, judgement, reason))

    def _note(self, kind: str, about: Known | None, began: float, status: int, reason: str) -> None:
        ended = time.monotonic()
        if about is not None and reason == REVOKED and about.shown == NEVER:
            about.shown = ended
        self.answers.append(Answer(kind, began, ended, status, judge(about, began, ended, status, reason), reason))

    def _ask(
        self, door: str, method: str, path: str, body: bytes | None = None, kind: str | None = None
    ) -> tuple[float, int, str]:
        """Return when it began, the status (0: no answer) and the text.

        A server may close a connection that lay idle, at the moment at which it is used again: as every HTTP client
        does, this one then asks once more on a new connection (RFC 9110, section 9.2.2; none of its questions changes
        anything).
        """
        connection = self._doors[door]
        began = time.monotonic()
        headers = {"Accept-Language": "en"} | ({"Content-Type": kind} if kind else {})
        lost = ""
        for reused in (connection.sock is not None, False):
            try:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                return began, response.status, response.read().decode("utf-8", "replace")
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                lost = f"lost: {type(error).__name__}"
                if not reused or isinstance(error, TimeoutError):
                    break
                self.asked_again += 1
        return began, 0, lost


class Watcher(Asker):
    """Asks for what was just revoked, again and again until it is told: so soon does a revocation show."""

    def run(self) -> None:
        """Ask until stopped."""
        while not self._stopped.wait(WATCH_SECONDS):
            for one in self._truth.some():
                if one.revoked != NEVER and one.shown == NEVER:
                    self.ask("api", one)


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=CLIENT_SECONDS)


def _reason(kind: str, text: str) -> str:
    if text.startswith("lost: "):
        return text
    if kind in ("api", "unknown"):
        answer = _json(text)
        return str(answer.get("reason", answer.get("code", text[:60])))
    return NOT_KNOWN if "not_known" in text[:200] else reason_of_page(text)


def _json(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
