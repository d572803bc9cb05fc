"""`issuance cards reconcile`: ask the card service about payments and refunds that are still waited for.

A timer runs it every ten minutes: an event may get lost, or come while nothing here could take it.
"""

import argparse
from dataclasses import asdict

from issuance.commands.common import add_directory, open_office, say
from issuance.domain.ids import FEDERATION


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    parser = subparsers.add_parser("cards", help="payments by card")
    acts = parser.add_subparsers(metavar="ACT", required=True)
    reconcile = acts.add_parser(
        "reconcile", help="ask about what is waited for, and book what came; safe to run again at any time"
    )
    add_directory(reconcile)
    reconcile.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Ask for each chamber that has keys, and say what was learnt; 1 where a question got no answer."""
    unanswered = 0
    with open_office(args) as office:
        for chamber in office.tenants():
            if chamber != FEDERATION and office.fees.cards.gates.of(chamber) is not None:
                done = office.fees.cards.round.run(chamber)
                unanswered += done.unanswered
                say({"chamber": chamber, **asdict(done)})
    return 1 if unanswered else 0
