"""What templates about revocations need: words for reasons and states."""

from typing import Any

from issuance.language import N_
from issuance.services.applications.wording import KINDS
from issuance.services.revocation.wording import REASONS, STATES
from signing.number import parse_number
from signing.record import State

IN_FORCE = {
    State.IN_FORCE: (N_("in force"), "good"),
    State.REVOKED: (N_("revoked"), "stopped"),
    State.REPLACED: (N_("replaced"), "ended"),
    State.RETENTION_OVER: (N_("retention period over"), "ended"),
    State.VOID: (N_("void"), "ended"),
}
"""A certificate's state, as the register tells it, and how its tag looks."""


def revocation_words() -> dict[str, Any]:
    """Return what templates of these pages use besides what all have."""
    return {
        "REASONS": REASONS,
        "CASE_STATES": STATES,
        "IN_FORCE": IN_FORCE,
        "KINDS": KINDS,
        "public_number": public_number,
    }


def public_number(canonical: str) -> str:
    """Return what lists say of a certificate's number: the whole one would open it to whoever reads along."""
    return parse_number(canonical).public
