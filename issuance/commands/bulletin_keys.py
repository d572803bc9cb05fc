"""`issuance bulletin key`: the API keys of banks."""

import argparse
import datetime as dt

from issuance.commands.arguments import Subparsers, now, open_installation
from issuance.commands.bulletin_common import add_group, finish, noted, tell

DEFAULT_BURST = 20_000
DEFAULT_PER_MINUTE = 600
KEY_LIFETIME = dt.timedelta(days=365)


def register(commands: Subparsers) -> None:
    """Add `key` with its commands."""
    group = add_group(commands, "key", "API keys, with which a bank's system has larger limits")
    new = group.add_parser("new", help="make a key and print its secret, this one time")
    new.add_argument("--for", dest="holder", required=True, metavar="NAME", help="who gets it; never published")
    new.add_argument("--burst", type=int, default=DEFAULT_BURST, help=f"rows at once (default: {DEFAULT_BURST})")
    new.add_argument(
        "--per-minute", type=int, default=DEFAULT_PER_MINUTE, help=f"rows a minute (default: {DEFAULT_PER_MINUTE})"
    )
    new.add_argument("--until", type=_day, metavar="DATE", help="last day, UTC (default: a year from today)")
    finish(new, run_new_key)
    revoke = group.add_parser("revoke", help="end a key")
    revoke.add_argument("id", metavar="KEY_ID")
    finish(revoke, run_revoke_key)


def run_new_key(args: argparse.Namespace) -> int:
    """Make a key; its secret is printed here and never again."""
    with open_installation(args) as office:
        new = office.api_keys.new_key(
            args.holder,
            burst=args.burst,
            per_minute=args.per_minute,
            valid_until=args.until or (now() + KEY_LIFETIME).date(),
        )
    tell("The secret is shown this one time; hand it over on a safe way. The office keeps its hash alone.")
    held = new.held
    shown = {"key_id": held.key.key_id, "secret": new.secret, "holder": held.holder}
    return noted(args, {**shown, "valid_until": held.key.valid_until.isoformat()})


def run_revoke_key(args: argparse.Namespace) -> int:
    """Revoke a key."""
    with open_installation(args) as office:
        held = office.api_keys.revoke_key(args.id)
    return noted(args, {"revoked": held.key.key_id, "holder": held.holder})


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2027-03-31") from error
