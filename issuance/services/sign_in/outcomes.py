"""What can come of a sign-in: let in, a further step, or refused in words that tell nothing of who there is."""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.sign_in.ceremony import Purpose
from issuance.domain.sign_in.token import SessionToken
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.sign_in.factors import AppSecret


class WrongError(RefusedError):
    """What was typed is not right."""


class LockedOutError(RefusedError):
    """There were too many wrong attempts; `opens` is when the next one is taken."""

    def __init__(self, opens: dt.datetime, now: dt.datetime) -> None:
        self.opens = opens
        minutes = max(1, -(-int((opens - now).total_seconds()) // 60))
        super().__init__(
            _(
                "There were too many attempts. The next one is looked at in %(minutes)s minutes; until then even the "
                "right password is refused.",
                minutes=minutes,
            )
        )


@dataclass(frozen=True)
class SignedIn:
    """The session has begun. `last` is when the one before it did."""

    token: SessionToken
    language: str
    last: dt.datetime | None


@dataclass(frozen=True)
class NextStep:
    """The password was right; the sign-in goes on with a second factor or with setting one up."""

    token: SessionToken
    purpose: Purpose
    language: str


@dataclass(frozen=True)
class Step:
    """A sign-in that awaits a second factor or is setting one up. `passkey` are options for the browser, as JSON."""

    purpose: Purpose
    login: str
    has_app: bool
    passkey: str | None
    app: AppSecret | None
