"""`reference-service serve`: the development server. Production is gunicorn on `reference_service.wsgi:app`."""

import argparse
import os
from pathlib import Path
from typing import Any

from reference_service.app import create_app_from_environment
from reference_service.server import serve

DEFAULT_PORT = 8000


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "serve",
        help="serve the pages and the API on this machine, for trying out",
        description="Serve the pages and the API until SIGTERM or Ctrl+C. For production use gunicorn: "
        "gunicorn reference_service.wsgi:app",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=None, help=f"port, 0 for any free one (default: REFERENCE_PORT or {DEFAULT_PORT})"
    )
    parser.add_argument(
        "--directory",
        type=Path,
        help="a demo installation such as var; without it the REFERENCE_… settings say where everything is",
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; returns 0 then."""
    port = args.port if args.port is not None else _port(os.environ.get("REFERENCE_PORT", str(DEFAULT_PORT)))
    app = create_app_from_environment(directory=args.directory)
    serve(app, host=args.host, port=port)
    return 0


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port number (0 to 65535)")
    return int(text)
