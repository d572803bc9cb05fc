"""`scanner check`: what is genuine, in force and unaltered; one paper or a morning's stack."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.commands.trusting import add_trust_options
from scanner.errors import UsageError
from scanner.language import N_, _
from scanner.stack.gather import SUFFIXES_TEXT

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = N_("""\
Check every code in pictures and PDFs: its signature, the chamber's key, revocation, and (online) the register.

VALID speaks of the registered certificate. Whether the paper in your hand says the same, you compare, unless the
file is the chamber's own PDF, which is recognised byte for byte.

Of a folder the files in %(kinds)s are taken, told by their names, in natural
order (page2 before page10), hidden ones left out. A file that is named here is taken whatever it is called.

exit code: 0 all VALID and the paper matched; 3 all VALID, now compare the paper; 1 any INVALID, or a paper
that differs; 2 cannot tell, or a report could not be written; 64 the command line is wrong.""")

EPILOG = N_("""\
examples:
  scanner check certificate.pdf                       one paper, the long answer
  scanner check scans --recursive --html today.html   a folder, and a page to print and file
  scanner check scans --csv today.csv --journal today.journal   run it again after a break: it goes on
  scanner check --watch drop --html today.html --journal today.journal --bell   until Ctrl-C""")


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "check",
        help=_("check certificates in pictures, PDFs and folders"),
        description=_(DESCRIPTION, kinds=SUFFIXES_TEXT),
        epilog=_(EPILOG),
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=_("a file or folder: %(kinds)s", kinds=SUFFIXES_TEXT)
    )
    parser.add_argument("--recursive", action="store_true", help=_("look into the folders in a folder as well"))
    parser.add_argument("--watch", type=Path, metavar="DIR", help=_("check each file that comes into DIR"))
    parser.add_argument("--bell", action="store_true", help=_("with --watch: ring for each result"))
    parser.add_argument("--content", type=Path, metavar="FILE", help=_("the certificate's content, to check against"))
    add_output_options(parser)
    add_comparing_options(parser)
    add_trust_options(parser)
    parser.set_defaults(func=run)


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Add what is written beside the answer."""
    group = parser.add_argument_group(_("reports"))
    group.add_argument("--json", action="store_true", help=_("one JSON object per code and line"))
    group.add_argument("--csv", type=Path, metavar="FILE", help=_("write the results as a table for a spreadsheet"))
    group.add_argument("--html", type=Path, metavar="FILE", help=_("write a report to read, print and file"))
    group.add_argument("--force", action="store_true", help=_("replace files that are no report of ours"))
    group.add_argument("--receipts", type=Path, metavar="DIR", help=_("keep the service's signed answers in DIR"))
    group.add_argument(
        "--journal", type=Path, metavar="FILE", help=_("note what was read; run again with the same file to go on")
    )


def add_comparing_options(parser: argparse.ArgumentParser) -> None:
    """Add what a person does afterwards."""
    group = parser.add_argument_group(_("comparing"))
    group.add_argument("--compare", action="store_true", help=_("afterwards compare each paper with its certificate"))
    group.add_argument("--terminal", action="store_true", help=_("compare here, in words, instead of in a window"))
    group.add_argument("--by", metavar="NAME", help=_("who compares, for the report"))


def run(arguments: argparse.Namespace) -> int:
    """Check file by file; a bad one does not stop the others."""
    _refuse_contradictions(arguments)
    # Imported here: `scanner --help` needs none of it.
    from scanner.commands.checking import check_stack

    return check_stack(arguments)


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    if not arguments.files and arguments.watch is None:
        raise UsageError(_("Name a file or a folder to check, or a folder to watch with --watch."))
    if arguments.files and arguments.watch is not None:
        raise UsageError(_("--watch takes one folder and no other files: check those in a run of their own."))
    if arguments.content is not None and (len(arguments.files) != 1 or arguments.files[0].is_dir()):
        raise UsageError(_("--content is the content of one certificate: check one file at a time with it."))
    if arguments.compare and arguments.watch is not None:
        raise UsageError(_("--compare needs a person for each paper: check the folder without --watch for it."))
    if (arguments.terminal or arguments.by) and not arguments.compare:
        raise UsageError(_("--terminal and --by belong to --compare."))
