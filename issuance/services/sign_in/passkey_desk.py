"""Sign in with a passkey: as the second factor, or alone for login, password and second factor (WebAuthn).

Attempts with one alone are counted at the passkey that the browser names, whether there is such a one or not, and
its beginnings at the network address: nobody fills the database with sign-ins that are never gone on with.
"""

from collections.abc import Callable

from issuance.domain.actor import Actor
from issuance.domain.sign_in.ceremony import Purpose
from issuance.domain.sign_in.throttle import PER_BEGINNER
from issuance.domain.sign_in.token import TOKEN_BYTES, SessionToken
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.sign_in.admission import OVER, Admission, note_failure
from issuance.services.sign_in.factors import Factors
from issuance.services.sign_in.outcomes import LockedOutError, SignedIn, WrongError
from issuance.services.sign_in.passkeys import Passkeys, credential_named
from issuance.services.sign_in.throttle import LockedOut, Throttle
from issuance.services.sign_in.typed import SECOND_FACTOR
from issuance.storage import ceremonies
from issuance.storage.accounts import get_account
from issuance.storage.sessions import Origin
from issuance.storage.unit import Units

_HOW = "passkey"
_BEGUN = "passkey begun"


class PasskeyDesk:
    """Lets people in by what their browsers and devices answer."""

    def __init__(
        self,
        *,
        units: Units,
        throttle: Throttle,
        admission: Admission,
        factors: Factors,
        passkeys: Passkeys,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._units = units
        self._throttle = throttle
        self._admission = admission
        self._factors = factors
        self._passkeys = passkeys
        self._random_bytes = random_bytes

    def begin(self, chamber: str, origin: Origin) -> SessionToken:
        """Begin a sign-in by a passkey alone; raise `LockedOutError` where an address began too many for nothing."""
        with self._units.act(Actor.visitor(chamber, origin.place)) as unit:
            taken = self._throttle.take_from(unit, _BEGUN, origin.place, PER_BEGINNER)
            if taken is not None:
                raise LockedOutError(taken.opens, unit.now)
            token = SessionToken.make(chamber, self._random_bytes(TOKEN_BYTES))
            ceremonies.begin(unit, token, Purpose.PASSKEY, None, self._factors.fresh_secrets())
            return token

    def options(self, chamber: str, cookie: str | None, origin: Origin) -> str | None:
        """Return the options for a sign-in by passkey alone, None where a cookie names none that is under way."""
        with self._units.look(Actor.visitor(chamber, origin.place)) as unit:
            ceremony = ceremonies.find(unit, cookie, Purpose.PASSKEY)
            return self._passkeys.request_options(bytes.fromhex(ceremony.data["challenge"])) if ceremony else None

    def sign_in(self, chamber: str, cookie: str | None, credential: str, origin: Origin) -> SignedIn:
        """Take a passkey's answer for login, password and second factor: the device has asked its holder."""
        refused: RefusedError = _not_taken()
        with self._units.act(Actor.visitor(chamber, origin.place)) as unit:
            ceremony = ceremonies.find(unit, cookie, Purpose.PASSKEY)
            if ceremony is None:
                raise RefusedError(_(OVER))
            taken = self._throttle.take(unit, _HOW, credential_named(credential), origin.place)
            if isinstance(taken, LockedOut):
                refused = LockedOutError(taken.opens, unit.now)
            else:
                account = self._passkeys.check(unit, bytes.fromhex(ceremony.data["challenge"]), credential, None)
                if account is not None:
                    self._throttle.give_back(unit, taken)
                    self._throttle.give_back_from(unit, _BEGUN, origin.place)
                    return self._admission.begin(unit, get_account(unit, account), _by_passkey(origin), ceremony)
            note_failure(unit, None, _HOW)
        raise refused

    def second(self, chamber: str, cookie: str | None, credential: str, origin: Origin) -> SignedIn:
        """Take a passkey's answer as the second factor of the sign-in that a cookie names."""
        refused: RefusedError = _not_taken()
        with self._units.act(Actor.visitor(chamber, origin.place)) as unit:
            held, ceremony = self._admission.awaited(unit, cookie)
            taken = self._throttle.take(unit, SECOND_FACTOR, held.id, origin.place)
            if isinstance(taken, LockedOut):
                refused = LockedOutError(taken.opens, unit.now)
            elif self._passkeys.check(unit, bytes.fromhex(ceremony.data["challenge"]), credential, held.id):
                self._throttle.give_back(unit, taken)
                return self._admission.begin(unit, held, _by_passkey(origin), ceremony)
            note_failure(unit, held, _HOW)
        raise refused

    def set_up(self, chamber: str, cookie: str | None, credential: str, origin: Origin) -> tuple[SignedIn, list[str]]:
        """Set up a passkey in the midst of a sign-in, which it ends; return fresh recovery codes besides."""
        with self._units.act(Actor.visitor(chamber, origin.place)) as unit:
            held, ceremony = self._admission.awaited(unit, cookie)
            self._admission.check_set_up(unit, held, ceremony)
            codes = self._passkeys.add(unit, held, bytes.fromhex(ceremony.data["challenge"]), credential, "")
            return self._admission.begin(unit, held, _by_passkey(origin), ceremony), codes


def _by_passkey(origin: Origin) -> Origin:
    return Origin(origin.place, origin.browser, _HOW)


def _not_taken() -> WrongError:
    return WrongError(_("This passkey was not taken. Use another way, or try once more."))
