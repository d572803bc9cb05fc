"""What goes into the register and what comes out of it. There is no field for anything confidential."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """What the office publishes once: seal, verbatim canonical content, and the record with seq 0.

    The first record says *issue*; where it says *void* (a number that could not be finished) `content` is None.
    """

    seal: bytes
    content: bytes | None
    record: bytes


@dataclass(frozen=True)
class StoredCertificate:
    """What the reader returns: one consistent snapshot of a certificate.

    `number` is canonical; `content` is None where it was expunged or never published (void); `records` are all of
    them, in order of seq; `prepared` is the response fragment made at publication (:mod:`register.prepared`).
    """

    sid: bytes
    number: str
    issue_date: dt.date
    seal: bytes
    content: bytes | None
    records: tuple[bytes, ...]
    prepared: bytes


@dataclass(frozen=True)
class Change:
    """One line of the log. Positions count from 1 without a gap, in the order in which records became visible."""

    position: int
    sid: bytes
    record: bytes


@dataclass(frozen=True)
class Head:
    """The register's last position (the number of its records) and the instant (UTC) for which that is known."""

    position: int
    as_of: dt.datetime
