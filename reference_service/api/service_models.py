"""The shape of `GET /api/v1/service`: what the page `/service` says, for programs."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field

from signing.bulletin import ServicePart, Severity

Texts = Annotated[dict[str, str], Field(description="Plain text by language (ISO 639-1); `en` is always there.")]
Minutes = Annotated[int, Field(ge=0)]


class LookupState(BaseModel):
    """Whether certificates can be looked up. Unless `current`, no answer says that a certificate is in force."""

    reachable: bool
    current: bool
    as_of: Annotated[dt.datetime | None, Field(description="The instant (UTC) of the register's data.")] = None


class BulletinState(BaseModel):
    """Which issue of the signed announcements counts."""

    number: Annotated[int, Field(ge=1)]
    issued_at: dt.datetime
    valid_until: dt.datetime


class NoticeEntry(BaseModel):
    """A notice that is shown now."""

    id: str
    begins: dt.datetime
    ends: dt.datetime
    severity: Severity
    text: Texts


class WindowEntry(BaseModel):
    """A maintenance window that is announced and not over."""

    id: str
    begins: dt.datetime
    ends: dt.datetime
    announced_at: dt.datetime
    emergency: Annotated[bool, Field(description="Announced right after it began, not ahead.")]
    running: Annotated[bool, Field(description="Whether it is under way now.")]
    stops: Annotated[list[ServicePart], Field(description="What pauses.")]
    stays_open: Annotated[list[ServicePart], Field(description="What can be used meanwhile.")]
    text: Texts


class AvailabilityEntry(BaseModel):
    """One part's month, in minutes.

    `percentage` = (promised − paused − down) ÷ (promised − paused) × 100, where paused = announced + emergency +
    attack; cut off after two places, and absent where the part was closed all month.
    """

    month: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$")]
    part: ServicePart
    promised: Minutes
    announced: Minutes
    emergency: Minutes
    attack: Minutes
    down: Minutes
    percentage: Annotated[str | None, Field(description="Such as 99.98.")] = None


class ServiceAnswer(BaseModel):
    """How the service is now and what is announced. `now` is this service's clock (UTC)."""

    now: dt.datetime
    lookup: LookupState
    trust_valid_until: Annotated[dt.datetime | None, Field(description="Expiry of the trust files, if readable.")] = (
        None
    )
    status_as_of: Annotated[dt.datetime | None, Field(description="Time of the signed revocation list.")] = None
    bulletin: Annotated[BulletinState | None, Field(description="Absent while none counts.")] = None
    notices: list[NoticeEntry]
    windows: list[WindowEntry]
    availability: Annotated[list[AvailabilityEntry], Field(description="The newest month first.")]
