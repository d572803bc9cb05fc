"""A threaded development server that stops cleanly: Werkzeug's, without its debugger and reloader."""

import signal
import socket
import sys
import threading
from types import FrameType

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from look.logs import log_as_json
from reference_service.errors import ServerError

SILENT_CLIENT_SECONDS = 30
"""A connection on which nothing arrives for so long is closed."""


class _QuietHandler(WSGIRequestHandler):
    """Does not tell every client which Python and library version answers, and never waits for ever."""

    server_version = "OriginSeal"
    sys_version = ""
    timeout = SILENT_CLIENT_SECONDS

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: the addresses of certificates hold their access codes."""

    def version_string(self) -> str:
        return self.server_version


def serve(app: Flask, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, printing the address to stdout once it answers.

    Must run in the main thread (signals). Raises :class:`ServerError` where the address cannot be listened on.
    """
    log_as_json()
    listener = _listen(host, port)
    with listener:
        server = make_server(host, port, app, threaded=True, request_handler=_QuietHandler, fd=listener.fileno())

        def stop(_signal: int, _frame: FrameType | None) -> None:
            # shutdown() waits for the loop that this handler interrupts, so it needs a thread of its own.
            threading.Thread(target=server.shutdown, daemon=True).start()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        shown_host = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"Serving on http://{shown_host}:{listener.getsockname()[1]}/\n")
        sys.stdout.flush()
        server.serve_forever()
        server.server_close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ServerError(
            f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with --port."
        ) from error
    return listener
