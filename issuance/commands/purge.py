"""`issuance purge`: purge what is past retention by the plans that two administrators have confirmed; or only look.

A timer runs it each night; without a confirmed plan whose day has come it does nothing. It signs expunge records, so it
runs where `issuance issue-approved` runs. There is no way around the two administrators (ADR 0043).
"""

import argparse
import csv
import datetime as dt
import os
from pathlib import Path

from issuance.commands.common import add_directory, open_office, say
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION
from issuance.domain.retention.cutoffs import Cutoffs
from issuance.domain.retention.report import Report
from issuance.errors import RefusedError
from issuance.office import Office
from signing.cells import defused


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("purge", help="purge what is past retention, as two administrators have confirmed")
    parser.add_argument("--chamber", metavar="CODE", help="this chamber alone (default: all)")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would be purged")
    parser.add_argument(
        "--day",
        type=dt.date.fromisoformat,
        metavar="DAY",
        help="of the dry run (default: the chamber's next purge day)",
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write numbers and days of the dry run to a new file")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Purge and say what was purged; exit code 1 where something could not be."""
    if args.csv is not None and not (args.dry_run and args.chamber):
        raise RefusedError("--csv goes with --dry-run and --chamber: one file is of one chamber.")
    failed = 0
    with open_office(args) as office:
        for chamber in _chambers(args, [code for code in office.tenants() if code != FEDERATION]):
            if args.dry_run:
                _look(office, chamber, args.day, args.csv)
                continue
            plans = 0
            for outcome in office.retention.job.run(chamber):
                plans, failed = plans + 1, failed + outcome.failed
                said = {"chamber": chamber, "day": outcome.day.isoformat(), "purged": _said(outcome.done)}
                say({**said, "failed": outcome.failed, "reason": outcome.reason})
            if not plans:
                say({"chamber": chamber, "purged": None, "reason": "no confirmed plan is due"})
    return 1 if failed else 0


def _look(office: Office, chamber: str, day: dt.date | None, file: Path | None) -> None:
    actor = Actor.job(chamber, "purge")
    cutoffs, report = office.retention.desk.dry_run(actor, day)
    say({"chamber": chamber, "day": cutoffs.day.isoformat(), "dry_run": True, "would_purge": _said(report)})
    if file is not None:
        _write(office, actor, cutoffs, file)


def _write(office: Office, actor: Actor, cutoffs: Cutoffs, file: Path) -> None:
    # Readable by its owner alone, and never over another file.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["kind", "key", "day"])
        for kind, key, day in office.retention.desk.lines(actor, cutoffs):
            rows.writerow([defused(cell) for cell in (kind, str(key), day.isoformat())])


def _said(report: Report) -> dict[str, object]:
    return {kind: found.said() for kind, found in report.items() if found.count or found.held or found.left}


def _chambers(args: argparse.Namespace, known: list[str]) -> list[str]:
    if args.chamber is None:
        return known
    if args.chamber not in known:
        raise RefusedError(f"There is no chamber {args.chamber!r} here. Known: {', '.join(known)}.")
    return [args.chamber]
