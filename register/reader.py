"""Reading the register: look-ups, the log of changes, and who is not in force. It cannot write.

Plain statements over the database's own driver: a look-up is on the path of every check that a bank or customs officer
makes. Each answer is one statement, hence one snapshot: content and records belong together, whatever is written
meanwhile. Nothing is verified here; the bytes are what the chamber signed, and whoever asks verifies them.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Self, TypeVar

from register.address import SqliteAddress, parse_address
from register.entry import Change, Head, StoredCertificate
from register.errors import RegisterDamagedError, RegisterError
from register.imports import import_key
from register.instant import from_microseconds
from register.postgres_source import PostgresSource
from register.prepared import row_key
from register.source import Row, Source
from register.sqlite_source import SqliteSource
from register.translation import missing_file
from register.version import require_version
from signing.record import Event, State

MAX_CHANGES = 10_000
"""The most that one call of `changes_since` returns."""

_CERTIFICATE = """
    SELECT s.sid, s.number, s.issue_date, s.seal, c.content, p.fragment, r.record
    FROM {start}
    JOIN records r ON r.sid = s.sid
    LEFT JOIN content c ON c.sid = s.sid
    WHERE {condition} ORDER BY r.seq
"""
_BY_NUMBER = _CERTIFICATE.format(start="prepared p JOIN seals s ON s.sid = p.sid", condition="p.row_key = ?")
_BY_SID = _CERTIFICATE.format(start="seals s JOIN prepared p ON p.sid = s.sid", condition="s.sid = ?")
_BY_DOCUMENT = _CERTIFICATE.format(
    start="documents d JOIN seals s ON s.sid = d.sid JOIN prepared p ON p.sid = s.sid", condition="d.sha256 = ?"
)
_COPY = "SELECT sha256 FROM copies WHERE sid = ?"
_CHANGES = "SELECT position, sid, record FROM records WHERE position > ? ORDER BY position LIMIT ?"
_AFTER_ISSUE = f"SELECT sid, event FROM records WHERE event <> {int(Event.ISSUE)} ORDER BY sid"  # noqa: S608  # no input
_LATER_RECORDS = f"""
    SELECT sid, record FROM records WHERE event <> {int(Event.ISSUE)} AND seq > 0 ORDER BY sid, seq
"""  # noqa: S608  # no input
# A public number reads TYO26-001234: without its digits at the end it names the chamber and the year.
_ISSUED_PER_MONTH = """
    SELECT rtrim(public_number, '0123456789') AS series, substr(issue_date, 1, 7) AS month, COUNT(*)
    FROM seals WHERE issue_date >= ? GROUP BY series, month ORDER BY series, month
