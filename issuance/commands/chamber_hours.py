"""`issuance chamber hours`: a chamber's business hours of a month, for the availability report."""

import argparse
import re

from issuance.commands.arguments import Subparsers
from issuance.commands.common import add_directory, open_office, say
from issuance.errors import RefusedError

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser("hours", help="print a month's business hours, for: operations report --office-hours")
    parser.add_argument("code", help="the chamber's code")
    parser.add_argument("month", metavar="YYYY-MM")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the hours by the chamber's calendar as it stands now: weekends, holidays, year-end, its own closures."""
    found = _MONTH.fullmatch(args.month)
    if found is None:
        raise RefusedError(f"{args.month!r} is no month: write it as 2026-11.")
    with open_office(args) as office:
        chambers = office.settings_directory.settings()
    if args.code not in chambers:
        raise RefusedError(f"There is no chamber {args.code!r} here. Known: {', '.join(chambers)}.")
    settings = chambers[args.code]
    hours = settings.calendar.hours_of(int(found[1]), int(found[2]))
    names = {language: text for language in ("en", "ja") if (text := settings.names.text(language))}
    say(
        {
            "chamber": args.code,
            "month": args.month,
            "names": names,
            "open": [[begins.isoformat(), ends.isoformat()] for begins, ends in hours],
        }
    )
    return 0
