"""`operations report MONTH`: the availability report of a month, as page and paper, in English and Japanese."""

import argparse
import json
import sys
from pathlib import Path

from operations.commands.common import add_directory, say
from operations.config import load_config
from operations.errors import RefusedError
from operations.incidents.book import IncidentBook
from operations.probe.announced import AnnouncedShelf
from operations.probe.records import RecordShelf
from operations.report.office_hours import read_office_hours
from operations.report.report import Seen, make_report
from operations.report.words import LANGUAGES
from operations.times import Month, system_clock

DESCRIPTION = """\
Write the availability report of a month: HTML, PDF, and the figures for `issuance bulletin availability take`.

Pauses of Article 22 do not count and are listed. Minutes without a record are "not measured", never up."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "report",
        help="the availability report of a month",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("month", metavar="YYYY-MM", help="a month of Japan; the running one is reported up to now")
    parser.add_argument(
        "--office-hours", type=Path, metavar="FILE", help="what `issuance chamber hours CODE YYYY-MM` wrote"
    )
    parser.add_argument("--language", choices=LANGUAGES, nargs="+", default=list(LANGUAGES))
    parser.add_argument("--to", type=Path, metavar="DIR", help="where to write (default: reports below the directory)")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Write the files; prints their names and the figures."""
    # Imported here: the probe runs each minute and needs neither typst nor Jinja.
    from operations.report.page import page_of
    from operations.report.sheet import sheet_of
    from operations.report.view import view_of
    from operations.report.words import Words

    config = load_config(directory=args.directory)
    month, now = Month.read(args.month), system_clock()
    if month.begins > now:
        raise RefusedError(f"{month} has not begun.")
    records, damaged = RecordShelf(config.directory).of(month)
    if not records:
        raise RefusedError(
            f"There is no record of {month} in {config.directory}: was `operations probe` running, with this directory?"
        )
    seen = Seen(
        records=records,
        damaged=damaged,
        announced=AnnouncedShelf(config.directory).all(),
        incidents=IncidentBook(config.directory, system_clock).all(),
        hours=read_office_hours(args.office_hours, month) if args.office_hours is not None else None,
        service_name=config.service_name,
    )
    report = make_report(month, seen, now)
    folder = args.to or config.directory / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for language in args.language:
        view = view_of(report, Words(language))
        for suffix, data in (("html", page_of(view).encode()), ("pdf", sheet_of(view, now))):
            files.append(_write(folder / f"availability-{month}.{language}.{suffix}", data))
    if report.is_over:
        figures = json.dumps(report.for_bulletin(), indent=1) + "\n"
        files.append(_write(folder / f"availability-{month}.json", figures.encode()))
    else:
        sys.stderr.write(
            f"operations: {month} is not over: the report goes up to now; there are no figures to publish.\n"
        )
    for each in report.parts:
        figures_of = each.promised
        say(
            {
                "part": str(each.part),
                "availability": None if figures_of.availability is None else str(figures_of.availability),
                "finding": str(figures_of.finding),
                "down": figures_of.down,
                "paused": figures_of.paused,
                "unmeasured": figures_of.unmeasured,
            }
        )
    say({"files": files})
    return 0


def _write(path: Path, data: bytes) -> str:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(data)
    draft.replace(path)
    return str(path)
