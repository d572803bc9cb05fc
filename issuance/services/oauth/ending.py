"""Ends grants: for good, with its line in the audit trail (terms, articles 8-2, 9-2, 10-2, 16 and 26)."""

from collections.abc import Iterable

from issuance.domain.oauth.grants import ENDED_BY_SESSION_END, Grant, GrantEnd
from issuance.domain.sign_in.session import SessionEnd
from issuance.storage.oauth_grants import end_grant, live_grants, live_grants_of_organisation
from issuance.storage.tables.oauth import api_grant
from issuance.storage.unit import Unit


def end_one(unit: Unit, grant: Grant, reason: GrantEnd) -> bool:
    """End a grant; False where it has ended already."""
    if not end_grant(unit, grant.id, reason):
        return False
    unit.record(
        "connection.end",
        f"grant:{grant.id}",
        organisation=grant.organisation,
        before={"account": grant.account, "system": grant.system},
        after={"reason": reason.value},
    )
    return True


def end_of_account(unit: Unit, account: str, why: SessionEnd) -> None:
    """End the grants of an id whose session ends for its safety; what ends a session otherwise ends no grant."""
    reason = ENDED_BY_SESSION_END.get(why)
    if reason is not None:
        _end_all(unit, live_grants(unit, api_grant.c.account == account), reason)


def end_of_organisation(unit: Unit, organisation: str, why: SessionEnd) -> None:
    """End the grants of all ids of an organisation, agents' sub ids included."""
    reason = ENDED_BY_SESSION_END.get(why)
    if reason is not None:
        _end_all(unit, live_grants_of_organisation(unit, organisation), reason)


def _end_all(unit: Unit, grants: Iterable[Grant], reason: GrantEnd) -> None:
    for grant in grants:
        end_one(unit, grant, reason)
