"""`issuance federation add-operator`: an id for a person of the federation that runs the system."""

import argparse

from issuance.commands.arguments import Subparsers
from issuance.commands.common import add_directory, open_office, say
from issuance.domain.accounts import Person
from issuance.domain.messages import MailAddress
from issuance.services.chamber.founding import add_operator


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    federation = subparsers.add_parser("federation", help="the federation that runs the system")
    commands = federation.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = commands.add_parser("add-operator", help="add an operator of the federation's console")
    add_directory(add)
    add.add_argument("--name", required=True)
    add.add_argument("--mail", required=True)
    add.add_argument("--language", choices=("ja", "en"), default="ja", help="of the operator's mails")
    add.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Add an operator; prints the one-time link and code by which a password is chosen."""
    person = Person(args.name, MailAddress(args.mail).text, args.language)
    with open_office(args) as office:
        invitation = add_operator(office, person)
    say(
        {
            "login": invitation.login,
            "link": invitation.link,
            "code": invitation.code,
            "good_until": invitation.expires.isoformat(timespec="minutes"),
        }
    )
    return 0
