"""A result as plain JSON values, in English. The names are an interface: members are added, never renamed."""

from typing import Any

from signing.number import parse_number
from signing.result import VerificationResult


def result_fields(result: VerificationResult) -> dict[str, Any]:
    """Return the members of one result. Instants are ISO 8601 in UTC; what is not known is null."""
    return {
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
