"""A server that says yes to whatever reaches it: what stands before it decides alone."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

REACHED = b"It came through."


class Echo:
    """Answers every request with 200; `seen` holds the headers of each. Use as a context manager."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                seen.append(dict(self.headers))
                self.send_response(200)
                self.send_header("Content-Length", str(len(REACHED)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(REACHED)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
            setattr(Handler, f"do_{method}", Handler._answer)
        return Handler
