"""Keys of filings: links and codes that were sent out. Only their hashes are stored."""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, RowMapping

from issuance.storage.tables.filings import filing_key
from issuance.storage.unit import Unit, new_id

_TOKEN_BYTES = 32
_CODE_DIGITS = 6


class KeyPurpose(StrEnum):
    """What a key is for."""

    OPEN = "open"
    MAIL = "mail"
    FAX = "fax"


@dataclass(frozen=True)
class FilingKey:
    """A key. `target` is the address or number that it was sent to, which it proves to be reached."""

    id: str
    filing: str
    purpose: KeyPurpose
    target: str
    digest: bytes
    expires_at: dt.datetime
    tries: int

    @property
    def opens(self) -> bool:
        """Whether it leads into the filing."""
        return self.purpose is KeyPurpose.OPEN

    def fits(self, code: str) -> bool:
        """Tell whether a typed code is this key's, in a time that tells nothing."""
        return hmac.compare_digest(self.digest, _digest(self.filing, code))


def add_link(unit: Unit, filing: str, purpose: KeyPurpose, target: str, life: dt.timedelta) -> str:
    """Make a link's token of 256 random bits and return it; the row holds its hash."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    _add(unit, filing, purpose, target, _hash(token), life)
    return token


def add_code(unit: Unit, filing: str, target: str, life: dt.timedelta) -> str:
    """Make a code of six digits and return it. Only the newest one counts (`find_code`)."""
    code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
    _add(unit, filing, KeyPurpose.FAX, target, _digest(filing, code), life)
    return code


def find_key(unit: Unit, id_: str) -> FilingKey | None:
    """Return a key by its id."""
    return _one(unit, filing_key.c.id == id_)


def find_link(unit: Unit, token: str) -> FilingKey | None:
    """Return the link that has a token."""
    return _one(unit, filing_key.c.digest == _hash(token), filing_key.c.purpose != KeyPurpose.FAX.value)


def find_code(unit: Unit, filing: str) -> FilingKey | None:
    """Return the code that was sent last for a filing."""
    codes = unit.select(filing_key).where(filing_key.c.filing == filing, filing_key.c.purpose == KeyPurpose.FAX.value)
    row = unit.row(codes.order_by(filing_key.c.made_at.desc(), filing_key.c.id).limit(1))
    return None if row is None else _key(unit, row)


def count_try(unit: Unit, key: FilingKey) -> None:
    """Count a wrong code."""
    unit.update(filing_key, key.id, tries=filing_key.c.tries + 1)


def made_since(unit: Unit, filing: str, purpose: KeyPurpose, since: dt.datetime) -> int:
    """Return how many keys were sent for a purpose since an instant."""
    columns = filing_key.c
    return unit.count(
        unit.select(filing_key).where(
            columns.filing == filing, columns.purpose == purpose.value, columns.made_at >= since
        )
    )


def forget_keys(unit: Unit, filing: str, purpose: KeyPurpose | None = None) -> None:
    """Make a filing's keys open nothing any more."""
    where: list[ColumnElement[bool]] = [filing_key.c.filing == filing]
    if purpose is not None:
        where.append(filing_key.c.purpose == purpose.value)
    unit.delete(filing_key, *where)


def _add(unit: Unit, filing: str, purpose: KeyPurpose, target: str, digest: bytes, life: dt.timedelta) -> None:
    row = new_id()
    unit.insert(
        filing_key,
        id=row,
        filing=filing,
        purpose=purpose.value,
        digest=digest,
        target=unit.seal(filing_key.c.target, row, {"to": target}),
        made_at=unit.now,
        expires_at=unit.now + life,
    )


def _one(unit: Unit, *where: ColumnElement[bool]) -> FilingKey | None:
    row = unit.row(unit.select(filing_key).where(*where))
    return None if row is None else _key(unit, row)


def _key(unit: Unit, row: RowMapping) -> FilingKey:
    return FilingKey(
        id=row["id"],
        filing=row["filing"],
        purpose=KeyPurpose(row["purpose"]),
        target=str(unit.open(filing_key.c.target, row["id"], row["target"])["to"]),
        digest=bytes(row["digest"]),
        expires_at=row["expires_at"],
        tries=row["tries"],
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _digest(filing: str, code: str) -> bytes:
    """Return a code's hash: salted with its filing, so that equal codes are not seen to be equal."""
    return _hash(f"{filing} {code}")
