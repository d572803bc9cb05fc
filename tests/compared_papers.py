"""Certificates in force, as a check hands them to the one who compares."""

import datetime as dt

from scanner.comparison.comparison import Comparison, comparison_of
from signing.canonical import JsonValue
from signing.content import Kind
from signing.evidence import Evidence, ServerAnswer
from signing.qr import qr_text
from signing.result import VerificationResult
from signing.status import build_status, parse_status
from signing.verify import verify
from tests.builders import BASE, NOW, ChamberWorld

WORLD = ChamberWorld()
FRESH = NOW - dt.timedelta(minutes=1)


def in_force(kind: Kind = Kind.COO_JP, sequence: int = 1, **changes: JsonValue) -> VerificationResult:
    """Check a certificate that is in force, online; `changes` replace fields of its content."""
    issued = WORLD.issue(sequence, kind, **changes)
    evidence = Evidence(
        status=parse_status(build_status(1, FRESH, 1, {})),
        answer=ServerAnswer(as_of=FRESH, seal=issued.seal, content=issued.content, records=issued.records),
    )
    return verify(qr_text(issued.seal, BASE), evidence, WORLD.trust, NOW)


def to_compare(kind: Kind = Kind.COO_JP, **changes: JsonValue) -> Comparison:
    """Return what a person compares of it."""
    return comparison_of(in_force(kind, **changes))
