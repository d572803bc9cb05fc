"""`issuance trust …`: what scanners are to believe, signed and published."""

import argparse

from issuance.commands import trust_ceremony, trust_keys, trust_publication, trust_survivors, trust_year_keys
from issuance.commands.arguments import Subparsers

DESCRIPTION = """\
Keep the trust repository: the static files from which scanners learn chambers, keys and revocations.

Root and trust list need two of three offline keys. A demo holds them all in one folder and signs in one go; an office
without them writes a ceremony folder (--export, export), carries it to the key holders (sign) and back (assemble)."""


def register(subparsers: Subparsers) -> None:
    """Add `trust` with its own commands."""
    parser = subparsers.add_parser(
        "trust",
        help="keys, trust list and revocations for scanners",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (trust_publication, trust_keys, trust_year_keys, trust_survivors, trust_ceremony):
        module.register(commands)
