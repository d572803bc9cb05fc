"""What a holder has allowed a system, until when, and why it ended (terms, articles 3-2(5), 9-3 and 10-3).

A grant is a holder's: of a user id or a sub id, never of an administrator id. It lives a year at most. It *ends* for
good when its holder, the system or the chamber ends it, when a leak is reported, when its registration is suspended or
ended, or when a used secret comes again. It *rests* while the id has no right, or the system or the function is off.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.ids import IdKind
from issuance.domain.oauth.scopes import Scope
from issuance.domain.sign_in.session import SessionEnd

GRANT_LASTS = dt.timedelta(days=365)
CODE_LASTS = dt.timedelta(seconds=60)
"""RFC 6749, section 4.1.2 recommends ten minutes at most; a program on the way back needs a moment."""
ACCESS_LASTS = dt.timedelta(minutes=10)
REFRESH_LASTS = dt.timedelta(days=30)
"""A system that does not call for so long has to ask again."""

MAY_GRANT = frozenset({IdKind.USER, IdKind.SUB})


class GrantEnd(StrEnum):
    """Why a grant has ended. The values are stored."""

    HOLDER = "taken back"
    SYSTEM = "given back"
    RENEWED = "given anew"
    REUSED = "secret used twice"
    CREDENTIAL = "credential changed"
    LEAK = "leak reported"
    CHAMBER = "id locked or closed"
    SUSPENDED = "registration suspended"
    TERMINATED = "registration ended"


ENDED_BY_SESSION_END: dict[SessionEnd, GrantEnd] = {
    SessionEnd.CREDENTIAL: GrantEnd.CREDENTIAL,
    SessionEnd.LEAK: GrantEnd.LEAK,
    SessionEnd.CHAMBER: GrantEnd.CHAMBER,
    SessionEnd.SUSPENDED: GrantEnd.SUSPENDED,
    SessionEnd.TERMINATED: GrantEnd.TERMINATED,
}
"""What ends an id's session for its safety ends its grants too; signing out, idling and a newer sign-in do not."""


@dataclass(frozen=True)
class Grant:
    """One grant."""

    id: str
    account: str
    organisation: str
    """The applicant answerable for what is done by it (articles 9-4, 10-4)."""
    system: str
    scopes: frozenset[Scope]
    given_at: dt.datetime
    until: dt.datetime
    used_at: dt.datetime | None
    """When the system last fetched a token by it."""
    ended_at: dt.datetime | None = None
    reason: GrantEnd | None = None

    def is_live(self, now: dt.datetime) -> bool:
        """Tell whether it has neither ended nor run out."""
        return self.ended_at is None and now < self.until


class TokenKind(StrEnum):
    """What a token is for. The values are stored."""

    ACCESS = "access"
    REFRESH = "refresh"
