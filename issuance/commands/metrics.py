"""`issuance metrics`: the office's figures for Prometheus."""

import argparse
import sys
from pathlib import Path

from issuance.commands.common import add_directory, open_office
from issuance.errors import RefusedError
from issuance.files import write_durably

_READABLE = 0o644


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "metrics", help="print what waits, failed and ends, for Prometheus (run it every half minute)"
    )
    parser.add_argument(
        "--textfile", type=Path, metavar="FILE", help="write FILE.prom for node_exporter's textfile collector instead"
    )
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Read the figures once; a file is replaced as a whole."""
    # Imported here: no other command needs the library.
    from issuance.watch.exposition import exposition

    if args.textfile is not None and args.textfile.suffix != ".prom":
        raise RefusedError(f"{args.textfile} would not be read: node_exporter takes names that end in .prom.")
    with open_office(args) as office:
        text = exposition(office)
    if args.textfile is None:
        sys.stdout.write(text.decode())
    else:
        write_durably(args.textfile, text)
        args.textfile.chmod(_READABLE)  # whatever the umask of its unit is: node_exporter is another user
    return 0
