"""`scanner receipt verify`: whether the reference service signed a receipt, and what it says."""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.commands.trusting import add_trust_options, load_trust
from scanner.errors import DocumentError
from scanner.language import N_, _
from scanner.regular_file import regular_file
from scanner.terminal import printable
from signing.receipt import MAX_RECEIPT_BYTES
from signing.receipt_check import ReceiptCheck, ReceiptVerdict

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = N_("""\
Check a receipt of the reference service: its signature, and that its key was in use then.

Nothing is asked of the service: without --offline the trust files are updated first, that is all.

exit code: 0 all genuine; 1 any not genuine; 2 cannot tell of any, or a file cannot be read; 64 the command line
is wrong.""")


def register(subparsers: "Subparsers") -> None:
    """Add `receipt` with its one command."""
    parser = subparsers.add_parser("receipt", help=_("check a signed receipt of the reference service"))
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    verify = commands.add_parser(
        "verify",
        help=_("check its signature and say what it says"),
        description=_(DESCRIPTION),
    )
    verify.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("receipts; their names end in .cose"))
    verify.add_argument("--json", action="store_true", help=_("one JSON object per receipt and line"))
    add_trust_options(verify)
    verify.set_defaults(func=run_verify)


def run_verify(arguments: argparse.Namespace) -> int:
    """Check receipt by receipt; one that cannot be read does not stop the others."""
    from scanner.receipt import EXIT_CODES
    from scanner.trust.contents import trust_of
    from signing.receipt_check import check_receipt

    stored = load_trust(arguments)
    trust = trust_of(stored)
    # Never earlier than the highest time ever seen, as for certificates.
    now = max(stored.now, dt.datetime.now(dt.UTC))
    codes = set()
    for path in arguments.files:
        try:
            with regular_file(path, MAX_RECEIPT_BYTES) as file:
                data = file.read(MAX_RECEIPT_BYTES)
        except DocumentError as error:
            sys.stderr.write(f"scanner: {printable(str(error))}\n")
            codes.add(EXIT_CODES[ReceiptVerdict.CANNOT_TELL])
            continue
        check = check_receipt(data, trust, now)
        codes.add(EXIT_CODES[check.verdict])
        _report(path, check, now, arguments)
    # What is not genuine outweighs what cannot be told.
    return 1 if 1 in codes else max(codes)


def _report(path: Path, check: ReceiptCheck, now: dt.datetime, arguments: argparse.Namespace) -> None:
    from scanner.receipt import as_fields, describe

    if arguments.json:
        sys.stdout.write(json.dumps(as_fields(str(path), check, now)) + "\n")
        return
    several = len(arguments.files) > 1
    lines = [*([str(path)] if several else []), *describe(check, now), *([""] if several else [])]
    sys.stdout.write("\n".join(printable(line) for line in lines) + "\n")
