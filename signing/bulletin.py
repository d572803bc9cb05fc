"""The bulletin `status/bulletin.json`: what the office wants shown and applied on the public side.

Notices, maintenance windows, availability by month and the hashes of banks' API keys, as canonical JSON. The bytes are
authenticated as a TUF target of the delegated role `status`, as the status file's are, and parsed afterwards. `number`
only ever grows; after `valid_until` a bulletin says nothing any more. Everybody can read it: it holds no name of a bank
and no secret, for the hash of 256 random bits tells nothing about them. Instants are UTC in whole seconds; a span
holds its first instant and not its last. Format: `docs/seal.md` section 8.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

from signing.canonical import canonical_bytes, parse_canonical
from signing.errors import MalformedError
from signing.text import Lines

BULLETIN_FORMAT = "originseal-bulletin-1"
MAX_BULLETIN_BYTES = 1024 * 1024
MAX_TEXT_LENGTH = 500
MAX_LANGUAGES = 8
MAX_NOTICES = MAX_WINDOWS = 20
MAX_AVAILABILITY = 72
"""Three years of two services."""
MAX_API_KEYS = 1000
MINUTES_IN_THE_LONGEST_MONTH = 31 * 24 * 60
ENGLISH = "en"

ANNOUNCED_BEFORE = dt.timedelta(days=14)
"""From when on a window is shown: the notice that Article 5 of the terms gives for its own changes."""
CLOCK_TOLERANCE = dt.timedelta(hours=1)
"""How far a bulletin may have been issued ahead of the reader's clock."""

_MAX_TIME = 2**32
_HUNDREDTHS = Decimal("0.01")


class Severity(StrEnum):
    """How a notice is shown."""

    INFO = "info"
    WARNING = "warning"


class ServicePart(StrEnum):
    """A part of the system that can be open or closed by itself: the public look-up, or where people apply."""

    REFERENCE = "reference"
    OFFICE = "office"


def _check_moment(moment: dt.datetime) -> dt.datetime:
    if moment.utcoffset() != dt.timedelta() or moment.microsecond or not 0 <= moment.timestamp() < _MAX_TIME:
        raise ValueError("instants are UTC in whole seconds, between 1970 and 2106")
    return moment.astimezone(dt.UTC)


def _check_texts(texts: dict[str, str]) -> dict[str, str]:
    if ENGLISH not in texts:
        raise ValueError("the English text is missing, which all readers fall back on")
    return texts


def _digest_from_hex(value: object) -> object:
    # In files a digest is hex, in the program it is its bytes.
    return bytes.fromhex(value) if isinstance(value, str) else value


Moment = Annotated[dt.datetime, AfterValidator(_check_moment)]
"""An instant, written `2026-11-22T15:00:00Z`."""
Text = Annotated[Lines, Field(max_length=MAX_TEXT_LENGTH)]
Texts = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], Text],
    Field(max_length=MAX_LANGUAGES),
    AfterValidator(_check_texts),
]
"""Plain text by language (ISO 639-1); English is always there."""
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$")]
Digest = Annotated[
    bytes,
    BeforeValidator(_digest_from_hex),
    Field(min_length=32, max_length=32),
    PlainSerializer(bytes.hex, when_used="json"),
]
"""A SHA-256: 32 bytes here, 64 lower-case hex digits in the file."""
Minutes = Annotated[int, Field(ge=0, le=MINUTES_IN_THE_LONGEST_MONTH)]


class _Part(BaseModel):
    # Pydantic names the offending value in its messages; what is refused here may be a stranger's.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, hide_input_in_errors=True)


class _Posting(_Part):
    id: Identifier
    begins: Moment
    ends: Moment

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.ends <= self.begins:
            raise ValueError("it ends before it begins")
        return self

    def holds(self, now: dt.datetime) -> bool:
        """Tell whether `now` lies in the span."""
        return self.begins <= now < self.ends


class Notice(_Posting):
    """What readers are told while it lasts."""

    severity: Severity
    text: Texts


class Window(_Posting):
    """A pause of the system under Article 22 of the terms: announced ahead or, in an emergency, right after."""

    announced_at: Moment
    emergency: bool
    stops: Annotated[tuple[ServicePart, ...], Field(min_length=1, max_length=len(ServicePart))]
    text: Texts

    @model_validator(mode="after")
    def _stops_once(self) -> Self:
        if len(set(self.stops)) != len(self.stops):
            raise ValueError("a part is named twice")
        return self

    def shown_at(self, now: dt.datetime) -> bool:
        """Tell whether readers see it: from 14 days before it begins until it ends."""
        return self.begins - ANNOUNCED_BEFORE <= now < self.ends

    @property
    def stays_open(self) -> tuple[ServicePart, ...]:
        """What can be used meanwhile."""
        return tuple(part for part in ServicePart if part not in self.stops)


