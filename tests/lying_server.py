"""A reference service on loopback that tells the truth until it is given a lie.

    with LyingServer(site.app()) as server:
        server.lies(altered(lambda answer: answer.pop("as_of")))      # in the API's JSON
        server.lies(replaced(500, "text/html", b"sorry"))             # instead of any answer

Only what the API says of a seal is lied about; the trust files are served as they stand, for they are signed and have
tests of their own, unless `lies_about_trust` is called.
"""

import datetime as dt
import http.server
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from types import TracebackType
from typing import Any

from apiflask import APIFlask


@dataclass
class Reply:
    """What is sent: status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """The body as JSON."""
        fields: dict[str, Any] = json.loads(self.body)
        return fields


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers honestly, then lets the lie have it. A lie gets the handler as well, to break the protocol itself."""

    server: "_Server"
    body: bytes | None = None
    """Of the request, where it has one."""

    def do_GET(self) -> None:
        """Answer a request."""
        self._answer(None)

    def do_POST(self) -> None:
        """Answer a request for many."""
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return what the Date header says."""
        return self.server.date or super().date_time_string(timestamp)

    def _answer(self, body: bytes | None) -> None:
        self.server.asked.append(self.path)
        self.body = body
        reply = self.server.honest(self.path, body)
        lie = self.server.lie if self.path.startswith("/api/") else self.server.trust_lie
        told = lie(self, reply)
        if told is not None:
            self.send(told)

    def send(self, reply: Reply) -> None:
        """Send a reply as it is."""
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """Keep the test output clean."""


Lie = Callable[[Handler, Reply], Reply | None]
"""Gets the honest reply and returns what to send, or None where it has sent something itself."""


def honest(_handler: Handler, reply: Reply) -> Reply:
    """Tell the truth."""
    return reply


def altered(change: Callable[[dict[str, Any]], object]) -> Lie:
    """Change the fields of the API's answer, in place."""

    def lie(_handler: Handler, reply: Reply) -> Reply:
        fields = reply.fields
        change(fields)
        return Reply(reply.status, {"Content-Type": reply.headers["Content-Type"]}, json.dumps(fields).encode())

    return lie


def replaced(status: int, media_type: str, body: bytes, **headers: str) -> Lie:
    """Answer everything with this."""
    return lambda _handler, _reply: Reply(status, {"Content-Type": media_type, **headers}, body)


def raw(send: Callable[[socket.socket, threading.Event], None]) -> Lie:
    """Write to the bare connection. The event is set when the test is over: wait for it instead of sleeping."""

    def lie(handler: Handler, _reply: Reply) -> None:
        handler.close_connection = True
        try:
            send(handler.connection, handler.server.over)
        except OSError:
            return  # The scanner has hung up, which is what it should do.

    return lie


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, app: APIFlask) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self._app = app
        self.asked: list[str] = []
        self.lie: Lie = honest
        self.trust_lie: Lie = honest
        self.over = threading.Event()
        self.date: str | None = None

    def honest(self, path: str, body: bytes | None = None) -> Reply:
        client = self._app.test_client()
        with (
            client.get(path)
            if body is None
            else client.post(path, data=body, content_type="application/json") as response
        ):
            return Reply(response.status_code, {"Content-Type": response.headers["Content-Type"]}, response.data)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of scanners that hang up."""


class LyingServer:
    """The server, from entering to leaving."""

    def __init__(self, app: APIFlask) -> None:
        self._server = _Server(app)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> "LyingServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return self._server.asked

    def shows(self, instant: dt.datetime) -> None:
        """Let the server's clock show this from now on."""
        self._server.date = format_datetime(instant, usegmt=True)

    def lies(self, lie: Lie) -> None:
        """Lie about seals from now on."""
        self._server.lie = lie

    def lies_about_trust(self, lie: Lie) -> None:
        """Lie about the trust files from now on."""
        self._server.trust_lie = lie
