"""Records: signed events about a seal, chained per seal. What the register appends.

    payload = [1, event, unixtime, sid, seq, prev_hash | null, pdf_sha256 | null, successor | null, reason]

`seq` counts per seal from 0; `prev_hash` is the SHA-256 of the whole preceding record. `successor` is a public number,
never one with its access characters: a link would show the old buyer the new deal.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from signing.cose import Sign1, decode_cbor_list, encode_cbor, parse_sign1, sign1
from signing.errors import MalformedError, RecordChainError
from signing.keys import PublicKey, Signer
from signing.number import is_public_number
from signing.reference_base import ReferenceBase

MAX_RECORD_BYTES = 512
MAX_RECORDS_PER_SEAL = 16
"""More than the state machine allows; a bound for what is read from a wire."""

_VERSION = 1
_MAX_TIME = 2**32


class Event(IntEnum):
    """What happened to the certificate."""

    ISSUE = 1
    REVOKE = 2
    REPLACE = 3
    VOID = 4
    EXPUNGE = 5


class RevocationReason(StrEnum):
    """Reason codes of a revocation or void, told to everyone who looks the certificate up."""

    EXPORTER_REQUEST = "exporter_request"
    INCORRECT_CONTENT = "incorrect_content"
    CHAMBER_ERROR = "chamber_error"
    FALSE_DECLARATION = "false_declaration"
    MISUSE = "misuse"
    NOT_FINISHED = "not_finished"


@dataclass(frozen=True)
class RecordPayload:
    """What a record says. `time` is UTC with whole seconds; `reason` is a :class:`RevocationReason` or empty."""

    event: Event
    time: dt.datetime
    sid: bytes
    seq: int
    prev_hash: bytes | None = None
    pdf_sha256: bytes | None = None
    successor: str | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.time.tzinfo is None or self.time.microsecond or not 0 <= self.time.timestamp() < _MAX_TIME:
            raise MalformedError("A record's time is UTC in whole seconds.")
        for name, digest in (("sid", self.sid), ("prev_hash", self.prev_hash), ("pdf_sha256", self.pdf_sha256)):
            if digest is not None and len(digest) != hashlib.sha256().digest_size:
                raise MalformedError(f"A record's {name} has 32 bytes.")
        if not 0 <= self.seq < MAX_RECORDS_PER_SEAL or (self.seq == 0) != (self.prev_hash is None):
            raise MalformedError("A record names its predecessor exactly when it is not the first.")
        if (self.event is Event.ISSUE) != (self.pdf_sha256 is not None):
            raise MalformedError("The issue record, and no other, names the PDF's hash.")
        if (self.event is Event.REPLACE) != (self.successor is not None):
            raise MalformedError("A replace record, and no other, names a successor.")
        if self.successor is not None and not is_public_number(self.successor):
            raise MalformedError("A successor is named by its public number.")
        needs_reason = self.event in (Event.REVOKE, Event.VOID)
        if self.reason not in (set(RevocationReason) if needs_reason else {""}):
            raise MalformedError(f"{self.reason[:40]!r} is no reason code for this event.")

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return encode_cbor(
            [
                _VERSION,
                int(self.event),
                int(self.time.timestamp()),
                self.sid,
                self.seq,
                self.prev_hash,
                self.pdf_sha256,
                self.successor,
                str(self.reason),
            ]
        )


@dataclass(frozen=True)
class Record:
    """A parsed record; `data` is its bytes as they stand in the register."""

    payload: RecordPayload
    envelope: Sign1
    data: bytes

    @property
    def hash(self) -> bytes:
        """SHA-256 of the whole record: the successor's `prev_hash`."""
        return hashlib.sha256(self.data).digest()

    @property
    def key_id(self) -> bytes:
        """The id of the key that is said to have signed."""
        return self.envelope.key_id

    def verify(self, key: PublicKey, base: ReferenceBase) -> None:
        """Raise `SignatureMismatchError` unless `key` signed this record for `base`."""
        self.envelope.verify(key, base.record_aad())


