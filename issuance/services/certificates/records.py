"""Sign the records of a certificate: each continues the one before it, under the chamber's key of its day."""

import datetime as dt
from collections.abc import Callable, Sequence

from issuance.domain.ledger import LedgerEntry
from issuance.errors import RefusedError
from issuance.key_store import KeyStore
from signing.record import Event, Record, RecordPayload, make_record, parse_record
from signing.trust import TrustList


class RecordSigner:
    """Makes signed records."""

    def __init__(
        self, *, keys: KeyStore, trust_list: Callable[[], TrustList], clock: Callable[[], dt.datetime]
    ) -> None:
        self._keys = keys
        self._trust_list = trust_list
        self._clock = clock

    def first(self, entry: LedgerEntry, event: Event, *, pdf_sha256: bytes | None = None, reason: str = "") -> Record:
        """Return the record with seq 0: issue, or void."""
        if entry.sid is None:
            raise RefusedError(f"{entry.public_number} has no seal that a record could speak of.")
        return self._sign(entry, RecordPayload(event, self._now(), entry.sid, 0, pdf_sha256=pdf_sha256, reason=reason))

    def following(
        self,
        entry: LedgerEntry,
        records: Sequence[Record],
        event: Event,
        *,
        successor: str | None = None,
        reason: str = "",
    ) -> Record:
        """Return the record that continues `records`."""
        last = records[-1]
        # A clock that was set back must not make a chain that runs backwards.
        time = max(self._now(), last.payload.time)
        return self._sign(
            entry,
            RecordPayload(
                event,
                time,
                last.payload.sid,
                len(records),
                prev_hash=last.hash,
                successor=successor,
                reason=reason,
            ),
        )

    def _sign(self, entry: LedgerEntry, payload: RecordPayload) -> Record:
        trust_list = self._trust_list()
        chamber = trust_list.chamber(entry.number.chamber)
        day = payload.time.astimezone(chamber.zone).date()
        _, signer = self._keys.chamber_key(trust_list, chamber.code, day)
        return parse_record(make_record(signer, payload, trust_list.base))

    def _now(self) -> dt.datetime:
        return self._clock().astimezone(dt.UTC).replace(microsecond=0)
