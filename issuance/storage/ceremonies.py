"""Rows of ceremonies: what is under way between two pages of a sign-in."""

from collections.abc import Mapping
from typing import Any

from issuance.domain.sign_in.ceremony import LASTS, Ceremony, Purpose
from issuance.domain.sign_in.token import SessionToken
from issuance.storage.tables.sign_in import ceremony
from issuance.storage.unit import Unit, new_id


def begin(unit: Unit, token: SessionToken, purpose: Purpose, account: str | None, data: Mapping[str, Any]) -> None:
    """Enter a ceremony."""
    row = new_id()
    unit.insert(
        ceremony,
        id=row,
        token=token.hash,
        purpose=purpose.value,
        account=account,
        data=unit.seal(ceremony.c.data, row, data),
        expires_at=unit.now + LASTS,
    )


def find(unit: Unit, cookie: str | None, *purposes: Purpose) -> Ceremony | None:
    """Return the ceremony that a cookie names, None where there is none for these purposes or it is over."""
    token = SessionToken.parse(cookie)
    if token is None or token.chamber != unit.chamber:
        return None
    row = unit.row(unit.select(ceremony).where(ceremony.c.token == token.hash, ceremony.c.expires_at > unit.now))
    if row is None or row["purpose"] not in purposes:
        return None
    data = unit.open(ceremony.c.data, str(row["id"]), bytes(row["data"]))
    return Ceremony(str(row["id"]), Purpose(row["purpose"]), row["account"], data)


def change(unit: Unit, held: Ceremony, data: Mapping[str, Any]) -> None:
    """Change what a ceremony holds."""
    unit.update(ceremony, held.id, data=unit.seal(ceremony.c.data, held.id, data))


def finish(unit: Unit, held: Ceremony) -> bool:
    """End a ceremony; False where another request has ended it already: it counts once."""
    return unit.delete(ceremony, ceremony.c.id == held.id) == 1


def forget(unit: Unit) -> int:
    """Delete ceremonies that are over; return how many."""
    return unit.delete(ceremony, ceremony.c.expires_at <= unit.now)


def forget_of(unit: Unit, account: str) -> int:
    """Delete the ceremonies of an account: its credential has changed."""
    return unit.delete(ceremony, ceremony.c.account == account)
