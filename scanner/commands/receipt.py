"""`scanner receipt verify`: whether the reference service signed a receipt, and what it says."""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.commands.trusting import add_trust_options, load_trust
from scanner.regular_file import regular_file
from scanner.terminal import printable
from signing.receipt import MAX_RECEIPT_BYTES

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = """\
Check a receipt of the reference service: its signature, and that its key was in use then.

Nothing is asked of the service: without --offline the trust files are updated first, that is all.

exit code: 0 genuine; 1 not genuine; 2 cannot tell; 64 the command line is wrong."""


def register(subparsers: "Subparsers") -> None:
    """Add `receipt` with its one command."""
    parser = subparsers.add_parser("receipt", help="check a signed receipt of the reference service")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    verify = commands.add_parser(
        "verify",
        help="check its signature and say what it says",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify.add_argument("file", type=Path, metavar="FILE", help="the receipt; its name ends in .cose")
    verify.add_argument("--json", action="store_true", help="one JSON object")
    add_trust_options(verify)
    verify.set_defaults(func=run_verify)


def run_verify(arguments: argparse.Namespace) -> int:
    """Check one receipt."""
    from scanner.receipt import EXIT_CODES, as_fields, describe
    from scanner.trust.contents import trust_of
    from signing.receipt_check import check_receipt

    with regular_file(arguments.file, MAX_RECEIPT_BYTES) as file:
        data = file.read(MAX_RECEIPT_BYTES)
    stored = load_trust(arguments)
    # Never earlier than the highest time ever seen, as for certificates.
    now = max(stored.now, dt.datetime.now(dt.UTC))
    check = check_receipt(data, trust_of(stored), now)
    if arguments.json:
        sys.stdout.write(json.dumps(as_fields(str(arguments.file), check, now)) + "\n")
    else:
        sys.stdout.write("\n".join(printable(line) for line in describe(check, now)) + "\n")
    return EXIT_CODES[check.verdict]
