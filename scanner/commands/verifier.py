"""The one place that builds what checks a scanned text for the camera, from the options of the command line."""

import argparse
from typing import TYPE_CHECKING

from scanner.commands.trusting import build_checker

if TYPE_CHECKING:
    from scanner.finding import Finding, Verifier
    from signing.result import VerificationResult


def build_verifier(arguments: argparse.Namespace) -> "Verifier":
    """Return the function that checks a text; it may be called from several threads."""
    checker = build_checker(arguments)
    return lambda text: _finding(checker.check_text(text))


def _finding(result: "VerificationResult") -> "Finding":
    from scanner.finding import Finding, Kind
    from scanner.words import headline, next_step
    from signing.number import parse_number
    from signing.result import Verdict

    kinds = {Verdict.VALID: Kind.VALID, Verdict.INVALID: Kind.INVALID, Verdict.INDETERMINATE: Kind.INDETERMINATE}
    lines: list[str] = []
    if result.number and result.issued:
        lines.append(parse_number(result.number).printed)
        lines.append(f"Issued {result.issued:%d %B %Y}")
    if result.chamber:
        lines.append(result.chamber)
    if result.host:
        lines.append(f"The code leads to {result.host}")
    as_of = result.server_as_of or result.signed_as_of
    if as_of is not None:
        lines.append(f"As of {as_of:%d %B %Y, %H:%M:%S} UTC")
    lines.append(next_step(result))
    return Finding(kinds[result.verdict], headline(result), tuple(lines))
