"""The command line of the scanner: `scanner COMMAND …`; each command has a module in `scanner.commands`."""

import argparse
import sys
from typing import Final, NoReturn

from scanner.commands import trust
from scanner.errors import ScannerError

EXIT_TROUBLE: Final = 2
EXIT_USAGE: Final = 64
"""The command line itself was wrong (EX_USAGE of sysexits.h), so that 2 keeps its meaning."""


class _Parser(argparse.ArgumentParser):
    """Argparse exits with 2 on a usage error; here that is 64."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with all commands."""
    parser = _Parser(prog="scanner", description="Read and check the codes on certificates.")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (trust,):
        command.register(subparsers)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code. Errors of the scanner are printed as one sentence."""
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as leaving:  # argparse leaves after --help and after a usage error
        return int(leaving.code or 0)
    try:
        return int(arguments.func(arguments))
    except ScannerError as error:
        print(f"scanner: {error}", file=sys.stderr)
        return EXIT_TROUBLE
