"""What a system may be allowed to do for an id, and which right of the id each needs (RFC 6749, section 3.3).

A scope never gives more than the id itself may do at that moment: it can only take away.
"""

from collections.abc import Iterable
from enum import StrEnum

from issuance.domain.ids import Act


class Scope(StrEnum):
    """One part of the API. The values are stored, and written in requests."""

    STATUS_READ = "status:read"
    """Where an application stands."""
    APPLICATIONS_READ = "applications:read"
    """What an application says."""
    APPLICATIONS_WRITE = "applications:write"
    """Write applications and submit them."""
    EVIDENCE_WRITE = "evidence:write"
    """Hand in papers beside them."""
    FEES_READ = "fees:read"
    """What is owed and paid."""
    CERTIFICATES_READ = "certificates:read"
    """Print delivered certificates."""


NEEDS: dict[Scope, Act] = {
    Scope.STATUS_READ: Act.READ_APPLICATIONS,
    Scope.APPLICATIONS_READ: Act.READ_APPLICATIONS,
    Scope.APPLICATIONS_WRITE: Act.APPLY,
    Scope.EVIDENCE_WRITE: Act.APPLY,
    Scope.FEES_READ: Act.PAY,
    Scope.CERTIFICATES_READ: Act.PRINT,
}
"""The right that the id must have when the call is made."""

OF_CHAMBERS = frozenset({Scope.STATUS_READ})
"""What a chamber's own system may be given: it acts for no id, so it never writes for one."""


def read_scopes(text: str) -> frozenset[Scope] | None:
    """Read scopes with single blanks between them; None where one is unknown or none is named."""
    names = set(text.split(" "))
    return frozenset(Scope(name) for name in names) if names <= {scope.value for scope in Scope} else None


def scope_text(scopes: Iterable[Scope]) -> str:
    """Write scopes in the order of `Scope`, with single blanks between them."""
    chosen = set(scopes)
    return " ".join(scope.value for scope in Scope if scope in chosen)
