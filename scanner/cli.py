"""The command line of the scanner: `scanner COMMAND …`; each command has a module in `scanner.commands`."""

import argparse
import io
import sys
from typing import Final, NoReturn

from scanner.commands import camera, check, decode, receipt, trust
from scanner.errors import ScannerError, UsageError
from scanner.terminal import printable

EXIT_TROUBLE: Final = 2
"""Nothing could be said about a file, or the camera could not be used."""

EXIT_USAGE: Final = 64
"""The command line itself was wrong (EX_USAGE of sysexits.h), so that 2 keeps its meaning."""

DESCRIPTION: Final = """\
Read and check the codes on certificates: from files, from a camera, with or without a network.

A code tells what a chamber issued; whether the paper in your hand still says the same, you compare."""

EPILOG: Final = """\
examples:
  scanner check certificate.pdf photo.jpg    genuine, in force, unaltered? (asks the reference service)
  scanner check --offline certificate.pdf    the same by the stored trust files alone
  scanner decode --json scan.pdf photo.jpg   what QR codes say, whoever made them
  scanner receipt verify answer.cose         what the reference service signed, checked again
  scanner camera                             hold a certificate before the camera
  scanner camera --source clip.avi --headless

`scanner COMMAND --help` explains each command with its exit codes."""


class _Parser(argparse.ArgumentParser):
    """Argparse exits with 2 on a usage error, which here means that a file could not be read."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with all commands."""
    parser = _Parser(
        prog="scanner",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for command in (check, decode, camera, receipt, trust):
        command.register(subparsers)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code. Errors of the scanner are printed as one sentence."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding cannot show must not end the program in the middle of a verdict.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as leaving:  # argparse leaves after --help and after a usage error
        return int(leaving.code or 0)
    try:
        return int(arguments.func(arguments))
    except ScannerError as error:
        print(f"scanner: {printable(str(error))}", file=sys.stderr)
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_TROUBLE
    except ModuleNotFoundError as error:
        print(
            f"scanner: the library {error.name} is not installed; run: pip install 'originseal[scanner]'",
            file=sys.stderr,
        )
        return EXIT_TROUBLE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (`| head`) has left: nothing more to say, and no error to show.
        sys.stderr.close()
        return EXIT_TROUBLE
