"""The command line of the scanner: `scanner COMMAND …`; each command has a module in `scanner.commands`."""

import argparse
import io
import os
import sys
from typing import Final, cast

from scanner import language
from scanner.command_line import EXIT_USAGE, Parser
from scanner.commands import camera, check, compare, completion, decode, kiosk, lookup, receipt, trust
from scanner.errors import ScannerError, UsageError
from scanner.language import _
from scanner.terminal import printable

EXIT_TROUBLE: Final = 2
"""Nothing could be said about a file, or the camera could not be used."""


def description() -> str:
    """Return what stands above the commands."""
    return _("""\
Read and check the codes on certificates: from files, from a camera, with or without a network.

A code tells what a chamber issued; whether the paper in your hand still says the same, you compare.""")


def epilog() -> str:
    """Return the examples below them."""
    return _("""\
examples:
  scanner check certificate.pdf photo.jpg    genuine, in force, unaltered? (asks the reference service)
  scanner check --offline certificate.pdf    the same by the stored trust files alone
  scanner decode --json scan.pdf photo.jpg   what QR codes say, whoever made them
  scanner receipt verify answer.cose         what the reference service signed, checked again
  scanner camera                             hold a certificate before the camera
  scanner camera --source clip.avi --headless
  scanner kiosk                              a counter with a USB hand scanner

`scanner COMMAND --help` explains each command with its exit codes.""")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with all commands, its help in the language that is spoken now."""
    parser = Parser(prog="scanner", description=description(), epilog=epilog())
    # The sub-parsers are of the same class; argparse's types are narrower than what it does.
    subparsers = cast(
        "argparse._SubParsersAction[argparse.ArgumentParser]",
        parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True),
    )
    for register in (
        check.register,
        lookup.register,
        compare.register,
        decode.register,
        camera.register,
        kiosk.register,
        receipt.register,
        trust.register,
        completion.registration(build_parser),
    ):
        register(subparsers)
    return parser


def _choose_language(argv: list[str] | None) -> None:
    """Find the language before anything is said: the help of all commands is in it already."""
    ahead = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    ahead.add_argument("--language")
    try:
        wished = ahead.parse_known_args(argv)[0].language
    except argparse.ArgumentError:  # the real parser says what is wrong
        wished = None
    language.use(wished if wished in language.LOCALES else language.preferred(os.environ))


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code. Errors of the scanner are printed as one sentence."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding cannot show must not end the program in the middle of a verdict.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    _choose_language(argv)
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
            "scanner: "
            + _("the library %(name)s is not installed; run: pip install 'originseal[scanner]'", name=error.name),
            file=sys.stderr,
        )
        return EXIT_TROUBLE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (`| head`) has left: nothing more to say, and no error to show.
        sys.stderr.close()
        return EXIT_TROUBLE
