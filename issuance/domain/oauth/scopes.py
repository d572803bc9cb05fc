"""What a system may be allowed to do for an id, and which rights of the id it needs (RFC 6749, section 3.3).

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


NEEDS: dict[Scope, frozenset[Act]] = {
    Scope.STATUS_READ: frozenset({Act.READ_APPLICATIONS}),
    Scope.APPLICATIONS_READ: frozenset({Act.READ_APPLICATIONS}),
    # As on the pages: outside of the validity a return may be answered and an application withdrawn where the chamber
    # allows it (article 9-5), and a signatory submits or sends back what others have written.
    Scope.APPLICATIONS_WRITE: frozenset({Act.APPLY, Act.ANSWER_RETURNED, Act.WITHDRAW_APPLICATION, Act.SIGN}),
    Scope.EVIDENCE_WRITE: frozenset({Act.APPLY, Act.ANSWER_RETURNED}),
    Scope.FEES_READ: frozenset({Act.PAY}),
    Scope.CERTIFICATES_READ: frozenset({Act.PRINT}),
}
"""The rights of which the id must have one when the call is made; which one a step takes, its desk knows."""

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
