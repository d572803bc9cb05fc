"""A real HTTP server on loopback that serves a folder, and servers that misbehave in one way each."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path


class QuietFolder(http.server.SimpleHTTPRequestHandler):
    """Serves files; keeps the paths that were asked for on the server object."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]  # our own server class below
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Keep the test output clean."""


class RedirectsElsewhere(QuietFolder):
    """Answers every request with a redirect to a host that must never be asked."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://elsewhere.invalid{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()


class MovedOnTheSameHost(QuietFolder):
    """Redirects `/trust/…` to `/moved/trust/…` on the same host and serves it there."""

    def do_GET(self) -> None:
        if self.path.startswith("/moved/"):
            self.path = self.path.removeprefix("/moved")
            super().do_GET()
            return
        self.send_response(302)
        self.send_header("Location", f"/moved{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()


class SignInPage(QuietFolder):
    """Answers everything with the sign-in page of a hotel network."""

    def do_GET(self) -> None:
        page = b"<html><title>Welcome</title></html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


class Endless(QuietFolder):
    """Sends a timestamp that never ends."""

    def do_GET(self) -> None:
        if not self.path.endswith("/timestamp.json"):
            super().do_GET()
            return
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" " * 1024)
        except OSError:
            self.close_connection = True  # The client had enough.


class TricklingHeader(QuietFolder):
    """Sends a header that never ends, a few bytes at a time, so that it is never silent."""

    def do_GET(self) -> None:
        self.close_connection = True
        try:
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
            while not self.server.stopping.wait(0.02):  # type: ignore[attr-defined]  # our own server class below
                self.wfile.write(b"x")
        except OSError:
            return  # The client had enough.


class BreaksOff(QuietFolder):
    """Announces more bytes than it sends."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"{")
        self.close_connection = True


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler: partial[QuietFolder]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.asked: list[str] = []
        self.stopping = threading.Event()


@contextmanager
def serving(folder: Path, handler: type[QuietFolder] = QuietFolder) -> Iterator[tuple[str, list[str]]]:
    """Serve `folder`; yield the base address and the growing list of paths asked for."""
    server = _Server(partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
