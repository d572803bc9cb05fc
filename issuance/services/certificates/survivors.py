"""After the theft of a chamber's key: which certificates stand, which must be issued again, which nobody here issued.

The thief can seal and date as he likes, so neither a seal nor a date in it proves anything any more. What counts is
what the office itself has committed: a certificate stands where the ledger numbered it before the theft and the
register holds the very bytes that the ledger has.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.ledger import LedgerEntry, Stage
from issuance.storage.store import OfficeStore
from register.reader import MAX_CHANGES, RegisterReader
from signing.record import Event, parse_record
from signing.seal import parse_seal
from signing.trust import TrustedKey


class Doubt(StrEnum):
    """Why a certificate of the ledger does not stand."""

    LATE = "numbered after the key may have been stolen"
    UNPUBLISHED = "not in the register"
    DIFFERENT = "the register holds other bytes than the ledger"


@dataclass(frozen=True)
class Doubtful:
    """A certificate that must be issued again."""

    entry: LedgerEntry
    doubt: Doubt


@dataclass(frozen=True)
class Survey:
    """What was found under one key. `strangers` are seal ids in the register of which the ledger knows nothing."""

    stands: Sequence[bytes]
    again: Sequence[Doubtful]
    strangers: Sequence[bytes]


class SurvivorDesk:
    """Goes through ledger and register; writes nothing."""

    def __init__(self, store: OfficeStore, reader: RegisterReader) -> None:
        self._store = store
        self._reader = reader

    def survey(self, key: TrustedKey, before: dt.datetime) -> Survey:
        """Sort what a chamber's key has sealed; `before` is the last instant at which it was surely in good hands."""
        stands: list[bytes] = []
        again: list[Doubtful] = []
        known: set[bytes] = set()
        for entry, numbered_at in self._store.sealed(key.chamber or ""):
            if entry.seal is None or entry.sid is None or parse_seal(entry.seal).key_id != key.key_id:
                continue
            known.add(entry.sid)
            if entry.stage is Stage.VOIDED:
                continue  # its number was given up: it is neither good nor wanted
            doubt = Doubt.LATE if numbered_at >= before else self._doubt(entry, entry.sid)
            if doubt is None:
                stands.append(entry.sid)
            else:
                again.append(Doubtful(entry, doubt))
        return Survey(sorted(stands), again, sorted(self._strangers(key, known)))

    def _doubt(self, entry: LedgerEntry, sid: bytes) -> Doubt | None:
        found = self._reader.by_sid(sid)
        if found is None:
            return Doubt.UNPUBLISHED
        records = [record.data for record in self._store.records(entry.number)]
        same = found.seal == entry.seal and list(found.records[:1]) == records[:1]
        return None if same else Doubt.DIFFERENT

    def _strangers(self, key: TrustedKey, known: set[bytes]) -> Iterator[bytes]:
        position = 0
        while changes := self._reader.changes_since(position, MAX_CHANGES):
            position = changes[-1].position
            for change in changes:
                if change.sid in known or parse_record(change.record).payload.event is not Event.ISSUE:
                    continue
                found = self._reader.by_sid(change.sid)
                if found is not None and parse_seal(found.seal).key_id == key.key_id:
                    yield change.sid
