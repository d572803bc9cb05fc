"""`issuance trail verify`, `anchor`, `purge`: the audit trail, looked after by a timer and by people."""

import argparse
import datetime as dt
from pathlib import Path

from issuance.commands.common import add_directory, chosen_chambers, open_office, say
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_midnight
from issuance.errors import RefusedError
from issuance.services.chamber.settings import settings_of
from issuance.services.trail.check import Anchor

_JOB = "trail"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    trail = subparsers.add_parser("trail", help="verify the audit trail, keep its anchors, purge its values")
    commands = trail.add_subparsers(title="commands", metavar="COMMAND", required=True)

    verify = commands.add_parser("verify", help="verify every entry; exit code 1 names the first that does not fit")
    verify.add_argument("--anchor", type=Path, metavar="FILE", help="compare with the anchors of this file, too")
    verify.set_defaults(func=_verify)

    anchor = commands.add_parser("anchor", help="print each trail's last number and link, to be kept elsewhere")
    anchor.set_defaults(func=_anchor)

    purge = commands.add_parser("purge", help="remove values that are past retention; the chain stays verifiable")
    purge.add_argument(
        "--before", required=True, type=dt.date.fromisoformat, metavar="DAY", help="Japan time, as 2023-04-01"
    )
    purge.set_defaults(func=_purge)
    for parser in (verify, anchor, purge):
        parser.add_argument("--chamber", metavar="CODE", help="this chamber alone (default: all, and the federation)")
        add_directory(parser)


def _verify(args: argparse.Namespace) -> int:
    anchors = _read(args.anchor) if args.anchor else []
    failed = 0
    with open_office(args) as office:
        for chamber in chosen_chambers(args, office.tenants()):
            report = office.trail_check.verify(Actor.job(chamber, _JOB), anchors)
            failed += report.fault is not None
            say(
                {
                    "chamber": chamber,
                    "entries": report.entries,
                    "purged": report.purged,
                    "verified": report.fault is None,
                    "broken": report.broken,
                    "fault": report.fault,
                }
            )
    return 1 if failed else 0


def _anchor(args: argparse.Namespace) -> int:
    with open_office(args) as office:
        for chamber in chosen_chambers(args, office.tenants()):
            anchor = office.trail_check.anchor(Actor.job(chamber, _JOB))
            if anchor is not None:
                say(anchor.fields())
    return 0


def _purge(args: argparse.Namespace) -> int:
    before = japan_midnight(args.before)
    with open_office(args) as office:
        for chamber in chosen_chambers(args, office.settings_directory.codes()):
            actor = Actor.job(chamber, _JOB)
            with office.units.look(actor) as unit:
                years = settings_of(unit).retention_years
            say({"chamber": chamber, "purged": office.trail.purge_values(actor, before, years=years)})
    return 0


def _read(file: Path) -> list[Anchor]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"The anchors in {file} cannot be read: {error}.") from error
    return [Anchor.read(line) for line in lines if line.strip()]
