"""`issuance migrate`: make or upgrade the tables of the office's database and of the register."""

import argparse

from issuance.commands.common import add_directory, open_office, say
from issuance.setup import make_databases


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("migrate", help="make or upgrade the database's tables")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Upgrade; running it again changes nothing."""
    make_databases(open_office(args))
    say({"migrated": True})
    return 0
