"""Import records: what a chamber says of a certificate that an earlier system issued.

    payload = [1, time, chamber, number, day, type: 1..4, state: 0..2, changed: uint / null, successor: tstr / null]

Such a certificate has no seal, and nothing that was printed on it can be verified: the record says that it existed,
with its number and issue date, and what has become of it. `day` and `changed` count days since 1970-01-01. A verifier
of seals never meets one.
"""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from signing.content import Kind
from signing.cose import Sign1, decode_cbor_list, encode_cbor, parse_sign1, sign1
from signing.errors import MalformedError, MistypedNumberError, NumberError
from signing.keys import PublicKey, Signer
from signing.number import bare, is_public_number, parse_typed_number
from signing.reference_base import ReferenceBase

MAX_IMPORT_BYTES = 512
MAX_WRITTEN_LENGTH = 40
MIN_BARE_LENGTH, MAX_BARE_LENGTH = 3, 32

_VERSION = 1
_MAX_TIME = 2**32
_MAX_DAY = 65535
_EPOCH = dt.date(1970, 1, 1)


class EarlierState(IntEnum):
    """What has become of the certificate."""

    IN_FORCE = 0
    REVOKED = 1
    REPLACED = 2


def check_earlier_number(written: str) -> str:
    """Return the bare form of an earlier number, by which it is looked up; raise `NumberError` for one that is none.

    It has letters of any script and digits, at least one of these. One that reads as a number of ours, or would but for
    a slip, is refused: nobody should find an earlier certificate who has mistyped the number of a sealed one.
    """
    number = bare(written)
    if (
        written != unicodedata.normalize("NFC", written).strip()
        or len(written) > MAX_WRITTEN_LENGTH
        or not written.isprintable()
        or not MIN_BARE_LENGTH <= len(number) <= MAX_BARE_LENGTH
        or not number.isalnum()
        or not any(sign.isdecimal() for sign in number)
    ):
        raise NumberError(
            f"An earlier number has {MIN_BARE_LENGTH} to {MAX_BARE_LENGTH} letters and digits, at least one digit, and "
            "nothing else but blanks, hyphens, points and strokes between them."
        )
    try:
        parse_typed_number(written)
    except MistypedNumberError:
        pass
    except NumberError:
        if not is_public_number(written.upper()):
            return number
    raise NumberError("This reads as a number of the present system: an earlier number must not.")


def shape_of(number: str) -> str:
    """Return the pattern of a bare number: `A` for a Latin letter, `9` for a digit, any other letter as it is."""
    return "".join("9" if each.isdecimal() else "A" if each.isascii() else each for each in number)


@dataclass(frozen=True)
class ImportPayload:
    """What an import record says. `time` is when it was made, UTC with whole seconds; `written` the number as printed.

    `changed` is the day of the revocation or replacement, where it is known; `successor` a public number of ours or
    another earlier number.
    """

    time: dt.datetime
    chamber: str
    written: str
    issued: dt.date
    kind: Kind
    state: EarlierState = EarlierState.IN_FORCE
    changed: dt.date | None = None
    successor: str | None = None

    def __post_init__(self) -> None:
        if self.time.tzinfo is None or self.time.microsecond or not 0 <= self.time.timestamp() < _MAX_TIME:
            raise MalformedError("An import record's time is UTC in whole seconds.")
        for day in (self.issued, self.changed):
            if day is not None and not 0 <= (day - _EPOCH).days <= _MAX_DAY:
                raise MalformedError("A day of an import record is out of range.")
        if self.changed is not None and (self.state is EarlierState.IN_FORCE or self.changed < self.issued):
            raise MalformedError("A change comes after the issue, to what is no longer in force.")
        if self.successor is not None and self.state is not EarlierState.REPLACED:
            raise MalformedError("What was replaced, and nothing else, names a successor.")
        try:
            check_earlier_number(self.written)
            if self.successor is not None and not is_public_number(self.successor):
                check_earlier_number(self.successor)
        except NumberError as error:
            raise MalformedError(str(error)) from error

    @property
    def number(self) -> str:
        """The number in its bare form, by which it is looked up."""
        return bare(self.written)

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return encode_cbor(
            [
                _VERSION,
                int(self.time.timestamp()),
                self.chamber,
                self.written,
                (self.issued - _EPOCH).days,
                int(self.kind),
                int(self.state),
                None if self.changed is None else (self.changed - _EPOCH).days,
                self.successor,
            ]
        )


@dataclass(frozen=True)
class ImportRecord:
    """A parsed import record; `data` is its bytes as they stand in the register. It counts after :meth:`verify`."""

    payload: ImportPayload
    envelope: Sign1
    data: bytes

    @property
    def key_id(self) -> bytes:
        """The id of the key that is said to have signed."""
        return self.envelope.key_id

    def verify(self, key: PublicKey, base: ReferenceBase) -> None:
        """Raise `SignatureMismatchError` unless `key` signed this record for `base`."""
        self.envelope.verify(key, base.import_aad())


def make_import_record(signer: Signer, payload: ImportPayload, base: ReferenceBase) -> bytes:
    """Sign an import record and return its bytes."""
    return sign1(signer, payload.encode(), base.import_aad())


def parse_import_record(data: bytes) -> ImportRecord:
    """Read an import record; raise `MalformedError` for anything else."""
    envelope = parse_sign1(data, max_bytes=MAX_IMPORT_BYTES)
    match decode_cbor_list(envelope.payload):
        case [
            1,
            int() as time,
            str() as chamber,
            str() as written,
            int() as day,
            int() as kind,
            int() as state,
            int() | None as changed,
            str() | None as successor,
        ] if kind in set(Kind) and state in set(EarlierState) and 0 <= time < _MAX_TIME and _are_days(day, changed):
            payload = ImportPayload(
                dt.datetime.fromtimestamp(time, dt.UTC),
                chamber,
                written,
                _EPOCH + dt.timedelta(days=day),
                Kind(kind),
                EarlierState(state),
                None if changed is None else _EPOCH + dt.timedelta(days=changed),
                successor,
            )
        case _:
            raise MalformedError("The import record's payload has not the nine parts that are expected.")
    if payload.encode() != envelope.payload:
        raise MalformedError("The import record's payload is not in its one deterministic form.")
    return ImportRecord(payload, envelope, data)


def _are_days(*days: int | None) -> bool:
    return all(day is None or 0 <= day <= _MAX_DAY for day in days)
