"""`issuance sandbox …`: make a sandbox ready for third parties, and lead applications through all states (ADR 0054)."""

import argparse
import os
import sys

from issuance.commands.arguments import Subparsers
from issuance.commands.common import add_directory, open_office, say
from issuance.commands.demo import DEFAULT_REF_BASE
from issuance.config import load_config
from issuance.demo.sandbox import INVOICE, REDIRECT, TYPED, another_secret, check_sandbox, known_system, make_sandbox
from issuance.demo.trying import Decision, decide, fetch_token, pay
from issuance.domain.application.application import Application
from issuance.errors import RefusedError

SECRET = "ORIGINSEAL_SECRET"  # noqa: S105  # the name of a variable, no secret
"""Where `token` finds the system's secret: command lines are seen by whoever may list processes."""

_HELP = {
    Decision.APPROVE: "review and approve an application, as two officers",
    Decision.RETURN: "return an application to be put right, as an officer",
    Decision.REJECT: "reject an application, as an officer",
}


def register(subparsers: Subparsers) -> None:
    """Add the command with its own commands."""
    sandbox = subparsers.add_parser("sandbox", help="an installation in which third parties try their systems")
    commands = sandbox.add_subparsers(title="commands", metavar="COMMAND", required=True)
    make = commands.add_parser("make", help="make it ready: chamber, people, one system with its id and secret")
    make.add_argument(
        "--ref-base",
        default=DEFAULT_REF_BASE,
        metavar="URL",
        help="the address that certificates name, fixed at the first time (default: %(default)s)",
    )
    make.add_argument(
        "--redirect", default=REDIRECT, metavar="URL", help="where the system's answers go (default: %(default)s)"
    )
    make.set_defaults(func=run_make)
    secret = commands.add_parser("secret", help="make another secret of the system")
    secret.set_defaults(func=run_secret)
    token = commands.add_parser("token", help=f"fetch a token for the user id, with the secret in {SECRET}")
    token.set_defaults(func=run_token)
    for decision in Decision:
        deciding = commands.add_parser(decision.value, help=_HELP[decision])
        deciding.add_argument("reference", metavar="REF", help="of the application, such as A-7K3M-Q9XW")
        deciding.add_argument(
            "--words", default="Tried in the sandbox.", help="what the applicant is told, if anything"
        )
        deciding.set_defaults(func=run_decide, decision=decision)
        add_directory(deciding)
    paying = commands.add_parser("pay", help="pay an application's fee at the counter, as the cashier")
    paying.add_argument("reference", metavar="REF")
    paying.set_defaults(func=run_pay)
    for parser in (make, secret, token, paying):
        add_directory(parser)


def run_make(args: argparse.Namespace) -> int:
    """Make it, or complete it; prints what whoever programs a system needs, the secret this once."""
    config = load_config(directory=args.directory)
    ready = make_sandbox(config, args.ref_base, args.redirect, _tell)
    if ready.secret is None:
        _tell("The secret was shown by an earlier run. For another one: issuance sandbox secret")
    say(
        {
            "issuer": ready.issuer,
            "client_id": ready.system,
            "client_secret": ready.secret,
            "login": ready.holder.login,
            "password": ready.holder.password,
            "typed": str(config.demo / TYPED),
            "invoice": str(config.demo / INVOICE),
        }
    )
    return 0


def run_secret(args: argparse.Namespace) -> int:
    """Make another secret; prints it, this once."""
    with open_office(args) as office:
        check_sandbox(office.config)
        say({"client_id": known_system(office), "client_secret": another_secret(office)})
    return 0


def run_token(args: argparse.Namespace) -> int:
    """Fetch a token as the system, for the user id that has allowed it all; prints the answer of the token address."""
    secret = os.environ.get(SECRET)
    if not secret:
        raise RefusedError(f"Set {SECRET} to the system's secret, which `issuance sandbox make` has shown.")
    with open_office(args) as office:
        say(dict(fetch_token(office, secret)))
    return 0


def run_decide(args: argparse.Namespace) -> int:
    """Let officers decide."""
    with open_office(args) as office:
        _show(decide(office, args.reference, args.decision, args.words))
    return 0


def run_pay(args: argparse.Namespace) -> int:
    """Let the cashier take the fee."""
    with open_office(args) as office:
        _show(pay(office, args.reference))
    return 0


def _show(found: Application) -> None:
    say({"reference": found.reference, "state": found.state.value})


def _tell(line: str) -> None:
    """Print progress for the person; stdout stays free for what programs read."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
