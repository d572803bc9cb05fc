"""`scanner check`: what is genuine, in force and unaltered."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.commands.trusting import add_trust_options, build_checker
from scanner.errors import DocumentError, UsageError
from scanner.regular_file import regular_file
from scanner.terminal import printable

if TYPE_CHECKING:
    from scanner.checker import CheckedCode

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

MAX_CONTENT_FILE_BYTES = 1_000_000

DESCRIPTION = """\
Check every code in pictures and PDFs: its signature, the chamber's key, revocation, and (online) the register.

VALID speaks of the registered certificate. Whether the paper in your hand says the same, you compare, unless the
file is the chamber's own PDF, which is recognised byte for byte.

exit code: 0 all VALID and the paper matched; 3 all VALID, now compare the paper; 1 any INVALID; 2 cannot tell;
64 the command line is wrong."""


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "check",
        help="check certificates in pictures and PDFs",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF, JPEG, PNG, TIFF, WebP, BMP or GIF")
    parser.add_argument("--content", type=Path, metavar="FILE", help="the certificate's content file, to check against")
    parser.add_argument("--json", action="store_true", help="one JSON object per code and line")
    add_trust_options(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Check file by file; a bad one does not stop the others."""
    from scanner.checker import exit_code

    if arguments.content is not None and len(arguments.files) > 1:
        raise UsageError("--content is the content of one certificate: check one file at a time with it")
    checker = build_checker(arguments, content=_read_content(arguments.content))
    checked: list[CheckedCode] = []
    for path in arguments.files:
        for code in checker.check_file(path):
            checked.append(code)
            _report(code, as_json=arguments.json)
    return exit_code(checked)


def _read_content(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        with regular_file(path, MAX_CONTENT_FILE_BYTES) as file:
            return file.read(MAX_CONTENT_FILE_BYTES)
    except (DocumentError, OSError) as error:
        raise DocumentError(f"The content file cannot be used: {error}") from error


def _report(code: "CheckedCode", *, as_json: bool) -> None:
    from scanner.words import describe

    if as_json:
        sys.stdout.write(json.dumps(as_fields(code)) + "\n")
    else:
        where = code.source if code.page is None else f"{code.source}, page {code.page}"
        lines = [printable(line) for line in (where, *describe(code.result))]
        sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()


def as_fields(code: "CheckedCode") -> dict[str, Any]:
    """Return the result as plain JSON values; the names are an interface that stays."""
    from signing.number import parse_number

    result = code.result
    return {
        "source": code.source,
        "page": code.page,
        "kind": result.kind.slug if result.kind else None,
        "verdict": str(result.verdict),
        "reason": str(result.reason),
        "paper": str(result.paper),
        "number": parse_number(result.number).printed if result.number else None,
        "issue_date": result.issued.isoformat() if result.issued else None,
        "chamber": result.chamber,
        "signed_as_of": result.signed_as_of.isoformat() if result.signed_as_of else None,
        "server_as_of": result.server_as_of.isoformat() if result.server_as_of else None,
        "established": [str(claim) for claim in result.established],
        "not_established": [str(claim) for claim in result.not_established],
        "successor": result.successor,
        "since": result.since.isoformat() if result.since else None,
        "revocation_reason": result.revocation_reason,
        "host": result.host,
        "detail": result.detail,
    }
