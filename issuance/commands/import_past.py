"""`issuance import FILE`: take in the certificates that a chamber issued before it moved here.

It uses the chamber's key, so it runs where `issuance issue-approved` does.
"""

import argparse
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from issuance.commands.common import add_directory, open_office, say
from issuance.domain.imports.files import ImportFile
from issuance.language import speaking
from issuance.services.imports.looking import Note
from issuance.services.imports.report import cells_of, headings
from issuance.storage.imports import Problem
from signing.cells import defused


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("import", help="take in past certificates of a chamber that moves here")
    parser.add_argument("file", type=Path, help="CSV with headings, or one JSON object on each line")
    parser.add_argument("--chamber", required=True, metavar="CODE")
    parser.add_argument("--format", choices=("csv", "json"), help="default: by the end of the file's name")
    parser.add_argument("--dry-run", action="store_true", help="only look through the file, and write the report")
    parser.add_argument("--skip-bad", action="store_true", help="take the good rows although others are bad")
    parser.add_argument(
        "--officer",
        action="append",
        default=[],
        metavar="LOGIN",
        help="an approver who has decided this; twice, two different ones",
    )
    parser.add_argument("--report", type=Path, metavar="CSV", help="where every bad row is written, and what to do")
    parser.add_argument("--language", choices=("ja", "en"), default="ja", help="of the report (default: ja)")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Import, or only look; exit code 1 where rows are bad and nothing was taken."""
    file = ImportFile.open(args.file, args.format)
    with open_office(args) as office, speaking(args.language), _report(args.report) as note:
        importer = office.imports.importer
        if args.dry_run:
            look, added, published = importer.look(args.chamber, file, note), 0, 0
        else:
            outcome = importer.run(args.chamber, file, officers=args.officer, skip_bad=args.skip_bad, note=note)
            look, added, published = outcome.look, outcome.added, outcome.published
    say(
        {
            "rows": look.rows,
            "bad": look.bad,
            "new": look.new,
            "known": look.known,
            "certificates_of_this_file": added,
            "published": published,
            "dry_run": args.dry_run,
        }
    )
    return 1 if look.bad and not args.skip_bad else 0


@contextmanager
def _report(path: Path | None) -> Iterator[Note]:
    """Yield what takes the bad rows: a file in a spreadsheet's CSV, or nothing."""
    if path is None:
        yield lambda _problem: None
        return
    with path.open("w", encoding="utf-8-sig", newline="") as output:
        writer = csv.writer(output)
        writer.writerow([defused(heading) for heading in headings()])

        def note(problem: Problem) -> None:
            writer.writerow([defused(cell) for cell in cells_of(problem)])

        yield note
