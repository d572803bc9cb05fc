"""`operations incident open|note|close|list`: the book of incidents."""

import argparse
from typing import Any

from operations.commands.common import add_directory, instant, say
from operations.config import load_config
from operations.incidents.book import IncidentBook
from operations.incidents.incident import MOST_FAULTS_A_YEAR, RECOVERY, Incident, Kind, faults_in
from operations.probe.records import Part
from operations.times import ZONE, system_clock


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `incident` with its own commands."""
    parser = subparsers.add_parser("incident", help="the book of incidents")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    opening = commands.add_parser("open", help="begin an incident")
    opening.add_argument("what", help="what is the matter, in a sentence")
    opening.add_argument("--kind", type=Kind, choices=list(Kind), required=True)
    opening.add_argument("--began", type=instant, metavar="INSTANT", help="default: when it was noticed")
    opening.add_argument("--noticed", type=instant, metavar="INSTANT", help="default: now")
    opening.add_argument("--stops", type=Part, choices=list(Part), nargs="+", default=[], help="what stands still")
    opening.add_argument(
        "--paused",
        action="store_true",
        help="you closed it yourself because of an attack or another compelling reason (Article 22, paragraph 3)",
    )
    opening.set_defaults(func=run_open)
    note = commands.add_parser("note", help="write down what was found or done")
    note.add_argument("id", metavar="ID")
    note.add_argument("text")
    note.set_defaults(func=run_note)
    closing = commands.add_parser("close", help="end an incident")
    closing.add_argument("id", metavar="ID")
    closing.add_argument("--restored", type=instant, metavar="INSTANT", help="default: now")
    closing.add_argument("--cause", required=True, help="why it happened")
    closing.add_argument("--done", required=True, help="what was done, and what keeps it from coming back")
    closing.set_defaults(func=run_close)
    listing = commands.add_parser("list", help="show all, with the recovery times of Annex 1")
    listing.set_defaults(func=run_list)
    for each in (opening, note, closing, listing):
        add_directory(each)


def run_open(args: argparse.Namespace) -> int:
    """Begin an incident; prints its id."""
    incident = _book(args).open(
        args.kind, args.what, began=args.began, noticed=args.noticed, stops=args.stops, paused=args.paused
    )
    return _told(incident)


def run_note(args: argparse.Namespace) -> int:
    """Add a note."""
    return _told(_book(args).note(args.id, args.text))


def run_close(args: argparse.Namespace) -> int:
    """End an incident."""
    return _told(_book(args).close(args.id, cause=args.cause, done=args.done, restored=args.restored))


def run_list(args: argparse.Namespace) -> int:
    """Show each incident on a line, then the faults of this year."""
    incidents = _book(args).all()
    for incident in incidents:
        say(_fields(incident))
    year = system_clock().astimezone(ZONE).year
    say({"year": year, "faults": faults_in(incidents, year), "promised": MOST_FAULTS_A_YEAR})
    return 0


def _book(args: argparse.Namespace) -> IncidentBook:
    return IncidentBook(load_config(directory=args.directory).directory, system_clock)


def _told(incident: Incident) -> int:
    say(_fields(incident))
    return 0


def _fields(incident: Incident) -> dict[str, Any]:
    limit, lasted = RECOVERY.get(incident.kind), incident.lasted
    return {
        **incident.model_dump(mode="json"),
        "minutes": None if lasted is None else int(lasted.total_seconds()) // 60,
        "promised_minutes": None if limit is None else int(limit.total_seconds()) // 60,
        "standing": str(incident.standing(system_clock())),
    }
