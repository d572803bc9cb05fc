"""Requests as nobody's library would send them, and what came back."""

import contextlib
import http.client
import io
import json
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

ANSWER_SECONDS = 20
MAX_ANSWER = 20_000_000
PROBLEM, PAGE = "application/problem+json", "text/html"


@dataclass(frozen=True)
class Answer:
    """One answer. `kind` is its media type without parameters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def problem(self) -> dict[str, object]:
        """Return the problem document that it must be."""
        assert self.kind == PROBLEM, (self.status, self.kind, self.body[:200])
        document: dict[str, object] = json.loads(self.body)
        assert document["status"] == self.status
        assert document["detail"]
        return document


def send(url: str, data: bytes, patience: float = ANSWER_SECONDS) -> list[Answer]:
    """Send bytes and return all answers that come back until the connection is closed, or nothing comes any more.

    None where it was refused unread. `patience` is in seconds.
    """
    address = urlsplit(url)
    received = bytearray()
    with socket.create_connection((address.hostname, address.port), timeout=patience) as connection:
        # Refused in the middle: what was answered can still be read.
        with contextlib.suppress(OSError):
            connection.sendall(data)
        try:
            while chunk := connection.recv(65536):
                received += chunk
                assert len(received) < MAX_ANSWER
        except (ConnectionResetError, TimeoutError):
            pass  # the rest of what was sent was not wanted, or is still waited for
    return _parse(bytes(received))


def ask(
    url: str, method: str, target: str | bytes, body: bytes = b"", headers: dict[str, str | bytes] | None = None
) -> Answer:
    """Ask for a target exactly as it stands here, in one request; return the one answer."""
    given: dict[str, str | bytes] = {"Host": urlsplit(url).netloc, "Connection": "close"} | (headers or {})
    if body or method == "POST":
        given.setdefault("Content-Length", str(len(body)))
    lines = [method.encode() + b" " + _bytes(target) + b" HTTP/1.1"]
    lines += [name.encode() + b": " + _bytes(value) for name, value in given.items()]
    (answer,) = send(url, b"\r\n".join(lines) + b"\r\n\r\n" + body)
    return answer


def fine(answer: Answer) -> None:
    """Check what must hold for every answer to anything: no fault of ours, nothing of our insides, no script."""
    assert answer.status < 500, (answer.status, answer.body[:300])
    for inside in (b"Traceback", b"werkzeug", b"sqlalchemy", b"/site-packages/", b"root:x:"):
        assert inside not in answer.body
    assert b"<script>alert" not in answer.body.lower()


def refused(answer: Answer, for_programs: bool) -> None:
    """Check that it is a clear 4xx: a problem document, or a page that leads on."""
    fine(answer)
    assert 400 <= answer.status < 500, (answer.status, answer.body[:300])
    if for_programs:
        answer.problem()
    else:
        assert answer.kind == PAGE, (answer.status, answer.kind, answer.body[:200])
        assert "<h1" in answer.text
        assert 'href="/' in answer.text, "the page leads on"
    assert answer.headers.get("cache-control") == "no-store"


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


class _Wire:
    """What `HTTPResponse` reads from."""

    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream

    def makefile(self, _mode: str) -> io.BytesIO:
        # It closes what it was given at the end of each answer; the next one stands behind.
        return _Kept(self._stream)


class _Kept(io.BytesIO):
    """Reads on in another stream, which stays open."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__()
        self._stream = stream

    def read(self, size: int | None = -1) -> bytes:
        return self._stream.read(size)

    def readline(self, size: int | None = -1) -> bytes:
        return self._stream.readline(size)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # narrower than any buffer
        return self._stream.readinto(buffer)


def _parse(data: bytes) -> list[Answer]:
    if data and not data.startswith(b"HTTP/"):
        # Who asks as in 1991 (HTTP/0.9) is answered so: a body alone.
        return [Answer(0, {}, data)]
    stream = io.BytesIO(data)
    answers = []
    while stream.tell() < len(data):
        response = http.client.HTTPResponse(_Wire(stream))  # type: ignore[arg-type]  # it only makes a file of it
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        answers.append(Answer(response.status, headers, response.read()))
    return answers
