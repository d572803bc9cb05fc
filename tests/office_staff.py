"""Staff of a test's office who act through the services alone: they never sign in.

employ(office.units, REGISTRAR)             # a registrar; other roles are named
"""

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.staff import Role
from issuance.storage.staff import store_roles
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Units


def employ(units: Units, actor: Actor, *roles: Role) -> None:
    """Give somebody who acts an id of the staff with these roles; who has one already keeps it."""
    key = actor.account
    assert key is not None
    with units.act(Actor.job(actor.chamber, "test")) as unit:
        if unit.row(unit.select(account, account.c.id).where(account.c.id == key)) is None:
            person = unit.seal(account.c.person, key, {"name": actor.name, "mail": "", "language": "en"})
            unit.insert(
                account,
                id=key,
                login=f"T-{key}",
                kind=IdKind.STAFF,
                state=IdState.ACTIVE,
                person=person,
                created_at=unit.now,
            )
        store_roles(unit, key, roles or (Role.REGISTRAR,))
