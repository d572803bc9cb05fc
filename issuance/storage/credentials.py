"""Rows of passwords and invitations."""

import datetime as dt

from sqlalchemy import RowMapping
from sqlalchemy import update as sql_update

from issuance.storage.tables.sign_in import credential, invitation
from issuance.storage.unit import Unit


def password_of(unit: Unit, account: str) -> str | None:
    """Return the hash of an account's password."""
    row = unit.row(unit.select(credential, credential.c.password).where(credential.c.id == account))
    return str(row["password"]) if row else None


def password_changed_at(unit: Unit, account: str) -> dt.datetime | None:
    """Return when an account's password was chosen."""
    row = unit.row(unit.select(credential, credential.c.changed_at).where(credential.c.id == account))
    return row["changed_at"] if row else None


def set_password(unit: Unit, account: str, hashed: str) -> None:
    """Give an account a password."""
    forget_password(unit, account)
    unit.insert(credential, id=account, password=hashed, changed_at=unit.now)


def rehash_password(unit: Unit, account: str, before: str, hashed: str) -> None:
    """Store the same password at today's cost, unless it was changed meanwhile."""
    unit.execute(
        sql_update(credential)
        .where(credential.c.chamber == unit.chamber, credential.c.id == account, credential.c.password == before)
        .values(password=hashed)
    )


def forget_password(unit: Unit, account: str) -> None:
    """Take an account's password away."""
    unit.delete(credential, credential.c.id == account)


def add_invitation(unit: Unit, account: str, way: str, secret: bytes, lasts: dt.timedelta) -> str:
    """Enter an invitation; return its id."""
    return unit.insert(
        invitation, account=account, way=way, secret=secret, made_at=unit.now, expires_at=unit.now + lasts
    )


def find_invitation(unit: Unit, secret: bytes) -> RowMapping | None:
    """Return an invitation that is still good."""
    open_ones = (invitation.c.secret == secret, invitation.c.used_at.is_(None), invitation.c.expires_at > unit.now)
    return unit.row(unit.select(invitation).where(*open_ones))


def recall_invitations(unit: Unit, account: str) -> int:
    """Use up all invitations of an account; return how many were still good."""
    return unit.execute(
        sql_update(invitation)
        .where(
            invitation.c.chamber == unit.chamber,
            invitation.c.account == account,
            invitation.c.used_at.is_(None),
        )
        .values(used_at=unit.now)
    ).rowcount


def use_invitation(unit: Unit, key: str) -> bool:
    """Use an invitation up; False where somebody has used or recalled it meanwhile: it counts once."""
    used = (
        sql_update(invitation)
        .where(invitation.c.chamber == unit.chamber, invitation.c.id == key, invitation.c.used_at.is_(None))
        .values(used_at=unit.now)
    )
    return unit.execute(used).rowcount == 1
