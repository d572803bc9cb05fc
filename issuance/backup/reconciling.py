"""Bringing ledger, register and trust repository together again after a restore (ADR 0050).

1. What the register shows and the ledger lacks is entered into the ledger: it was published, so it exists.
2. What the ledger has and the register lacks is sent again: the register's writer takes each record once.
3. Counters go past every number that ledger, register or a person knows: none is given out twice.
4. Versions of the trust repository leap past what scanners may have seen.

Every step may be run again, and finds nothing more to do.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from issuance.backup.describing import highest_in_register
from issuance.backup.errors import BackupError
from issuance.domain.actor import Actor
from issuance.domain.draft import OFFICE_FIELDS
from issuance.domain.ledger import Stage
from issuance.office import Office
from issuance.storage import reconciling as ledger
from issuance.storage.tables.imports import earlier_certificate as earlier
from issuance.trust.office import RefreshReport
from issuance.trust.recovering import take_over
from issuance.trust.repository import TrustRepository
from register.reader import MAX_CHANGES
from signing.canonical import canonical_bytes, parse_json
from signing.content import MAX_CONTENT_BYTES, parse_content
from signing.number import is_public_number, parse_number
from signing.record import Event, State, parse_record
from signing.seal import parse_seal

_PUBLIC = re.compile(r"([A-Z]{2,4})([0-9]{2})-([0-9]{6,})")
_AT_ONCE = 500
_CENTURY = 2000
_LEAST_LEAP, _A_SECOND = 1_000, 10


@dataclass
class Reconciled:
    """What was found and done; `adopted` names certificates that the ledger did not know at all."""

    adopted: list[str] = field(default_factory=list)
    completed: int = 0
    sent_again: int = 0
    imports_sent: int = 0
    skipped: dict[str, str] = field(default_factory=dict)
    forked: list[str] = field(default_factory=list)


def parse_last(typed: Iterable[str]) -> dict[ledger.Series, int]:
    """Read public numbers that a person names as the last ones: `TYO26-000123`."""
    found: dict[ledger.Series, int] = {}
    for text in typed:
        match = _PUBLIC.fullmatch(text.strip().upper())
        if match is None or not is_public_number(text.strip().upper()):
            raise BackupError(f"{text!r} is no public number: TYO26-000123 is expected, chamber, year, number.")
        found[match[1], _CENTURY + int(match[2])] = int(match[3])
    return found


class Reconciler:
    """Works on one office whose databases are in place."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._engine = office.store.engine
        self.result = Reconciled()
        self._least_timestamp = 0

    def run(self, last: dict[ledger.Series, int]) -> Reconciled:
        """Do steps 1 to 3; `last` is what a person knows of the last numbers."""
        seen = self._from_register()
        if not self.result.forked:
            self._to_register(seen)
            self._raise_counters(last)
        return self.result

    def take_over(self, published: Path) -> list[str]:
        """Before step 4, where there is a copy of what was published last: take over what the offline keys signed.

        Returns the public numbers that scanners know as no longer in force, and the register does not: who was revoked
        after the backup must be revoked again.
        """
        taken = take_over(self._office.trust_office.repository, TrustRepository(published))
        self._least_timestamp = taken.timestamp
        if taken.status is None:
            return []
        here = dict(self._office.reader.not_in_force())
        lost = [
            sid
            for batch in ledger.all_records(self._engine)
            for sid, seq in batch
            if seq == 0 and sid not in here and taken.status.state(sid) is not State.IN_FORCE
        ]
        stored = [self._office.reader.by_sid(sid) for sid in lost]
        return sorted(parse_number(each.number).public for each in stored if each is not None)

    def leap(self, known_until: dt.datetime) -> RefreshReport:
        """Do step 4: ten versions for each second since then and a thousand more, which no office publishes."""
        now = self._office.clock()
        seconds = max(0, int((now - known_until).total_seconds()))
        ours = self._office.trust_office.repository.timestamp().signed.version
        return self._office.trust_office.leap(
            now, max(_LEAST_LEAP + _A_SECOND * seconds, self._least_timestamp + _LEAST_LEAP - ours)
        )

    def _from_register(self) -> set[bytes]:
        """Walk the register's log; return what it has, as seal id and number of each record."""
        seen: set[bytes] = set()
        position = 0
        while changes := self._office.reader.changes_since(position, MAX_CHANGES):
            position = changes[-1].position
            for start in range(0, len(changes), _AT_ONCE):
                page = changes[start : start + _AT_ONCE]
                records = [(each.sid, parse_record(each.record)) for each in page]
                known = ledger.records_of(self._engine, {sid for sid, _ in records})
                lacking = []
                for sid, record in records:
                    seen.add(_key(sid, record.payload.seq))
                    have = known.get((sid, record.payload.seq))
                    if have is None:
                        lacking.append(sid)
                    elif have != record.data:
                        self.result.forked.append(f"record {record.payload.seq} of seal {sid.hex()}")
                for sid in dict.fromkeys(lacking):
                    self._adopt(sid)
        return seen

    def _adopt(self, sid: bytes) -> None:
        stored = self._office.reader.by_sid(sid)
        if stored is None:
            raise BackupError(f"The register's log names the seal {sid.hex()}, which it does not have: it is damaged.")
        records = [parse_record(data) for data in stored.records]
        payload = parse_seal(stored.seal).payload
        replaces, draft = None, b"{}"
        if stored.content is not None:
            replaces = parse_content(stored.content).replaces
            fields = parse_json(stored.content, max_bytes=MAX_CONTENT_BYTES)
            draft = canonical_bytes({name: value for name, value in fields.items() if name not in OFFICE_FIELDS})
        found = ledger.Adopted(
            number=parse_number(stored.number),
            kind=int(payload.kind),
            issue_date=stored.issue_date,
            stage=Stage.VOIDED if records[0].payload.event is Event.VOID else Stage.DELIVERED,
            draft=draft,
            content=stored.content,
            seal=stored.seal,
            sid=sid,
            pdf_sha256=records[0].payload.pdf_sha256,
            replaces=replaces,
            records=records,
        )
        if ledger.adopt(self._engine, found, self._office.clock()):
            self.result.adopted.append(found.number.public)
        else:
            self.result.completed += 1

    def _to_register(self, seen: set[bytes]) -> None:
        for batch in ledger.all_records(self._engine):
            lacking = [(sid, seq) for sid, seq in batch if _key(sid, seq) not in seen]
            ledger.send_again(self._engine, lacking)
            self.result.sent_again += len(lacking)
            self._pictures([sid for sid, seq in lacking if seq == 0])
        self._office.publisher.drain()
        self._office.copies.publish_all()
        self._imports()

    def _pictures(self, sids: Sequence[bytes]) -> None:
        for sid in sids:
            for row in self._office.store.outbox(sid):
                if row.content is not None:
                    pictures = self._office.originals.pictures_of(parse_content(row.content))
                    self._office.publisher.publish_pictures(pictures)

    def _imports(self) -> None:
        """Send what was imported of earlier systems again; the register takes what it has not."""
        query = sa.select(earlier.c.record).where(earlier.c.sent_at.is_not(None)).order_by(earlier.c.id)
        with self._engine.connect() as connection:
            result = connection.execute(query.execution_options(yield_per=_AT_ONCE))
            for rows in result.scalars().partitions(_AT_ONCE):
                self.result.imports_sent += self._office.publisher.publish_imports([bytes(row) for row in rows])

    def _raise_counters(self, last: dict[ledger.Series, int]) -> None:
        known = ledger.highest_in_ledger(self._engine)
        for series, value in highest_in_register(self._office.config.register_url).items():
            known[series] = max(value, known.get(series, 0))
        for series in sorted(known.keys() | last.keys()):
            highest, told = known.get(series, 0), last.get(series, 0)
            before = ledger.raise_counter(self._engine, series, max(highest, told))
            if told > max(highest, before):
                self._note_skipped(series, max(highest, before) + 1, told)

    def _note_skipped(self, series: ledger.Series, first: int, last: int) -> None:
        """Numbers that went out after the backup, and of which nothing is left: the trail says that they are used."""
        chamber, year = series
        self.result.skipped[f"{chamber}/{year}"] = f"{first}-{last}"
        with self._office.units.act(Actor.job(chamber, "reconcile")) as unit:
            unit.record("ledger.skip_lost", f"year:{year}", after={"first": first, "last": last})


def _key(sid: bytes, seq: int) -> bytes:
    """Return a short key of a record: a million of them stay in memory."""
    return sid[:14] + seq.to_bytes(2, "big")
