"""Set up a second factor by one who is signed in; in the midst of a sign-in `desk.py` does it."""

from collections.abc import Callable

from issuance.domain.sign_in.ceremony import Ceremony, Purpose
from issuance.domain.sign_in.token import TOKEN_BYTES, SessionToken
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.sign_in.factors import AppSecret, Factors
from issuance.services.sign_in.outcomes import LockedOutError
from issuance.services.sign_in.passkeys import Passkeys
from issuance.services.sign_in.throttle import LockedOut, Throttle
from issuance.storage import ceremonies
from issuance.storage.accounts import get_account
from issuance.storage.unit import Unit, Units

_SET_UP = "set-up"
"""Under this name what an id begins to set up is counted."""


class Enrolment:
    """Sets up apps for codes and passkeys. The cookie names what is under way."""

    def __init__(
        self,
        *,
        units: Units,
        throttle: Throttle,
        factors: Factors,
        passkeys: Passkeys,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._units = units
        self._throttle = throttle
        self._factors = factors
        self._passkeys = passkeys
        self._random_bytes = random_bytes

    def begin(self, who: Who) -> SessionToken:
        """Begin to set up a second factor; raise `LockedOutError` where too many were begun for nothing."""
        token = SessionToken.make(who.chamber, self._random_bytes(TOKEN_BYTES))
        with self._units.act(who.actor) as unit:
            self._factors.check_room(unit, who.account)
            taken = self._throttle.take(unit, _SET_UP, who.account, who.actor.place)
            if isinstance(taken, LockedOut):
                raise LockedOutError(taken.opens, unit.now)
            ceremonies.begin(unit, token, Purpose.ADD, who.account, self._factors.fresh_secrets())
        return token

    def app_secret(self, who: Who, cookie: str | None) -> AppSecret:
        """Return what the app is given."""
        with self._units.look(who.actor) as unit:
            held = self._under_way(unit, who, cookie)
            return self._factors.app_secret(held.data["secret"], who.login, who.chamber)

    def creation_options(self, who: Who, cookie: str | None) -> str:
        """Return the options with which a browser makes a passkey, as JSON."""
        with self._units.look(who.actor) as unit:
            held = self._under_way(unit, who, cookie)
            challenge = bytes.fromhex(held.data["challenge"])
            return self._passkeys.creation_options(unit, get_account(unit, who.account), challenge)

    def add_app(self, who: Who, cookie: str | None, code: str, name: str) -> list[str]:
        """Add the app; return recovery codes where the id had no factor yet."""
        with self._units.act(who.actor) as unit:
            held = self._under_way(unit, who, cookie)
            codes = self._factors.add_app(unit, who.account, held.data["secret"], code, name)
            self._finish(unit, who, held)
            return codes

    def add_passkey(self, who: Who, cookie: str | None, credential: str, name: str) -> list[str]:
        """Add the passkey; return recovery codes where the id had no factor yet."""
        with self._units.act(who.actor) as unit:
            held = self._under_way(unit, who, cookie)
            challenge = bytes.fromhex(held.data["challenge"])
            codes = self._passkeys.add(unit, get_account(unit, who.account), challenge, credential, name)
            self._finish(unit, who, held)
            return codes

    def _under_way(self, unit: Unit, who: Who, cookie: str | None) -> Ceremony:
        held = ceremonies.find(unit, cookie, Purpose.ADD)
        if held is None or held.account != who.account:
            raise RefusedError(_("This took too long, or it is done already. Begin again on the page of your id."))
        return held

    def _finish(self, unit: Unit, who: Who, held: Ceremony) -> None:
        self._throttle.succeeded(unit, _SET_UP, who.account, who.actor.place)
        if not ceremonies.finish(unit, held):
            raise RefusedError(_("This took too long, or it is done already. Begin again on the page of your id."))
