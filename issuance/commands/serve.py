"""`issuance serve`: the office's pages, by gunicorn. A proxy of ours with TLS stands in front of it."""

import argparse
import gc
import os
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from issuance.commands.common import add_directory
from issuance.config import OfficeConfig, load_config
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.web.config import DEFAULT_PORT
from look.assets import AssetsMissingError
from look.logs import gunicorn_logging

DEFAULT_WORKERS = 2
THREADS = 4
"""Of each worker: a request waits for the database or a mail address's check, not for the processor."""

REQUEST_SECONDS = 60
"""A worker that is stuck for so long is replaced."""

LONGEST_SOCKET = 107
"""Bytes of a Unix socket's path."""

_Settings = dict[str, Any]


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "serve",
        help="serve the office's pages",
        description="Serve the office's pages until SIGTERM or Ctrl+C.",
    )
    add_directory(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=None, help=f"port (default: ISSUANCE_PORT, else {DEFAULT_PORT})")
    parser.add_argument(
        "--socket",
        type=_socket,
        metavar="PATH",
        help="listen on this Unix socket and on no port; who may enter its folder may ask",
    )
    parser.add_argument("--workers", type=int, default=DEFAULT_WORKERS, help="processes (default: %(default)s)")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    # Only here: no other command should wait until every page is loaded.
    from issuance.web.wsgi import open_app

    environment = dict(os.environ)
    if args.port is not None:
        environment["ISSUANCE_PORT"] = str(args.port)
    port = _port(environment.get("ISSUANCE_PORT", str(DEFAULT_PORT)))
    if args.socket is not None and not args.socket.parent.is_dir():
        raise RefusedError(f"There is no folder {args.socket.parent} for the socket. Make it first.")
    config = load_config(environment, directory=args.directory)
    check_start(config)
    try:
        # What cannot be opened is told here, in a sentence, and not by each worker.
        open_app(args.directory, environment)
    except AssetsMissingError as error:
        raise RefusedError(str(error)) from error
    settings = _settings(f"unix:{args.socket}" if args.socket else f"{_shown(args.host)}:{port}", args.workers)
    _Server(settings, config.directory, environment).run()
    return 0


def check_start(config: OfficeConfig) -> None:
    """Raise `IssuanceError` where an installation is a sandbox and its settings deny it, or the other way round."""
    with Office(config) as office:
        office.check_kind()


def _settings(address: str, workers: int) -> _Settings:
    def ready(_arbiter: Arbiter) -> None:
        sys.stdout.write(f"Serving on {address if address.startswith('unix:') else f'http://{address}/'}\n")
        sys.stdout.flush()

    return {
        "bind": address,
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": REQUEST_SECONDS,
        "graceful_timeout": 20,
        "loglevel": "warning",
        # Addresses hold one-time links; what people did stands in the audit trail.
        "accesslog": None,
        "logconfig_dict": gunicorn_logging(),
        "limit_request_line": 4094,
        "limit_request_fields": 60,
        "forwarded_allow_ips": "127.0.0.1,::1",
        "when_ready": ready,
        "control_socket_disable": True,
    }


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings; each worker opens the application for itself."""

    def __init__(self, settings: _Settings, directory: Path, environment: dict[str, str]) -> None:
        self._settings = settings
        self._directory = directory
        self._environment = environment
        super().__init__()

    def load_config(self) -> None:
        """Take the settings over that this gunicorn knows."""
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Open the application, in a worker."""
        from issuance.web.wsgi import open_app

        app = open_app(self._directory, self._environment)
        # What is loaded stays until the end: going through all of it again and again stops a long list for a good
        # tenth of a second.
        gc.collect()
        gc.freeze()
        return app


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _socket(text: str) -> Path:
    path = Path(text)
    # A socket's address has 108 bytes, the last of which is a zero (unix(7)).
    if not path.is_absolute() or len(os.fsencode(path)) > LONGEST_SOCKET:
        raise argparse.ArgumentTypeError(f"{text!r} is no absolute path of at most {LONGEST_SOCKET} bytes")
    return path


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port number (1 to 65535)")
    return int(text)
