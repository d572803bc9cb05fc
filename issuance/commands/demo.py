"""`issuance demo`: a whole installation with sample certificates, in one folder."""

import argparse
import sys

from issuance.commands.common import add_directory
from issuance.config import load_config
from issuance.demo.making import make_demo

DEFAULT_REF_BASE = "http://127.0.0.1:8000/v/"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("demo", help="make a demo with its keys and sample certificates, once")
    add_directory(parser)
    parser.add_argument(
        "--ref-base",
        default=DEFAULT_REF_BASE,
        metavar="URL",
        help=f"the address that the certificates name, fixed at the first time (default: {DEFAULT_REF_BASE})",
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Make the demo, or complete one that was interrupted."""
    make_demo(load_config(directory=args.directory), args.ref_base, _tell)
    return 0


def _tell(line: str) -> None:
    """Print progress for the person; stdout stays free for what programs read."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
