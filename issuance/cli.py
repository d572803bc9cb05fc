"""The command line of the office: `issuance COMMAND …`; each command has a module in `issuance.commands`."""

import argparse
import sys
from typing import Final, NoReturn

from issuance.commands import (
    backup,
    backup_cluster,
    beat,
    bulletin,
    cards,
    certificates,
    chamber,
    daily,
    deliver,
    demo,
    disclosure,
    federation,
    heartbeat,
    import_past,
    issue_approved,
    metrics,
    migrate,
    purge,
    restore,
    sandbox,
    scan_uploads,
    serve,
    statistics,
    trail,
    trust,
    vault,
)
from issuance.commands.traced import run_traced
from issuance.errors import IssuanceError
from register.errors import RegisterError
from signing.errors import SigningError

EXIT_REFUSED: Final = 1
"""What was asked could not be done; the sentence on stderr says why."""

EXIT_USAGE: Final = 64
"""The command line itself was wrong (EX_USAGE of sysexits.h)."""


class _Parser(argparse.ArgumentParser):
    """Argparse exits with 2 on a usage error; here that is 64."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with all commands."""
    parser = _Parser(prog="issuance", description="The issuing office of a chamber of commerce.")
    beat.add_option(parser)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (
        demo,
        sandbox,
        serve,
        certificates,
        trust,
        bulletin,
        chamber,
        federation,
        import_past,
        issue_approved,
        deliver,
        heartbeat,
        daily,
        statistics,
        purge,
        disclosure,
        cards,
        trail,
        scan_uploads,
        vault,
        backup,
        restore,
        backup_cluster,
        migrate,
        metrics,
        beat,
    ):
        command.register(subparsers)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code. Errors of the office are printed as one sentence."""
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as leaving:  # argparse leaves after --help and after a usage error
        return int(leaving.code or 0)
    try:
        code = run_traced(arguments)
        beat.note_end(arguments, code)
    except (IssuanceError, RegisterError, SigningError) as error:
        print(f"issuance: {error}", file=sys.stderr)
        return EXIT_REFUSED
    except OSError as error:
        # What no module could say better: a full disk, a folder that may not be written.
        where = f" at {error.filename}" if error.filename else ""
        print(f"issuance: The system refused{where}: {error.strerror or error}.", file=sys.stderr)
        return EXIT_REFUSED
    return code