class Availability(_Part):
    """One part's month, in minutes. Pauses of Article 22 are listed and do not count against it (Annex 1)."""

    month: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    part: ServicePart
    promised: Annotated[Minutes, Field(ge=1)]
    announced: Minutes
    emergency: Minutes
    attack: Minutes
    down: Minutes

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.paused + self.down > self.promised:
            raise ValueError("more minutes were closed or down than were promised")
        return self

    @property
    def paused(self) -> int:
        """Minutes closed under Article 22."""
        return self.announced + self.emergency + self.attack

    @property
    def percentage(self) -> Decimal | None:
        """(promised − paused − down) ÷ (promised − paused) × 100, cut off after two places; None of a month closed.

        Cut off and not rounded, so that it never claims more than there was.
        """
        open_minutes = self.promised - self.paused
        if open_minutes == 0:
            return None
        return (Decimal(100 * (open_minutes - self.down)) / open_minutes).quantize(_HUNDREDTHS, ROUND_DOWN)


class ApiKey(_Part):
    """A bank's key, by the hash of its secret (:func:`api_key_hash`), with larger limits: rows at once, and a minute.

    `key_id` is drawn at random: whose it is stands in the office's files alone.
    """

    key_id: Annotated[str, Field(pattern=r"^k[0-9a-z]{9}$")]
    sha256: Digest
    burst: Annotated[int, Field(ge=1, le=10_000_000)]
    per_minute: Annotated[int, Field(ge=1, le=1_000_000)]
    valid_until: dt.date

    def valid_on(self, day: dt.date) -> bool:
        """Tell whether the key counts on a day (UTC); its last day is included."""
        return day <= self.valid_until


class Bulletin(_Part):
    """One issue of the bulletin."""

    format: Annotated[str, Field(pattern=rf"^{BULLETIN_FORMAT}$")] = BULLETIN_FORMAT
    number: Annotated[int, Field(ge=1, lt=2**32)]
    issued_at: Moment
    valid_until: Moment
    notices: Annotated[tuple[Notice, ...], Field(max_length=MAX_NOTICES)] = ()
    windows: Annotated[tuple[Window, ...], Field(max_length=MAX_WINDOWS)] = ()
    availability: Annotated[tuple[Availability, ...], Field(max_length=MAX_AVAILABILITY)] = ()
    api_keys: Annotated[tuple[ApiKey, ...], Field(max_length=MAX_API_KEYS)] = ()

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if self.valid_until <= self.issued_at:
            raise ValueError("the bulletin ends before it is issued")
        _refuse_repeated([posting.id for posting in (*self.notices, *self.windows)], "a notice or window")
        _refuse_repeated([(entry.month, entry.part) for entry in self.availability], "a month of one part")
        _refuse_repeated([key.key_id for key in self.api_keys], "the id of an API key")
        _refuse_repeated([key.sha256 for key in self.api_keys], "an API key")
        return self

    def speaks_at(self, now: dt.datetime) -> bool:
        """Tell whether the bulletin counts: issued, within an hour's error of the clock, and not expired."""
        return self.issued_at - CLOCK_TOLERANCE <= now < self.valid_until

    def encode(self) -> bytes:
        """Return the bulletin as canonical JSON. All limits reached at once still fit into `MAX_BULLETIN_BYTES`."""
        fields: dict[str, Any] = self.model_dump(mode="json")
        return canonical_bytes(fields)


def parse_bulletin(data: bytes) -> Bulletin:
    """Read a bulletin whose bytes are authenticated; raise `MalformedError` for anything else."""
    parse_canonical(data, max_bytes=MAX_BULLETIN_BYTES)
    try:
        bulletin = Bulletin.model_validate_json(data)
    except ValidationError as error:
        raise MalformedError(f"The bulletin breaks its rules: {first_problem(error)}.") from error
    if bulletin.encode() != data:
        raise MalformedError("The bulletin does not re-serialise to the same bytes.")
    return bulletin


def first_problem(error: ValidationError) -> str:
    """Return where a bulletin, or a part of one, first breaks its rules, and how."""
    problem = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    # Pydantic puts its own words before the sentences that are raised here.
    sentence = str(problem["msg"]).removeprefix("Value error, ")
    return f"{where}: {sentence}" if where else sentence


def api_key_hash(secret: str) -> bytes:
    """Return the SHA-256 of an API key as its holder sends it, in UTF-8: 32 bytes."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _refuse_repeated(names: Iterable[object], what: str) -> None:
    found = list(names)
    if len(set(found)) != len(found):
        raise ValueError(f"{what} is listed twice")
