"""What a verification judges beside the code: signed status, the service's answer, the document, and their ages."""

import datetime as dt
from dataclasses import dataclass

from signing.status import StatusFile


@dataclass(frozen=True)
class Freshness:
    """How old what is trusted may be. `answer` bounds the reference service's own as-of time.

    `clock` is how far a time may lie ahead of this machine's clock. Beyond that one of the two is wrong, and age
    says nothing: a clock set back would keep an old status fresh for ever.
    """

    trust: dt.timedelta = dt.timedelta(hours=24)
    status: dt.timedelta = dt.timedelta(hours=24)
    answer: dt.timedelta = dt.timedelta(hours=1)
    clock: dt.timedelta = dt.timedelta(hours=1)

    def within(self, as_of: dt.datetime, now: dt.datetime, limit: dt.timedelta) -> bool:
        """Tell whether `as_of` is at most `limit` old, and not from the future."""
        return -self.clock <= now - as_of <= limit


@dataclass(frozen=True)
class ServerAnswer:
    """A well-formed answer of the reference service, none of which is believed without a signature.

    `seal` is None where the service knows no such certificate; `content` is None where it gives none. `current` is
    false where the service itself says that its data are too old to tell.
    """

    as_of: dt.datetime
    seal: bytes | None = None
    content: bytes | None = None
    records: tuple[bytes, ...] = ()
    current: bool = True


@dataclass(frozen=True)
class NoAnswer:
    """The reference service was asked and gave no usable answer; `detail` is a sentence that says why."""

    detail: str


@dataclass(frozen=True)
class Evidence:
    """What there is beside the code itself.

    `answer` is None for an offline check. `content` is a file the person has. `file_sha256` is the hash of the
    document in hand, `signed_sid` the seal id that its whole-file PDF signature names, once that signature was
    verified under an anchor of the seal's chamber. `confirmed` means that a person compared paper and content.
    """

    status: StatusFile | None = None
    answer: ServerAnswer | NoAnswer | None = None
    content: bytes | None = None
    file_sha256: bytes | None = None
    signed_sid: bytes | None = None
    confirmed: bool = False
