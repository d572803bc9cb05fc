"""Separation of duties: who decided, and whether they were enough."""

from collections.abc import Sequence

from issuance.errors import RefusedError

OFFICERS_FOR_IRREVERSIBLE_ACTS = 2


def check_two_officers(officers: Sequence[str]) -> None:
    """Raise `RefusedError` unless two different officers decided; revoking and voiding cannot be undone."""
    if len({officer.strip() for officer in officers} - {""}) < OFFICERS_FOR_IRREVERSIBLE_ACTS:
        raise RefusedError("Two different officers must decide this: it cannot be undone.")
