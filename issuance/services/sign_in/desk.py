"""Sign in: login and password, then a second factor where there is or must be one (terms, articles 8 to 10, 14, 15).

What a visitor is told does not depend on whether an id exists: every refusal before the password was right reads the
same, takes the same queries and one comparison of argon2.
"""

from collections.abc import Callable

from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.login import read_login
from issuance.domain.sign_in.ceremony import Purpose
from issuance.domain.sign_in.factors import FactorKind
from issuance.domain.sign_in.token import TOKEN_BYTES, SessionToken
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.sign_in.admission import Admission, note_failure
from issuance.services.sign_in.factors import Factors
from issuance.services.sign_in.outcomes import LockedOutError, NextStep, SignedIn, Step, WrongError
from issuance.services.sign_in.passkeys import Passkeys
from issuance.services.sign_in.passwords import Passwords
from issuance.services.sign_in.throttle import LockedOut, Throttle, Ticket
from issuance.services.sign_in.typed import LOGIN, SECOND_FACTOR, find_typed
from issuance.storage import ceremonies, credentials
from issuance.storage.accounts import get_account
from issuance.storage.sessions import Origin
from issuance.storage.unit import Unit, Units

MUST_HAVE_SECOND_FACTOR = frozenset({IdKind.STAFF, IdKind.FEDERATION})


class SignInDesk:
    """Lets people in."""

    def __init__(
        self,
        *,
        units: Units,
        passwords: Passwords,
        throttle: Throttle,
        admission: Admission,
        factors: Factors,
        passkeys: Passkeys,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._units = units
        self._passwords = passwords
        self._throttle = throttle
        self._admission = admission
        self._factors = factors
        self._passkeys = passkeys
        self._random_bytes = random_bytes

    def sign_in(self, chamber: str, login: str, password: str, origin: Origin) -> SignedIn | NextStep:
        """Take login and password; raise `WrongError`, `LockedOutError` or `RefusedError` with the sentence."""
        visitor = Actor.visitor(chamber, origin.place)
        with self._units.act(visitor) as unit:
            held = find_typed(unit, login)
            taken = self._throttle.take(unit, LOGIN, held.login if held else str(read_login(login)), origin.place)
            # Nobody's password is looked for as well: the same queries whether there is such an id or not.
            stored = credentials.password_of(unit, held.id if held else "")
            if isinstance(taken, LockedOut):
                note_failure(unit, held, "locked out")
        if isinstance(taken, LockedOut):
            raise LockedOutError(taken.opens, self._units.now())
        if not self._passwords.matches(stored, password):
            with self._units.act(visitor) as unit:
                note_failure(unit, held, "password")
            raise WrongError(_("The login or the password is not right."))
        if held is None or stored is None:
            raise AssertionError("a password matches only where there is one")
        fresh = self._passwords.hash(password) if self._passwords.is_outdated(stored) else None
        return self._after_password(held, taken, stored, fresh, origin)

    def second_factor(self, chamber: str, cookie: str | None, code: str, origin: Origin) -> SignedIn:
        """Take the code of an app, or a recovery code, for the sign-in that a cookie names."""
        refused: RefusedError | None = None
        with self._units.act(Actor.visitor(chamber, origin.place)) as unit:
            held, ceremony = self._admission.awaited(unit, cookie)
            taken = self._throttle.take(unit, SECOND_FACTOR, held.id, origin.place)
            how = None if isinstance(taken, LockedOut) else self._factors.check_code(unit, held.id, code)
            if isinstance(taken, LockedOut):
                refused = LockedOutError(taken.opens, unit.now)
            elif how is None:
                refused = WrongError(_("This code is not right, or it was used before. Wait for the next one."))
            else:
                self._throttle.give_back(unit, taken)
                return self._admission.begin(unit, held, Origin(origin.place, origin.browser, how), ceremony)
            note_failure(unit, held, "second factor")
        raise refused

    def step(self, chamber: str, cookie: str | None, origin: Origin) -> Step | None:
        """Return what the page of a second factor shows, None where a cookie names no sign-in that is under way."""
        with self._units.look(Actor.visitor(chamber, origin.place)) as unit:
            ceremony = ceremonies.find(unit, cookie, Purpose.SECOND_FACTOR, Purpose.SET_UP)
            if ceremony is None or ceremony.account is None:
                return None
            held = get_account(unit, ceremony.account)
            challenge = bytes.fromhex(ceremony.data["challenge"])
            kinds = {factor.kind for factor in self._factors.of(unit, held.id)}
            if ceremony.purpose is Purpose.SECOND_FACTOR:
                has_passkey = FactorKind.PASSKEY in kinds
                options = self._passkeys.request_options(challenge, unit, held.id) if has_passkey else None
                return Step(ceremony.purpose, held.login, FactorKind.CODES in kinds, options, None)
            options = self._passkeys.creation_options(unit, held, challenge) if self._passkeys.is_possible else None
            app = self._factors.app_secret(ceremony.data["secret"], held.login, chamber)
            return Step(ceremony.purpose, held.login, FactorKind.CODES in kinds, options, app)

    def set_up_app(self, chamber: str, cookie: str | None, code: str, origin: Origin) -> tuple[SignedIn, list[str]]:
        """Set up an app for codes in the midst of a sign-in, which it ends; return fresh recovery codes besides."""
        with self._units.act(Actor.visitor(chamber, origin.place)) as unit:
            held, ceremony = self._admission.awaited(unit, cookie)
            self._admission.check_set_up(unit, held, ceremony)
            codes = self._factors.add_app(unit, held.id, ceremony.data["secret"], code, "")
            return self._admission.begin(unit, held, Origin(origin.place, origin.browser, "codes"), ceremony), codes

    def _after_password(
        self, held: Account, ticket: Ticket, stored: str, fresh: str | None, origin: Origin
    ) -> SignedIn | NextStep:
        actor = Actor(held.login.partition("-")[0], held.login, held.id, held.kind, held.organisation, origin.place)
        try:
            with self._units.act(actor) as unit:
                self._throttle.give_back(unit, ticket)
                if fresh is not None:
                    credentials.rehash_password(unit, held.id, stored, fresh)
                purpose = self._purpose(unit, held)
                if purpose is None:
                    return self._admission.begin(unit, held, Origin(origin.place, origin.browser, "password"))
                self._admission.check_may_enter(unit, held)
                token = SessionToken.make(unit.chamber, self._random_bytes(TOKEN_BYTES))
                ceremonies.begin(unit, token, purpose, held.id, self._factors.fresh_secrets())
                return NextStep(token, purpose, held.person.language)
        except RefusedError:
            with self._units.act(actor) as unit:
                unit.record("sign_in.refuse", f"account:{held.id}", organisation=held.organisation)
            raise

    def _purpose(self, unit: Unit, held: Account) -> Purpose | None:
        if self._factors.has_any(unit, held.id):
            return Purpose.SECOND_FACTOR
        return Purpose.SET_UP if held.kind in MUST_HAVE_SECOND_FACTOR else None
