"""Who decides on an import: two officers who may approve certificates."""

from collections.abc import Sequence

from issuance.domain.accounts import Account
from issuance.domain.ids import IdKind, IdState
from issuance.domain.login import read_login
from issuance.domain.staff import StaffAct, staff_may
from issuance.errors import RefusedError
from issuance.services.certificates.approval import check_two_officers
from issuance.storage.accounts import find_login
from issuance.storage.staff import roles_held
from issuance.storage.unit import Unit


def two_officers(unit: Unit, logins: Sequence[str]) -> tuple[str, ...]:
    """Return the logins of officers who may decide this: two, who approve certificates and can sign in."""
    check_two_officers(logins)
    for typed in logins:
        found = find_login(unit, read_login(typed))
        if found is None or not _may_approve(unit, found):
            raise RefusedError(f"{typed} is no active id of an officer who may approve in {unit.chamber}.")
    named = tuple(dict.fromkeys(str(read_login(typed)) for typed in logins))
    check_two_officers(named)
    return named


def _may_approve(unit: Unit, found: Account) -> bool:
    return (
        found.kind is IdKind.STAFF
        and found.state is IdState.ACTIVE
        and staff_may(roles_held(unit, found.id), StaffAct.APPROVE_APPLICATIONS)
    )
