"""`scanner compare`: check one paper, and go through it box by box."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.commands import check, lookup
from scanner.commands.trusting import add_trust_options
from scanner.errors import UsageError
from scanner.language import N_, _

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = N_("""\
Check a paper and compare it, box by box, with the certificate that the chamber issued.

Name a scan or photograph, which is shown beside the boxes; or, with the paper in your hand, its number and issue
date. It is the same as `scanner check FILE --compare` and `scanner lookup NUMBER DATE --compare`.

keys: Enter the same, next; D it differs; Backspace back; Space look on; U undo; A all the same, once everything was
shown; Z enlarge the scan; Esc stop.

exit code: 0 VALID and you confirmed the paper, or it is the chamber's own file; 3 VALID and not compared to the end;
1 INVALID, or the paper differs; 2 cannot tell; 64 the command line is wrong.""")


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "compare",
        help=_("compare a paper with its certificate, box by box"),
        description=_(DESCRIPTION),
    )
    parser.add_argument("paper", nargs="+", metavar="FILE | NUMBER DATE", help=_("a scan; or number and issue date"))
    parser.add_argument("--content", type=Path, metavar="FILE", help=_("the certificate's content, to check against"))
    parser.add_argument("--terminal", action="store_true", help=_("compare here, in words, instead of in a window"))
    parser.add_argument("--by", metavar="NAME", help=_("who compares, for the report"))
    check.add_output_options(parser)
    add_trust_options(parser)
    parser.set_defaults(func=run, compare=True, recursive=False, watch=None, bell=False)


def run(arguments: argparse.Namespace) -> int:
    """Compare the files, or what number and date name."""
    first, *others = arguments.paper
    if not others or Path(first).exists():
        arguments.files = [Path(name) for name in arguments.paper]
        return check.run(arguments)
    if arguments.csv or arguments.html or arguments.journal:
        raise UsageError("--csv, --html and --journal are for files: a typed number has --json")
    arguments.number, arguments.date = first, others
    return lookup.run(arguments)
