"""`issuance metrics`: the office's figures for Prometheus, once or again and again with --watch."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from issuance.commands.common import add_directory, open_office
from issuance.errors import IssuanceError, RefusedError
from issuance.files import write_durably
from issuance.office import Office

WATCH_SECONDS = 15.0
"""A virus is told within a minute (annex 1), and this is the first of the steps on its way."""

_READABLE = 0o644


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("metrics", help="print what waits, failed and ends, for Prometheus")
    parser.add_argument(
        "--textfile", type=Path, metavar="FILE", help="write FILE.prom for node_exporter's textfile collector instead"
    )
    parser.add_argument("--watch", action="store_true", help="go on until SIGTERM, every few seconds (with --textfile)")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Read the figures; a file is replaced as a whole."""
    if args.textfile is not None and args.textfile.suffix != ".prom":
        raise RefusedError(f"{args.textfile} would not be read: node_exporter takes names that end in .prom.")
    if args.watch and args.textfile is None:
        raise RefusedError("--watch writes a file again and again: name it with --textfile.")
    with open_office(args) as office:
        if args.watch:
            _watch(office, args.textfile)
        elif args.textfile is not None:
            _write(office, args.textfile)
        else:
            sys.stdout.write(_figures(office).decode())
    return 0


def _watch(office: Office, file: Path) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            _write(office, file)
        except (IssuanceError, OSError) as error:
            # The database is restarted, a disk is full: the watch outlives that, and old figures raise an alarm.
            print(f"issuance: {error}", file=sys.stderr, flush=True)
        stop.wait(WATCH_SECONDS)


def _write(office: Office, file: Path) -> None:
    write_durably(file, _figures(office))
    file.chmod(_READABLE)  # whatever the umask of its unit is: node_exporter is another user


def _figures(office: Office) -> bytes:
    # Imported here: no other command needs the library.
    from issuance.watch.exposition import exposition

    return exposition(office)