def make_record(signer: Signer, payload: RecordPayload, base: ReferenceBase) -> bytes:
    """Sign a record and return its bytes."""
    return sign1(signer, payload.encode(), base.record_aad())


def parse_record(data: bytes) -> Record:
    """Read a record; raise `MalformedError` for anything else."""
    envelope = parse_sign1(data, max_bytes=MAX_RECORD_BYTES)
    match decode_cbor_list(envelope.payload):
        case [
            1,
            int() as event,
            int() as time,
            bytes() as sid,
            int() as seq,
            bytes() | None as prev_hash,
            bytes() | None as pdf_sha256,
            str() | None as successor,
            str() as reason,
        ] if event in set(Event) and 0 <= time < _MAX_TIME:
            moment = dt.datetime.fromtimestamp(time, dt.UTC)
            payload = RecordPayload(Event(event), moment, sid, seq, prev_hash, pdf_sha256, successor, reason)
        case _:
            raise MalformedError("The record's payload has not the nine parts that are expected.")
    if payload.encode() != envelope.payload:
        raise MalformedError("The record's payload is not in its one deterministic form.")
    return Record(payload, envelope, data)


class State(StrEnum):
    """The certificate's state by its records. In this order, the former outranks the latter."""

    VOID = "void"
    REVOKED = "revoked"
    REPLACED = "replaced"
    RETENTION_OVER = "retention_over"
    IN_FORCE = "in_force"


# What may follow once these events have happened. Revocation is final; expunged content can still be revoked.
_MAY_FOLLOW = {
    Event.ISSUE: {Event.REVOKE, Event.REPLACE, Event.EXPUNGE},
    Event.REPLACE: {Event.REVOKE, Event.EXPUNGE},
    Event.REVOKE: {Event.EXPUNGE},
    Event.EXPUNGE: {Event.REVOKE},
    Event.VOID: set(),
}


def check_next(records: Sequence[Record], following: Record) -> None:
    """Raise :class:`RecordChainError` unless `following` may come after `records` of the same seal."""
    payload = following.payload
    if payload.seq != len(records):
        raise RecordChainError(f"Record {payload.seq} came where {len(records)} was due: one is missing or doubled.")
    if not records:
        if payload.event not in (Event.ISSUE, Event.VOID):
            raise RecordChainError("The first record of a seal says issue or void.")
        return
    if payload.sid != records[0].payload.sid:
        raise RecordChainError("The records speak of different seals.")
    if payload.prev_hash != records[-1].hash:
        raise RecordChainError(f"Record {payload.seq} does not continue the record before it.")
    if payload.time < records[-1].payload.time:
        raise RecordChainError(f"Record {payload.seq} is older than the record before it.")
    events = {record.payload.event for record in records}
    allowed: set[Event] = set.intersection(*(_MAY_FOLLOW[event] for event in events))
    if payload.event not in allowed - events:
        raise RecordChainError(f"{payload.event.name.lower()} cannot follow what has happened to this certificate.")


def check_chain(records: Sequence[Record], sid: bytes) -> None:
    """Raise :class:`RecordChainError` unless these are all records of the seal `sid` so far, in order."""
    if not records:
        raise RecordChainError("The certificate has no issue record.")
    for position, record in enumerate(records):
        if record.payload.sid != sid:
            raise RecordChainError("A record speaks of another seal.")
        check_next(records[:position], record)


def state_of(records: Sequence[Record]) -> State:
    """Return the state that a checked chain amounts to."""
    return state_after({record.payload.event for record in records})


def state_after(events: Collection[Event]) -> State:
    """Return the state that the events of a checked chain amount to."""
    for event, state in (
        (Event.VOID, State.VOID),
        (Event.REVOKE, State.REVOKED),
        (Event.REPLACE, State.REPLACED),
        (Event.EXPUNGE, State.RETENTION_OVER),
    ):
        if event in events:
            return state
    return State.IN_FORCE
