"""Invitations to choose a password: a one-time link by mail, a code in a letter, a reset that was asked for by mail.

What is done with them: `own_passwords.py`.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdState
from issuance.domain.login import LoginError
from issuance.domain.messages import MailAddress, Message
from issuance.domain.settings.chamber import CredentialWay as Way
from issuance.domain.sign_in.codes import LETTER_CODE_LENGTH, code_of
from issuance.domain.sign_in.token import TOKEN_BYTES, token_hash, token_text
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.messages.posting import post
from issuance.services.sign_in.outcomes import LockedOutError
from issuance.services.sign_in.throttle import LockedOut, Throttle
from issuance.services.sign_in.typed import counted_name, find_typed
from issuance.storage import credentials as rows
from issuance.storage.accounts import get_account
from issuance.storage.sessions import hold
from issuance.storage.unit import Unit, Units

__all__ = ["Credentials", "Invitation", "Way"]

LASTS = {Way.MAIL: dt.timedelta(hours=72), Way.LETTER: dt.timedelta(days=30)}
"""How long an invitation is good: a letter takes days to arrive."""

RESET_LASTS = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Invitation:
    """What lets somebody choose a password: `link` in a mail; `link` and `code` in a letter."""

    account: str
    login: str
    way: Way
    link: str
    code: str | None
    expires: dt.datetime


class Credentials:
    """Hands out invitations. `site` is the office's address, without a slash at the end."""

    def __init__(
        self,
        *,
        units: Units,
        throttle: Throttle,
        random_bytes: Callable[[int], bytes],
        site: str,
    ) -> None:
        self._units = units
        self._throttle = throttle
        self._random_bytes = random_bytes
        self._site = site

    def invite(self, unit: Unit, account_id: str, way: Way) -> Invitation:
        """Make an invitation, which ends earlier ones. A mail is posted here; a letter is the caller's to print."""
        held = get_account(unit, account_id)
        if held.state not in (IdState.INVITED, IdState.ACTIVE):
            raise RefusedError(
                _("The id %(login)s is %(state)s: it gets no new password.", login=held.login, state=held.state.value)
            )
        invitation = self._invitation(unit, held, way, LASTS[way])
        if way is Way.MAIL:
            self._mail(unit, held, "sign_in_invitation", invitation)
        unit.record("credential.invite", f"account:{held.id}", organisation=held.organisation, after={"way": way.value})
        return invitation

    def invited(self, chamber: str, token: str, place: str) -> str:
        """Return the login for which a link lets choose a password; raise `RefusedError` where it is no longer good."""
        with self._units.look(Actor.visitor(chamber, place)) as unit:
            row = rows.find_invitation(unit, token_hash(token) or b"")
            if row is None:
                raise RefusedError(gone())
            return get_account(unit, str(row["account"])).login

    def take_reset(self, chamber: str, login: str, mail: str, place: str) -> Callable[[], None]:
        """Count a request for a new password; return what answers it, to be called once the page has been sent.

        So the page takes as long whether there is such an id or not.
        """
        visitor = Actor.visitor(chamber, place)
        with self._units.act(visitor) as unit:
            taken = self._throttle.take(unit, "reset", counted_name(login), place)
        if isinstance(taken, LockedOut):
            raise LockedOutError(taken.opens, self._units.now())
        return lambda: self._answer_reset(visitor, login, mail)

    def _answer_reset(self, visitor: Actor, login: str, mail: str) -> None:
        with self._units.act(visitor) as unit:
            held = find_by_mail(unit, login, mail)
            if held is None or held.state is not IdState.ACTIVE:
                return
            self._mail(unit, held, "password_reset", self._invitation(unit, held, Way.MAIL, RESET_LASTS))
            unit.record("credential.reset", f"account:{held.id}", organisation=held.organisation)

    def _invitation(self, unit: Unit, held: Account, way: Way, lasts: dt.timedelta) -> Invitation:
        hold(unit, held.id)
        rows.recall_invitations(unit, held.id)
        base = f"{self._site}/{'federation' if unit.chamber == FEDERATION else unit.chamber}/welcome"
        if way is Way.LETTER:
            code: str | None = code_of(self._random_bytes(LETTER_CODE_LENGTH), LETTER_CODE_LENGTH)
            link, secret = base, code_hash(str(code).replace("-", ""))
        else:
            token = token_text(self._random_bytes(TOKEN_BYTES))
            code, link, secret = None, f"{base}/{token}", token_hash(token) or b""
        rows.add_invitation(unit, held.id, way.value, secret, lasts)
        return Invitation(held.id, held.login, way, link, code, unit.now + lasts)

    def _mail(self, unit: Unit, held: Account, template: str, invitation: Invitation) -> None:
        values = {"name": held.person.name, "login": held.login, "link": invitation.link}
        to = MailAddress(held.person.mail)
        post(unit, Message(template, to, held.person.language, values, held.organisation))


def find_by_mail(unit: Unit, login: str, mail: str) -> Account | None:
    """Return the id with this login whose holder has this mail address; None for anything else."""
    try:
        held = find_typed(unit, login)
    except (LoginError, RefusedError):
        return None
    same = held is not None and unit.index("mail", held.person.mail) == unit.index("mail", mail)
    return held if same else None


def code_hash(bare: str) -> bytes:
    """Return what is kept of a letter's code, written without its hyphens."""
    return hashlib.sha256(f"letter {bare}".encode()).digest()


def gone() -> str:
    """Return what is said of an invitation that is used, recalled, past or none."""
    return _("This link is no longer good: it works once, and for a limited time. Ask for a new one.")
