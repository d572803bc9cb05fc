"""The command line of the reference service."""

import argparse
import sys
from typing import NoReturn

from reference_service.commands import serve
from reference_service.errors import ReferenceServiceError
from register.errors import RegisterError

EXIT_FAILED = 1
EXIT_USAGE = 64


class _Parser(argparse.ArgumentParser):
    """Ends with 64 (EX_USAGE of sysexits.h) where the command line is wrong, as all our programs do."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def main(argv: list[str] | None = None) -> int:
    """Run a command and return its exit code; errors of ours are one sentence on stderr."""
    parser = _Parser(prog="reference-service", description="The public, read-only look-up of issued certificates.")
    serve.register(parser.add_subparsers(title="commands", metavar="COMMAND", required=True))
    args = parser.parse_args(argv)
    try:
        exit_code: int = args.func(args)
    except (ReferenceServiceError, RegisterError) as error:
        print(f"reference-service: {error}", file=sys.stderr)
        return EXIT_FAILED
    except argparse.ArgumentTypeError as error:
        parser.error(str(error))
    return exit_code
