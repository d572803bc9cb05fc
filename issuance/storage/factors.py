"""Rows of second factors and recovery codes."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy import update as sql_update

from issuance.domain.sign_in.factors import Factor, FactorKind
from issuance.storage.tables.sign_in import factor, recovery_code
from issuance.storage.unit import Unit, new_id


def add_factor(
    unit: Unit, account: str, kind: FactorKind, secret: Mapping[str, Any], *, counter: int, passkey: bytes | None = None
) -> str:
    """Enter a second factor; `passkey` is the credential id of one. Return its id."""
    row = new_id()
    return unit.insert(
        factor,
        id=row,
        account=account,
        kind=kind.value,
        secret=unit.seal(factor.c.secret, row, secret),
        passkey=passkey_index(unit, passkey) if passkey is not None else None,
        counter=counter,
        made_at=unit.now,
    )


def passkey_index(unit: Unit, credential_id: bytes) -> bytes:
    """Return the blind index of a passkey's credential id."""
    return unit.index("passkey", credential_id.hex())


def rows_of(unit: Unit, account: str) -> list[RowMapping]:
    """Return the second factors of an account, the oldest first."""
    return list(unit.rows(unit.select(factor).where(factor.c.account == account).order_by(factor.c.made_at)))


def secret_of(unit: Unit, row: RowMapping) -> dict[str, Any]:
    """Return what a factor holds."""
    return unit.open(factor.c.secret, str(row["id"]), bytes(row["secret"]))


def factor_of(unit: Unit, row: RowMapping) -> Factor:
    """Return a factor as its holder sees it."""
    name = str(secret_of(unit, row)["name"])
    return Factor(str(row["id"]), FactorKind(row["kind"]), name, row["made_at"], row["used_at"])


def find_passkey(unit: Unit, credential_id: bytes) -> RowMapping | None:
    """Return the passkey with a credential id."""
    return unit.row(unit.select(factor).where(factor.c.passkey == passkey_index(unit, credential_id)))


def count_up(unit: Unit, key: str, counter: int) -> bool:
    """Note that a factor was used at `counter`; False where it was used at that or a later one already."""
    used = (
        sql_update(factor)
        .where(factor.c.chamber == unit.chamber, factor.c.id == key, factor.c.counter < counter)
        .values(counter=counter, used_at=unit.now)
    )
    return unit.execute(used).rowcount == 1


def note_used(unit: Unit, key: str) -> None:
    """Note that a factor that does not count was used."""
    unit.update(factor, key, used_at=unit.now)


def remove_factor(unit: Unit, account: str, key: str) -> bool:
    """Remove one factor of an account; False where it has none of that name."""
    return unit.delete(factor, factor.c.id == key, factor.c.account == account) == 1


def remove_all(unit: Unit, account: str) -> int:
    """Remove all second factors and recovery codes of an account; return how many factors there were."""
    unit.delete(recovery_code, recovery_code.c.account == account)
    return unit.delete(factor, factor.c.account == account)


def replace_recovery_codes(unit: Unit, account: str, codes: Iterable[str]) -> None:
    """Give an account other recovery codes."""
    unit.delete(recovery_code, recovery_code.c.account == account)
    for code in codes:
        unit.insert(recovery_code, account=account, code=_code_index(unit, account, code))


def use_recovery_code(unit: Unit, account: str, code: str) -> bool:
    """Use a recovery code up; False where it is none or was used."""
    used = (
        sql_update(recovery_code)
        .where(recovery_code.c.chamber == unit.chamber, recovery_code.c.account == account)
        .where(recovery_code.c.code == _code_index(unit, account, code), recovery_code.c.used_at.is_(None))
        .values(used_at=unit.now)
    )
    return unit.execute(used).rowcount == 1


def count_recovery_codes(unit: Unit, account: str) -> int:
    """Return how many unused recovery codes an account has."""
    mine = unit.select(recovery_code).where(recovery_code.c.account == account, recovery_code.c.used_at.is_(None))
    return unit.count(mine)


def _code_index(unit: Unit, account: str, code: str) -> bytes:
    return unit.index(f"recovery code {account}", code)
