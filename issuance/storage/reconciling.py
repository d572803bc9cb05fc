"""The ledger's side of reconciling it with the register after a restore: what one has and the other lacks."""

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Engine

from issuance.domain.ledger import Stage
from issuance.storage.engine import translated_errors
from issuance.storage.tables import ledger as t
from signing.number import CertificateNumber
from signing.record import Record

_AT_ONCE = 1000

Series = tuple[str, int]
"""A chamber's code and a year."""


@dataclass(frozen=True)
class Adopted:
    """A certificate that the register shows and the ledger did not finish, or does not know."""

    number: CertificateNumber
    kind: int
    issue_date: dt.date
    stage: Stage
    draft: bytes
    content: bytes | None
    seal: bytes
    sid: bytes
    pdf_sha256: bytes | None
    replaces: str | None
    records: Sequence[Record]


def counters(engine: Engine) -> dict[Series, int]:
    """Return the last number that was given out, by chamber and year."""
    with translated_errors(), engine.connect() as connection:
        return {(row.chamber, row.year): row.value for row in connection.execute(sa.select(t.counter))}


def highest_in_ledger(engine: Engine) -> dict[Series, int]:
    """Return the highest number that the ledger has, by chamber and year."""
    columns = (t.certificate.c.chamber, t.certificate.c.year)
    query = sa.select(*columns, sa.func.max(t.certificate.c.sequence)).group_by(*columns)
    with translated_errors(), engine.connect() as connection:
        return {(chamber, year): highest for chamber, year, highest in connection.execute(query)}


def raise_counter(engine: Engine, series: Series, value: int) -> int:
    """Let a chamber's next number of a year be higher than `value`; return what the counter was before."""
    chamber, year = series
    mine = (t.counter.c.chamber == chamber) & (t.counter.c.year == year)
    with translated_errors(), engine.begin() as connection:
        before = connection.execute(sa.select(t.counter.c.value).where(mine).with_for_update()).scalar()
        if before is None:
            connection.execute(sa.insert(t.counter).values(chamber=chamber, year=year, value=value))
        elif before < value:
            connection.execute(sa.update(t.counter).where(mine).values(value=value))
        return int(before or 0)


def records_of(engine: Engine, sids: Collection[bytes]) -> dict[tuple[bytes, int], bytes]:
    """Return the ledger's records of some seals, by seal id and number."""
    query = sa.select(t.record.c.sid, t.record.c.seq, t.record.c.data).where(t.record.c.sid.in_(list(sids)))
    with translated_errors(), engine.connect() as connection:
        return {(bytes(sid), seq): bytes(data) for sid, seq, data in connection.execute(query)}


def all_records(engine: Engine) -> Iterator[Sequence[tuple[bytes, int]]]:
    """Yield seal id and number of every record of the ledger, in batches."""
    last: tuple[bytes, int] = (b"", -1)
    key = sa.tuple_(t.record.c.sid, t.record.c.seq)
    while True:
        query = sa.select(t.record.c.sid, t.record.c.seq).where(key > last).order_by(t.record.c.sid, t.record.c.seq)
        with translated_errors(), engine.connect() as connection:
            rows = [(bytes(sid), seq) for sid, seq in connection.execute(query.limit(_AT_ONCE))]
        if not rows:
            return
        yield rows
        last = rows[-1]


def send_again(engine: Engine, records: Collection[tuple[bytes, int]]) -> None:
    """Lay records into the outbox again."""
    with translated_errors(), engine.begin() as connection:
        for sid, seq in records:
            mine = (t.outbox.c.sid == sid) & (t.outbox.c.seq == seq)
            connection.execute(sa.update(t.outbox).where(mine).values(done_at=None))


def adopt(engine: Engine, found: Adopted, now: dt.datetime) -> bool:
    """Enter what the register shows; tell whether the ledger did not know the number at all."""
    values = {
        "stage": found.stage.value,
        "content": found.content,
        "seal": found.seal,
        "sid": found.sid,
        "pdf_sha256": found.pdf_sha256,
        "delivered_at": now if found.stage is Stage.DELIVERED else None,
    }
    mine = t.certificate.c.number == found.number.canonical
    with translated_errors(), engine.begin() as connection:
        known = connection.execute(sa.select(t.certificate.c.stage).where(mine)).scalar()
        if known is None:
            connection.execute(sa.insert(t.certificate).values(**_row(found, now), **values))
        elif not Stage(known).is_final:
            connection.execute(sa.update(t.certificate).where(mine).values(**values))
        have = set(connection.execute(sa.select(t.record.c.seq).where(t.record.c.sid == found.sid)).scalars())
        for record in found.records:
            if record.payload.seq not in have:
                _enter(connection, found, record, now)
    return known is None


def _row(found: Adopted, now: dt.datetime) -> Mapping[str, object]:
    return {
        "number": found.number.canonical,
        "public_number": found.number.public,
        "chamber": found.number.chamber,
        "year": 2000 + found.number.year,
        "sequence": found.number.sequence,
        "kind": found.kind,
        "issue_date": found.issue_date,
        "claim": f"adopted {found.number.public}",
        "request_digest": found.sid.hex(),
        "draft": found.draft,
        "replaces": found.replaces,
        "officers": "[]",
        "numbered_at": now,
    }


def _enter(connection: sa.Connection, found: Adopted, record: Record, now: dt.datetime) -> None:
    payload = record.payload
    connection.execute(
        sa.insert(t.record).values(
            sid=payload.sid,
            seq=payload.seq,
            number=found.number.canonical,
            event=int(payload.event),
            data=record.data,
            officers=json.dumps([]),
        )
    )
    connection.execute(sa.insert(t.outbox).values(sid=payload.sid, seq=payload.seq, done_at=now))
