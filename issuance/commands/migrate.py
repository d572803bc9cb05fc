"""`issuance migrate`: make or upgrade the tables of the office's database and of the register, and what else lacks."""

import argparse

from issuance.commands.common import add_directory, open_office, say
from issuance.setup import make_databases, make_vault, make_web_secret


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("migrate", help="make or upgrade the database's tables")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Upgrade; running it again changes nothing."""
    office = open_office(args)
    make_databases(office)
    # An office of an older program has a vault, but no key for the indexes of what is sealed. A new one is given both;
    # one whose keys are away must not get others, under which nothing could be opened.
    is_new = not office.settings_directory.codes() and office.config.passphrase_file.exists()
    if is_new or (office.config.keys / "vault").exists():
        make_vault(office)
    make_web_secret(office)
    say({"migrated": True})
    return 0
