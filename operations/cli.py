"""The command line of the operator's tools: `operations COMMAND …`; each has a module in `operations.commands`."""

import argparse
import sys
from typing import Final, NoReturn

from operations.commands import incident, probe, report
from operations.errors import OperationsError

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
    parser = _Parser(prog="operations", description="Watch a running system as its users see it.")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (probe, incident, report):
        command.register(subparsers)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code. Errors are printed as one sentence."""
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as leaving:  # argparse leaves after --help and after a usage error
        return int(leaving.code or 0)
    try:
        return int(arguments.func(arguments))
    except OperationsError as error:
        print(f"operations: {error}", file=sys.stderr)
        return EXIT_REFUSED
    except OSError as error:
        where = f" at {error.filename}" if error.filename else ""
        print(f"operations: The system refused{where}: {error.strerror or error}.", file=sys.stderr)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        return 130
