"""The chamber's staff: invited, given roles, locked, closed, by its chamber administrators."""

from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.accounts import ID, Account, IdEvent, Person
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.sign_in.session import SessionEnd
from issuance.domain.staff import Role, StaffAct, check_administrator_stays, check_not_oneself, check_roles
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.staff_mails import mail_removal, mail_roles
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.sign_in.credentials import Credentials, Way
from issuance.services.sign_in.leak_reviews import check_reviewed
from issuance.services.sign_in.sessions import end_session
from issuance.storage.accounts import add_account, find_accounts, find_mail, get_account, set_state
from issuance.storage.staff import all_roles, count_active_with, roles_held, store_roles
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units


@dataclass(frozen=True)
class Member:
    """A member of the staff: the id and its roles."""

    account: Account
    roles: frozenset[Role]

    @property
    def is_active(self) -> bool:
        """Whether the id can sign in."""
        return self.account.state is IdState.ACTIVE


class StaffDesk:
    """What chamber administrators do with the staff. Each method is one act."""

    def __init__(self, units: Units, credentials: Credentials) -> None:
        self._units = units
        self._credentials = credentials

    def members(self, actor: Actor) -> Sequence[Member]:
        """Return the chamber's staff by login, closed ids included."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_STAFF)
            roles = all_roles(unit)
            found = find_accounts(unit, account.c.kind == IdKind.STAFF.value)
            return [Member(held, roles.get(held.id, frozenset())) for held in found]

    def member(self, actor: Actor, key: str) -> Member:
        """Return one member of the staff; `RefusedError` where the chamber has none of that id."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_STAFF)
            return member_of(unit, key)

    def invite(self, actor: Actor, person: Person, roles: frozenset[Role]) -> Member:
        """Make an id and send its holder the link by which a password is chosen.

        A person who has a living staff id gets no second one: sending the form twice makes one id.
        """
        check_roles(roles)
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_STAFF)
            added = add_member(unit, person, roles)
            self._credentials.invite(unit, added.account.id, Way.MAIL)
            mail_roles(unit, added.account, roles)
            return added

    def invite_again(self, actor: Actor, key: str) -> None:
        """Send a new link; the one before ends with it."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_STAFF)
            held = member_of(unit, key).account
            if held.state is not IdState.INVITED:
                raise RefusedError(_("This id is in use: its holder can ask for a new password at the sign-in."))
            self._credentials.invite(unit, key, Way.MAIL)
            unit.record("staff.invite_again", f"account:{key}")

    def set_roles(self, actor: Actor, key: str, version: int, roles: frozenset[Role]) -> None:
        """Give a member of the staff these roles and no others."""
        check_roles(roles)
        with self._units.act(actor) as unit:
            before = self._changed(unit, key, version)
            # The entry comes first: it lets two administrators who take each other's role wait for one another.
            unit.record("staff.roles", f"account:{key}", before=_told(before.roles), after=_told(roles))
            if Role.CHAMBER_ADMINISTRATOR in before.roles - roles:
                check_administrator_stays(count_active_with(unit, Role.CHAMBER_ADMINISTRATOR, besides=key))
            unit.update(account, key, version=version)
            store_roles(unit, key, roles)
            if roles != before.roles:
                mail_roles(unit, before.account, roles)

    def lock(self, actor: Actor, key: str, version: int, reason: str) -> None:
        """Keep an id from signing in until it is unlocked; its session ends at once."""
        self._move(actor, key, version, IdEvent.LOCK, reason)

    def unlock(self, actor: Actor, key: str, version: int) -> None:
        """Let a locked id sign in again, unless a leak of it awaits its review."""
        with self._units.act(actor) as unit:
            held = self._changed(unit, key, version).account
            check_reviewed(unit, held)
            state = ID.after(held.state, IdEvent.UNLOCK)
            set_state(unit, held, state)
            unit.record("staff.unlock", f"account:{key}", before=_state(held), after={"state": state.value})

    def close(self, actor: Actor, key: str, version: int, reason: str) -> None:
        """End an id for good: its holder has left. What it did stays in the trail."""
        self._move(actor, key, version, IdEvent.CLOSE, reason)

    def _move(self, actor: Actor, key: str, version: int, event: IdEvent, reason: str) -> None:
        with self._units.act(actor) as unit:
            before = self._changed(unit, key, version)
            held, state = before.account, ID.after(before.account.state, event)
            after = {"state": state.value, "reason": reason}
            unit.record(f"staff.{event.name.lower()}", f"account:{key}", before=_state(held), after=after)
            if Role.CHAMBER_ADMINISTRATOR in before.roles:
                check_administrator_stays(count_active_with(unit, Role.CHAMBER_ADMINISTRATOR, besides=key))
            set_state(unit, held, state)
            end_session(unit, key, SessionEnd.CHAMBER)
            if event is IdEvent.CLOSE:
                mail_removal(unit, held, reason)

    def _changed(self, unit: Unit, key: str, version: int) -> Member:
        """Return the member as it stands, after what every change asks for."""
        check_staff(unit, StaffAct.MANAGE_STAFF)
        check_not_oneself(unit.actor.account, key)
        found = member_of(unit, key)
        if found.account.version != version:
            raise ConflictError(
                _(
                    "Somebody else has changed this id meanwhile, and nothing of yours was stored: "
                    "see how it stands now."
                )
            )
        return found


def member_of(unit: Unit, key: str) -> Member:
    """Return a member of the staff; `RefusedError` for every other id."""
    found = get_account(unit, key)
    if found.kind is not IdKind.STAFF:
        raise RefusedError(_("This id is not one of the chamber's staff."))
    return Member(found, roles_held(unit, key))


def add_member(unit: Unit, person: Person, roles: frozenset[Role]) -> Member:
    """Make a staff id with its roles in an act that has been allowed; its credential has to follow."""
    unit.record("staff.invite", "account:new", after=_told(roles))
    living = [
        held for held in find_mail(unit, person.mail) if held.kind is IdKind.STAFF and held.state is not IdState.CLOSED
    ]
    if living:
        raise RefusedError(
            _("This person has the staff id %(login)s already. Change its roles instead.", login=living[0].login)
        )
    added = add_account(unit, IdKind.STAFF, person)
    store_roles(unit, added.id, roles)
    return Member(added, roles)


def _told(roles: frozenset[Role]) -> dict[str, object]:
    return {"roles": [role.value for role in Role if role in roles]}


def _state(held: Account) -> dict[str, object]:
    return {"state": held.state.value}
