"""Passwords that people choose: by an invitation, or in place of the one that they know. Old sessions and links end."""

from issuance.domain.accounts import ID, Account, IdEvent
from issuance.domain.actor import Actor
from issuance.domain.ids import IdState
from issuance.domain.sign_in.codes import LETTER_CODE_LENGTH, read_code
from issuance.domain.sign_in.session import SessionEnd
from issuance.domain.sign_in.token import SessionToken, token_hash
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.sign_in.credentials import Credentials, code_hash, gone
from issuance.services.sign_in.new_password import check_new
from issuance.services.sign_in.outcomes import LockedOutError, WrongError
from issuance.services.sign_in.passwords import Passwords
from issuance.services.sign_in.sessions import Sessions, end_session
from issuance.services.sign_in.throttle import LockedOut, Throttle
from issuance.services.sign_in.typed import LOGIN, counted_name, find_typed
from issuance.storage import ceremonies
from issuance.storage import credentials as rows
from issuance.storage.accounts import get_account, set_state
from issuance.storage.sessions import Origin, hold
from issuance.storage.unit import Unit, Units


class OwnPasswords:
    """Takes the passwords that holders choose for themselves."""

    def __init__(
        self,
        *,
        units: Units,
        credentials: Credentials,
        passwords: Passwords,
        throttle: Throttle,
        sessions: Sessions,
    ) -> None:
        self._units = units
        self._credentials = credentials
        self._passwords = passwords
        self._throttle = throttle
        self._sessions = sessions

    def choose(self, chamber: str, token: str, password: str, place: str) -> None:
        """Take the password that somebody chooses by a link."""
        self._credentials.invited(chamber, token, place)
        hashed = self._passwords.hash(password)
        with self._units.act(Actor.visitor(chamber, place)) as unit:
            self._take(unit, token_hash(token) or b"", None, password, hashed)

    def choose_by_letter(self, chamber: str, login: str, code: str, password: str, place: str) -> None:
        """Take the password that somebody chooses with login and code of a letter."""
        secret = code_hash(read_code(code, LETTER_CODE_LENGTH) or "")
        visitor = Actor.visitor(chamber, place)
        with self._units.act(visitor) as unit:
            held = find_typed(unit, login)
            taken = self._throttle.take(unit, "letter", counted_name(login), place)
            row = rows.find_invitation(unit, secret)
            right = held is not None and row is not None and row["account"] == held.id
            if right and not isinstance(taken, LockedOut):
                self._throttle.give_back(unit, taken)
        if isinstance(taken, LockedOut):
            raise LockedOutError(taken.opens, self._units.now())
        if not right:
            raise WrongError(_("The login or the code is not right, or the letter is no longer good."))
        # Between the acts: hashing takes a while, which keeps nobody waiting on SQLite, and guesses cost us none of it.
        hashed = self._passwords.hash(password)
        with self._units.act(visitor) as unit:
            self._take(unit, secret, held, password, hashed)

    def change(self, who: Who, old: str, new: str, origin: Origin) -> SessionToken:
        """Change the password of one who is signed in; his session ends and goes on under another token."""
        self.check_password(who, old)
        hashed = self._passwords.hash(new)
        with self._units.act(who.actor) as unit:
            held = get_account(unit, who.account)
            self._set(unit, held, new, hashed)
            return self._sessions.begin(unit, held.id, origin)

    def check_password(self, who: Who, typed: str) -> None:
        """Raise `WrongError` unless this is the password of one who is signed in; it is counted like a sign-in."""
        with self._units.act(who.actor) as unit:
            taken = self._throttle.take(unit, LOGIN, who.login, who.actor.place)
            stored = rows.password_of(unit, who.account)
        if isinstance(taken, LockedOut):
            raise LockedOutError(taken.opens, self._units.now())
        right = self._passwords.matches(stored, typed)
        with self._units.act(who.actor) as unit:
            if right:
                self._throttle.give_back(unit, taken)
            else:
                unit.record("sign_in.fail", f"account:{who.account}", after={"step": "confirm"})
        if not right:
            raise WrongError(_("This is not your present password."))

    def _take(self, unit: Unit, secret: bytes, expected: Account | None, password: str, hashed: str) -> None:
        row = rows.find_invitation(unit, secret)
        held = get_account(unit, str(row["account"])) if row is not None else None
        if row is None or held is None or (expected is not None and expected.id != held.id):
            raise RefusedError(gone())
        # The id first, then its invitation, as every act does: so two acts never wait for each other.
        hold(unit, held.id)
        if not rows.use_invitation(unit, str(row["id"])):
            raise RefusedError(gone())
        held = get_account(unit, held.id)
        if held.state not in (IdState.INVITED, IdState.ACTIVE):
            raise RefusedError(_("This id is locked or closed. Ask your chamber or your administrator."))
        self._set(unit, held, password, hashed)

    def _set(self, unit: Unit, held: Account, password: str, hashed: str) -> None:
        """Give an id a password; its sessions, ceremonies and invitations end."""
        names = settings_of(unit).names
        check_new(password, (held.login, held.person.name, held.person.mail, unit.chamber, names.ja, names.en))
        after = ID.after(held.state, IdEvent.ACTIVATE)
        set_state(unit, held, after)
        rows.set_password(unit, held.id, hashed)
        rows.recall_invitations(unit, held.id)
        ceremonies.forget_of(unit, held.id)
        end_session(unit, held.id, SessionEnd.CREDENTIAL)
        self._throttle.forgive(unit, LOGIN, held.login, unit.actor.place)
        unit.record(
            "credential.change",
            f"account:{held.id}",
            organisation=held.organisation,
            before={"state": held.state.value},
            after={"state": after.value},
        )
