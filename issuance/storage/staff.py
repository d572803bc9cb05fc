"""The chamber's staff in the database: ids of the kind `staff` and the roles that they hold."""

from collections.abc import Iterable, Mapping

from sqlalchemy import and_, select

from issuance.domain.ids import IdKind, IdState
from issuance.domain.staff import Role
from issuance.storage.tables.accounts import account, account_role
from issuance.storage.unit import Unit


def roles_held(unit: Unit, account_id: str) -> frozenset[Role]:
    """Return the roles that one id holds."""
    rows = unit.rows(unit.select(account_role, account_role.c.role).where(account_role.c.id == account_id))
    return frozenset(Role(str(row["role"])) for row in rows)


def all_roles(unit: Unit) -> Mapping[str, frozenset[Role]]:
    """Return the roles of every member of staff, by account."""
    found: dict[str, set[Role]] = {}
    for row in unit.rows(unit.select(account_role, account_role.c.id, account_role.c.role)):
        found.setdefault(str(row["id"]), set()).add(Role(str(row["role"])))
    return {held: frozenset(roles) for held, roles in found.items()}


def store_roles(unit: Unit, account_id: str, roles: Iterable[Role]) -> None:
    """Make these the roles of an id; those that it keeps keep the day on which they were granted."""
    wanted, held = set(roles), roles_held(unit, account_id)
    for role in held - wanted:
        unit.delete(account_role, account_role.c.id == account_id, account_role.c.role == role.value)
    for role in sorted(wanted - held):
        unit.insert(account_role, id=account_id, role=role.value, granted_at=unit.now, granted_by=unit.actor.account)


def count_active_with(unit: Unit, role: Role, besides: str) -> int:
    """Return how many ids other than `besides` hold a role and can sign in."""
    query = (
        select(account.c.id)
        .join(account_role, and_(account_role.c.chamber == account.c.chamber, account_role.c.id == account.c.id))
        .where(account.c.chamber == unit.chamber, account_role.c.chamber == unit.chamber)
        .where(account.c.kind == IdKind.STAFF.value, account.c.state == IdState.ACTIVE.value)
        .where(account_role.c.role == role.value, account.c.id != besides)
    )
    return len(unit.rows(query))
