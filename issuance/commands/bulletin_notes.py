"""`issuance bulletin notice`, `window` and `availability`: what the public pages announce."""

import argparse
import datetime as dt
import json
from pathlib import Path

from issuance.commands.arguments import Subparsers, open_installation, read_file
from issuance.commands.bulletin_common import add_group, add_texts, finish, instant, noted, tell, texts_of
from issuance.errors import RefusedError
from signing.bulletin import Availability, ServicePart, Severity

MINUTES_A_DAY = 24 * 60


def register(commands: Subparsers) -> None:
    """Add the commands of this module."""
    _register_notice(commands)
    _register_window(commands)
    _register_availability(commands)


def _register_notice(commands: Subparsers) -> None:
    group = add_group(commands, "notice", "what every page tells its readers for a while")
    add = group.add_parser("add", help="note a notice")
    add.add_argument("--from", dest="begins", type=instant, metavar="INSTANT", help="default: now")
    add.add_argument("--until", dest="ends", type=instant, required=True, metavar="INSTANT")
    add.add_argument("--severity", type=Severity, choices=list(Severity), default=Severity.INFO)
    add_texts(add)
    finish(add, run_add_notice)
    withdraw = group.add_parser("withdraw", help="take a notice back")
    withdraw.add_argument("id", metavar="ID")
    finish(withdraw, run_withdraw_notice)


def _register_window(commands: Subparsers) -> None:
    group = add_group(commands, "window", "when a part of the system pauses; pages show it from 14 days before")
    add = group.add_parser("add", help="note a maintenance window")
    add.add_argument("--from", dest="begins", type=instant, required=True, metavar="INSTANT")
    add.add_argument("--until", dest="ends", type=instant, required=True, metavar="INSTANT")
    add.add_argument(
        "--stops",
        type=ServicePart,
        choices=list(ServicePart),
        nargs="+",
        default=[ServicePart.OFFICE],
        help="what pauses (default: office); the rest stays open",
    )
    add.add_argument("--emergency", action="store_true", help="announced right after it began, not ahead")
    add_texts(add)
    finish(add, run_add_window)
    withdraw = group.add_parser("withdraw", help="take a window back")
    withdraw.add_argument("id", metavar="ID")
    finish(withdraw, run_withdraw_window)


def _register_availability(commands: Subparsers) -> None:
    group = add_group(commands, "availability", "how available each part was, by month")
    set_ = group.add_parser("set", help="note a month that is over, in minutes")
    set_.add_argument("month", metavar="YYYY-MM")
    set_.add_argument("--part", type=ServicePart, choices=list(ServicePart), default=ServicePart.REFERENCE)
    set_.add_argument("--promised", type=int, help="minutes it should be open (default: the whole month)")
    set_.add_argument("--down", type=int, required=True, help="minutes it was down against the promise")
    set_.add_argument("--announced", type=int, default=0, help="minutes of announced maintenance (default: 0)")
    set_.add_argument("--emergency", type=int, default=0, help="minutes of emergency maintenance (default: 0)")
    set_.add_argument("--attack", type=int, default=0, help="minutes closed because of an attack (default: 0)")
    finish(set_, run_set_availability)
    take = group.add_parser("take", help="note the figures of a monthly report, as `operations report` wrote them")
    take.add_argument("file", type=Path, metavar="FILE", help="availability-YYYY-MM.json")
    finish(take, run_take_availability)


def run_add_notice(args: argparse.Namespace) -> int:
    """Note a notice."""
    with open_installation(args) as office:
        notice = office.bulletin_notes.add_notice(texts_of(args), args.severity, args.begins, args.ends)
    return noted(args, notice.model_dump(mode="json"))


def run_withdraw_notice(args: argparse.Namespace) -> int:
    """Withdraw a notice."""
    with open_installation(args) as office:
        office.bulletin_notes.withdraw_notice(args.id)
    return noted(args, {"withdrawn": args.id})


def run_add_window(args: argparse.Namespace) -> int:
    """Note a maintenance window."""
    with open_installation(args) as office:
        window, warning = office.bulletin_notes.add_window(
            texts_of(args), args.stops, args.begins, args.ends, emergency=args.emergency
        )
    if warning is not None:
        tell(warning)
    return noted(args, window.model_dump(mode="json"))


def run_withdraw_window(args: argparse.Namespace) -> int:
    """Withdraw a maintenance window."""
    with open_installation(args) as office:
        office.bulletin_notes.withdraw_window(args.id)
    return noted(args, {"withdrawn": args.id})


def run_set_availability(args: argparse.Namespace) -> int:
    """Note a month of one part."""
    fields = {name: getattr(args, name) for name in ("month", "part", "down", "announced", "emergency", "attack")}
    promised = args.promised if args.promised is not None else _minutes_of(args.month)
    with open_installation(args) as office:
        entry = office.bulletin_notes.set_availability({**fields, "promised": promised})
    return noted(args, _told(entry))


def run_take_availability(args: argparse.Namespace) -> int:
    """Note every part's month that a report has figures of, all or none."""
    try:
        entries = json.loads(read_file(args.file))
    except ValueError as error:
        raise RefusedError(f"{args.file} is no JSON: {error}. Take what `operations report` wrote.") from error
    if not (isinstance(entries, list) and entries and all(isinstance(entry, dict) for entry in entries)):
        raise RefusedError(f"{args.file} holds no figures of a report. Take what `operations report` wrote.")
    with open_installation(args) as office:
        found = office.bulletin_notes.set_availabilities(entries)
    return noted(args, {"taken": [_told(entry) for entry in found]})


def _told(entry: Availability) -> dict[str, object]:
    percentage = None if entry.percentage is None else str(entry.percentage)
    return {**entry.model_dump(mode="json"), "percentage": percentage}


def _minutes_of(month: str) -> int:
    """Return the minutes of a month; 1 where it is none, which the model refuses with a sentence of its own."""
    try:
        first = dt.date.fromisoformat(f"{month}-01")
    except ValueError:
        return 1
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return (following - first).days * MINUTES_A_DAY
