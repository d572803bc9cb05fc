"""The last step of every sign-in: who has proved himself is let in, unless his id or its registration keeps him out."""

from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.ids import IdState
from issuance.domain.sign_in.ceremony import Ceremony, Purpose
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.services.ids.rights import rights_of
from issuance.services.sign_in.factors import Factors
from issuance.services.sign_in.outcomes import SignedIn
from issuance.services.sign_in.sessions import Sessions
from issuance.storage import ceremonies
from issuance.storage.accounts import get_account
from issuance.storage.sessions import Origin, last_sign_in
from issuance.storage.unit import Unit

OVER = N_("This sign-in took too long, or it is over. Begin again with login and password.")


class Admission:
    """Lets in, within acts of the desks that ask for proof."""

    def __init__(self, sessions: Sessions, factors: Factors) -> None:
        self._sessions = sessions
        self._factors = factors

    def awaited(self, unit: Unit, cookie: str | None) -> tuple[Account, Ceremony]:
        """Return whose second factor is awaited; raise `RefusedError` where a cookie names no such sign-in."""
        ceremony = ceremonies.find(unit, cookie, Purpose.SECOND_FACTOR, Purpose.SET_UP)
        if ceremony is None or ceremony.account is None:
            raise RefusedError(_(OVER))
        return get_account(unit, ceremony.account), ceremony

    def check_set_up(self, unit: Unit, held: Account, ceremony: Ceremony) -> None:
        """Raise `RefusedError` where a second factor is awaited: a password alone must not bring a new one.

        Nor where the id got one since this set-up began: whoever began two of them would add his own by the other.
        """
        if ceremony.purpose is not Purpose.SET_UP or self._factors.has_any(unit, held.id):
            raise RefusedError(_(OVER))

    def begin(self, unit: Unit, held: Account, origin: Origin, ceremony: Ceremony | None = None) -> SignedIn:
        """Begin the session of one who has proved himself fully. A ceremony that led here counts once."""
        self.check_may_enter(unit, held)
        if ceremony is not None and not ceremonies.finish(unit, ceremony):
            raise RefusedError(_(OVER))
        last = last_sign_in(unit, held.id)
        actor = Actor(unit.chamber, held.login, held.id, held.kind, held.organisation, origin.place)
        acting = unit.by(actor)
        token = self._sessions.begin(acting, held.id, origin)
        acting.record("sign_in.succeed", f"account:{held.id}", organisation=held.organisation, after={"by": origin.how})
        return SignedIn(token, held.person.language, last)

    def check_may_enter(self, unit: Unit, held: Account) -> None:
        """Raise `RefusedError` unless the id's state and the registrations let it in (terms, article 16)."""
        if held.state is IdState.LOCKED:
            raise RefusedError(_("This id is locked. Your chamber or your administrator can tell you why."))
        if held.state is not IdState.ACTIVE:
            raise RefusedError(_("This id cannot sign in. Ask your chamber or your administrator for a new one."))
        if held.organisation is not None and not rights_of(unit, held):
            raise RefusedError(
                _(
                    "The registration that this id belongs to is suspended. "
                    "The chamber's reason went to the organisation's approved mail address."
                )
            )


def note_failure(unit: Unit, held: Account | None, step: str) -> None:
    """Enter a failed attempt in the trail; what was typed is not kept: it may be a password in the wrong field."""
    unit.record(
        "sign_in.fail",
        f"account:{held.id}" if held else "account:unknown",
        organisation=held.organisation if held else None,
        after={"step": step},
    )