"""
_IMPORTS = "SELECT record FROM imports WHERE row_key = ? ORDER BY chamber LIMIT 20"
_IMPORT_SHAPES = "SELECT shape FROM import_shapes LIMIT 1000"
_INFO = "SELECT application, schema_version FROM register_info"

_HASH_LENGTH = 32

# In order of rank: see signing.record.State.
_STATE_OF_EVENT = {
    Event.VOID: State.VOID,
    Event.REVOKE: State.REVOKED,
    Event.REPLACE: State.REPLACED,
    Event.EXPUNGE: State.RETENTION_OVER,
}

T = TypeVar("T")


class RegisterReader:
    """A register opened for reading. Threads may share it: each has a connection of its own.

    Every method raises :class:`RegisterUnavailableError` where the database does not answer in time, and
    :class:`RegisterDamagedError` where what stands there cannot be.
    """

    def __init__(self, source: Source, clock: Callable[[], dt.datetime]) -> None:
        self._source = source
        self._clock = clock

    @classmethod
    def open(cls, url: str, *, clock: Callable[[], dt.datetime], sandbox: bool = False) -> Self:
        """Open the register at `url`; `clock` gives UTC, `sandbox` says whether a sandbox's is expected.

        Raises :class:`RegisterError`: missing, locked, unreachable, of another version or kind, no register.
        """
        address = parse_address(url)
        if isinstance(address, SqliteAddress) and not address.path.exists():
            raise missing_file(address)
        source: Source = SqliteSource(address) if isinstance(address, SqliteAddress) else PostgresSource(address)
        try:
            _check_schema(source, str(address), sandbox=sandbox)
        except BaseException:
            source.close()
            raise
        return cls(source, clock)

    def by_number(self, number: str, issue_date: dt.date) -> StoredCertificate | None:
        """Return the certificate of a canonical number and its issue date; None where either is wrong."""
        return self._certificate(_BY_NUMBER, row_key(number, issue_date))

    def by_sid(self, sid: bytes) -> StoredCertificate | None:
        """Return the certificate of a seal id (32 bytes)."""
        return self._certificate(_BY_SID, sid)

    def by_document(self, sha256: bytes) -> StoredCertificate | None:
        """Return the certificate whose issue record names this hash (32 bytes) of the PDF."""
        return self._certificate(_BY_DOCUMENT, sha256)

    def copy_of(self, sid: bytes) -> str | None:
        """Return the SHA-256 in hex under which a certificate's reference copy lies; None where it has none.

        Nothing signed says so: the copy is for reading and proves nothing.
        """
        rows = self._source.rows(_COPY, (sid,))
        return _as(bytes, rows[0][0]).hex() if rows else None

    def imported(self, number: str, issue_date: dt.date) -> list[bytes]:
        """Return the import records of an earlier number (bare) and its issue date; chambers may share a number."""
        return [_as(bytes, row[0]) for row in self._source.rows(_IMPORTS, (import_key(number, issue_date),))]

    def import_shapes(self) -> frozenset[str]:
        """Return the patterns (`signing.import_record.shape_of`) that numbers of earlier systems have."""
        return frozenset(_as(str, row[0]) for row in self._source.rows(_IMPORT_SHAPES, ()))

    def changes_since(self, position: int, limit: int = 1000) -> list[Change]:
        """Return up to `limit` log lines after `position`, in order and without a gap."""
        if position < 0 or not 1 <= limit <= MAX_CHANGES:
            raise RegisterError(f"Changes are asked for since position 0 or later, 1 to {MAX_CHANGES} at a time.")
        rows = self._source.rows(_CHANGES, (position, limit))
        changes = [Change(_as(int, row[0]), _as(bytes, row[1]), _as(bytes, row[2])) for row in rows]
        for expected, change in enumerate(changes, start=position + 1):
            if change.position != expected:
                raise RegisterDamagedError(
                    f"The register's log has position {change.position} where {expected} was due: a record is missing. "
                    "Restore the register from a backup."
                )
        return changes

    def not_in_force(self) -> Iterator[tuple[bytes, State]]:
        """Yield every seal id whose state is not IN_FORCE, with its state; all of one snapshot.

        To follow from there: ask `head` first, then this, then `changes_since` that position. A change that came
        between is then seen twice, never missed.
        """
        rows = self._source.rows(_AFTER_ISSUE)
        for sid, group in groupby(rows, key=lambda row: row[0]):
            events = {_as(int, row[1]) for row in group}
            state = next((state for event, state in _STATE_OF_EVENT.items() if event in events), None)
            if state is None:
                raise RegisterDamagedError(f"The register has records of kinds {sorted(events)}, which are not known.")
            yield _as(bytes, sid), state

    def later_records(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the seal id and bytes of every record that came after a seal's first, in order; all of one snapshot.

        These are all that ends or changes a certificate, one in a hundred. To follow from there: as `not_in_force`.
        """
        for sid, record in self._source.rows(_LATER_RECORDS):
            yield _as(bytes, sid), _as(bytes, record)

    def issued_per_month(self, since: dt.date) -> list[tuple[str, str, int]]:
        """Return how many certificates each chamber has issued in each month (`2026-11`) from a day on.

        One pass over all seals: for reports, not for every request.
        """
        rows = self._source.rows(_ISSUED_PER_MONTH, (since.isoformat(),))
        return [(_as(str, series)[:-3], _as(str, month), _as(int, count)) for series, month, count in rows]

    def head(self) -> Head:
        """Return the log's last position and the instant for which that is known.

        The instant is taken before the question is sent. On a replica it is the primary's last heartbeat.
        """
        asked_at = self._clock()
        self._source.check_identity()
        statement = f"SELECT l.position, h.at, {self._source.replica_column} FROM log l, heartbeat h"  # noqa: S608  # no input
        rows = self._source.rows(statement)
        if len(rows) != 1:
            raise RegisterDamagedError("The register has lost the single rows it counts by: restore it from a backup.")
        position, beat, is_replica = (_as(int, value) for value in rows[0])
        return Head(position, min(from_microseconds(beat), asked_at) if is_replica else asked_at)

    def close(self) -> None:
        """Close the connections of all threads."""
        self._source.close()

    def _certificate(self, statement: str, key: bytes) -> StoredCertificate | None:
        if len(key) != _HASH_LENGTH:
            return None
        rows = self._source.rows(statement, (key,))
        return _stored(rows) if rows else None


def _stored(rows: Sequence[Row]) -> StoredCertificate:
    sid, number, issue_date, seal, content, fragment, _ = rows[0]
    try:
        date = dt.date.fromisoformat(_as(str, issue_date))
    except ValueError as error:
        raise RegisterDamagedError(f"The register has the issue date {issue_date!r}, which is none.") from error
    return StoredCertificate(
        sid=_as(bytes, sid),
        number=_as(str, number),
        issue_date=date,
        seal=_as(bytes, seal),
        content=None if content is None else _as(bytes, content),
        records=tuple(_as(bytes, row[6]) for row in rows),
        prepared=_as(bytes, fragment),
    )


def _as(kind: type[T], value: object) -> T:
    """Return the value, which SQLite does not hold to its column's type."""
    if not isinstance(value, kind):
        raise RegisterDamagedError(
            f"The register holds a value of type {type(value).__name__} where {kind.__name__} is due: "
            "restore it from a backup."
        )
    return value


def _check_schema(source: Source, where: str, *, sandbox: bool) -> None:
    rows = source.rows(_INFO)
    application, version = rows[0] if len(rows) == 1 else (None, None)
    require_version(application, version, where, sandbox=sandbox)
