"""What the writer checks before anything reaches the register. All of it by the format's own rules (`signing`)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from register.entry import Entry
from register.errors import RefusedError, RegisterDamagedError
from register.prepared import prepared_fragment, row_key
from signing.content import parse_content
from signing.errors import ContentError, MalformedError, RecordChainError
from signing.number import parse_number
from signing.record import Event, Record, check_chain, check_next, parse_record
from signing.result import VerificationResult
from signing.seal import content_hash
from signing.trust import Trust
from signing.verify import OpenedSeal, judge_record, open_seal

CLOCK_TOLERANCE = dt.timedelta(minutes=5)
"""How far the clocks of office and register may be apart before a record counts as dated in the future."""

RETENTION_YEARS = 3
"""Content is kept at least this long from its issue date (terms of service, article 17)."""


@dataclass(frozen=True)
class CheckedEntry:
    """An entry that passed every check; only :func:`check_entry` makes one."""

    entry: Entry
    opened: OpenedSeal
    record: Record
    public_number: str

    @property
    def sid(self) -> bytes:
        """The seal id."""
        return self.opened.seal.sid

    @property
    def number(self) -> str:
        """The number in canonical form."""
        return self.opened.seal.payload.number

    @property
    def issue_date(self) -> dt.date:
        """The issue date."""
        return self.opened.seal.payload.issued

    @property
    def row_key(self) -> bytes:
        """The key of the prepared row."""
        return row_key(self.number, self.issue_date)

    def fragment(self, content: bytes | None) -> bytes:
        """Return the prepared fragment with this content, or without any."""
        return prepared_fragment(self.opened, content, self.record.data)


def check_entry(entry: Entry, trust: Trust, now: dt.datetime) -> CheckedEntry:
    """Check an entry's seal, content and first record; raise :class:`RefusedError` that says what is wrong."""
    opened = check_seal(entry.seal, trust, now)
    if opened.compromised:
        raise RefusedError("The seal's key is compromised (KEY_COMPROMISED): nothing new under it is published.")
    record = parse_new_record(entry.record)
    if record.payload.sid != opened.seal.sid:
        raise RefusedError("The first record speaks of another seal than the entry's: publish what belongs together.")
    check_following(record, [], opened, trust, now)
    if record.payload.event is Event.VOID and entry.content is not None:
        raise RefusedError("A void number is published without content: leave the content out.")
    if record.payload.event is Event.ISSUE:
        _check_content(entry.content, opened)
    return CheckedEntry(entry, opened, record, parse_number(opened.seal.payload.number).public)


def check_seal(seal: bytes, trust: Trust, now: dt.datetime) -> OpenedSeal:
    """Take steps 2 to 5 of the verification over a seal that is to be published, or was.

    A compromised key is left to the caller: what stands under it can still be revoked or replaced.
    """
    opened = open_seal(seal, trust, now)
    if isinstance(opened, VerificationResult):
        raise RefusedError(f"The seal does not verify ({opened.reason}): {opened.detail}")
    return opened


def check_following(
    record: Record, before: Sequence[Record], opened: OpenedSeal, trust: Trust, now: dt.datetime
) -> None:
    """Check that `record` may follow `before`, that the seal's chamber signed it, and that its time has come."""
    problem = judge_record(record, opened, trust)
    if problem is not None:
        raise RefusedError(f"The record does not verify ({problem[0]}): {problem[1]}")
    try:
        check_next(before, record)
    except RecordChainError as error:
        raise RefusedError(str(error)) from error
    if record.payload.time > now + CLOCK_TOLERANCE:
        raise RefusedError(
            f"The record is dated {record.payload.time:%Y-%m-%d %H:%M:%S} UTC, and it is {now:%Y-%m-%d %H:%M:%S} here: "
            "set the clocks right."
        )
    if record.payload.successor == parse_number(opened.seal.payload.number).public:
        raise RefusedError("A certificate cannot be replaced by itself: name the successor's number.")


def check_retention(record: Record, opened: OpenedSeal) -> None:
    """Raise :class:`RefusedError` while content must still be kept."""
    issued = opened.seal.payload.issued
    # 29 February: until 1 March.
    leap = (issued.month, issued.day) == (2, 29)
    kept_until = (dt.date(issued.year, 3, 1) if leap else issued).replace(year=issued.year + RETENTION_YEARS)
    day = record.payload.time.astimezone(opened.chamber.zone).date()
    if day < kept_until:
        raise RefusedError(
            f"The content of a certificate of {issued} is kept for {RETENTION_YEARS} years: "
            f"expunge it from {kept_until} on."
        )


def parse_stored_records(data: Sequence[bytes], sid: bytes) -> list[Record]:
    """Read the records that stand in the register; raise :class:`RegisterDamagedError` where they make no chain."""
    try:
        records = [parse_record(item) for item in data]
        check_chain(records, sid)
    except (MalformedError, RecordChainError) as error:
        raise RegisterDamagedError(f"The records of seal {sid.hex()} in the register are damaged: {error}") from error
    return records


def parse_new_record(data: bytes) -> Record:
    """Read a record that is to be written; raise :class:`RefusedError` where it is none."""
    try:
        return parse_record(data)
    except MalformedError as error:
        raise RefusedError(f"The record cannot be read: {error}") from error


def _check_content(data: bytes | None, opened: OpenedSeal) -> None:
    if data is None:
        raise RefusedError("An issued certificate is published with its content: it is missing.")
    payload = opened.seal.payload
    if content_hash(data) != payload.content_hash:
        raise RefusedError("The content is not what the seal was made over: its SHA-256 differs.")
    try:
        content = parse_content(data)
    except (MalformedError, ContentError) as error:
        raise RefusedError(f"The content cannot be published: {error}") from error
    sealed = (payload.number, payload.issued, payload.kind, opened.chamber.code)
    if sealed != (content.number, content.issued, content.kind, content.chamber.code):
        raise RefusedError("The content names another number, date, kind or chamber than the seal.")
