"""A receiver of webhooks on a loopback port, over TLS or without, that answers as it is told to.

    with Receiver() as receiver:
        receiver.answers = [500, 410]           # one after the other, then 204
        ...
        receiver.received[0].headers["webhook-id"]

An answer is a status, a pair of status and headers, or something that is done with the connection.
"""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

HOST = "127.0.0.1"
Answer = int | tuple[int, dict[str, str]] | Callable[[socket.socket], None]


@dataclass
class Received:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """The server; use as a context manager. `certificate` is a PEM file with key and certificate."""

    certificate: Path | None = None
    answers: list[Answer] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    """A request has come in."""
    held: threading.Event = field(default_factory=threading.Event)
    """Set to let `hold` go on."""

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer((HOST, 0), type("Handler", (_Handler,), {"receiver": self}))
        self._server.daemon_threads = True
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.held.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """The port."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where it receives, on this machine."""
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://{HOST}:{self.port}/hooks"

    def hold(self, _connection: socket.socket) -> None:
        """Say nothing until `held` is set."""
        self.held.wait(60)

    def drip(self, connection: socket.socket) -> None:
        """Answer a byte now and then, without end."""
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 4000:
            if self.held.wait(0.05):
                return
            connection.sendall(bytes([byte]))

    @staticmethod
    def cut(connection: socket.socket) -> None:
        """Close in the middle of the answer's head."""
        connection.sendall(b"HTTP/1.1 20")

    @staticmethod
    def nonsense(connection: socket.socket) -> None:
        """Answer what is no HTTP."""
        connection.sendall(b"220 mail.example ESMTP\r\n\r\n")

    def flood(self, connection: socket.socket) -> None:
        """Answer 200 with a body without end."""
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        while not self.held.is_set():
            connection.sendall(b"x" * 65536)


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.received.append(Received(self.path, headers, body))
        self.receiver.reached.set()
        answer = self.receiver.answers.pop(0) if self.receiver.answers else HTTPStatus.NO_CONTENT
        if callable(answer):
            with suppress(OSError):  # the office has gone: that is what is tried
                answer(self.connection)
            self.close_connection = True
            return
        status, more = answer if isinstance(answer, tuple) else (answer, {})
        self.send_response(status)
        for name, value in {"Content-Length": "0", **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Print nothing."""
