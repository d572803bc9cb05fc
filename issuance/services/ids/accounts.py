"""Ids: made in the act that entitles to them, locked, opened again, issued anew and closed by the chamber.

Terms of service, articles 8-1, 8-2, 9-1, 9-2. What each may do says `rights.py`.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement

from issuance.domain.accounts import ID, Account, IdEvent, Person
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.messages import MailAddress, Message
from issuance.domain.sign_in.session import SessionEnd
from issuance.domain.signatories import Signatory, SignatoryState
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _, speaking
from issuance.services.chamber.settings import settings_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.messages.posting import post
from issuance.services.sign_in.credentials import Credentials, Invitation, Way
from issuance.services.sign_in.leak_reviews import check_reviewed
from issuance.services.sign_in.sessions import end_session
from issuance.storage.accounts import add_account, find_accounts, get_account, hold_counter, set_state
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units

_ENDS_SESSION = frozenset({IdEvent.LOCK, IdEvent.REISSUE, IdEvent.CLOSE})
MAX_REASON_LENGTH = 1000


class AccountDesk:
    """Makes ids within the acts of others, and changes them in acts of its own."""

    def __init__(self, units: Units, credentials: Credentials) -> None:
        self._units = units
        self._credentials = credentials

    def issue_administrator(self, unit: Unit, organisation: str, person: Person) -> Account:
        """Return the organisation's administrator id; make and invite it where there is none (article 8-1).

        However often and by however many it is tried, there is one: who comes second gets the first one's.
        """
        living = (account.c.organisation == organisation, account.c.kind == IdKind.ADMINISTRATOR)
        return self._issue_once(unit, IdKind.ADMINISTRATOR, person, organisation, None, living)

    def issue_user(self, unit: Unit, signatory: Signatory) -> Account:
        """Return the user id of a signatory whose specimen was approved; make and invite it if need be (article 9-1).

        It has no dates of its own: it can be used as long as the registration is valid (article 9-6).
        """
        if signatory.state is not SignatoryState.APPROVED:
            raise RefusedError(_("A user id is issued once the specimen signature was approved."))
        named = signatory.person
        person = Person(named.name_ja or named.name_en, named.mail, named.language)
        living = (account.c.signatory == signatory.id, account.c.kind == IdKind.USER)
        return self._issue_once(unit, IdKind.USER, person, signatory.organisation, signatory.id, living)

    def issue_sub(self, unit: Unit, person: Person, *, organisation: str, agent: str | None, signatory: str) -> Account:
        """Make a sub id and send its holder the link by which to choose a password (article 10-1)."""
        added = add_account(unit, IdKind.SUB, person, organisation=organisation, agent=agent, signatory=signatory)
        unit.record("id.issue", f"account:{added.id}", organisation=organisation, after=_told(added))
        self._credentials.invite(unit, added.id, Way.MAIL)
        return added

    def lock(self, actor: Actor, key: str, version: int, reason: str) -> None:
        """Keep an id from signing in and end its session."""
        self._change(actor, key, version, IdEvent.LOCK, checked_reason(reason))

    def unlock(self, actor: Actor, key: str, version: int, reason: str) -> None:
        """Let an id sign in again with the password that it had; not where a leak of it awaits its review."""
        why = checked_reason(reason)
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_IDS)
            held = self._of_organisation(unit, key)
            check_reviewed(unit, held)
            self.move(unit, held, version, IdEvent.UNLOCK, why)

    def close(self, actor: Actor, key: str, version: int, reason: str) -> None:
        """End an id for good."""
        self._change(actor, key, version, IdEvent.CLOSE, checked_reason(reason))

    def reissue(self, actor: Actor, key: str, version: int, way: Way) -> Invitation:
        """Give an id a new credential; the one that it had is worth nothing from now on (article 8-2)."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_IDS)
            held = self._of_organisation(unit, key)
            check_reviewed(unit, held)
            self.move(unit, held, version, IdEvent.REISSUE, way.value)
            return self._credentials.invite(unit, held.id, way)

    def move(self, unit: Unit, held: Account, version: int, event: IdEvent, reason: str) -> None:
        """Do one event to an id within an act: its state, its session, the audit trail, the mail to its holder."""
        state = ID.after(held.state, event)
        # In the version that the person saw: who has seen an older one is told so instead.
        set_state(unit, replace(held, version=version), state)
        if event in _ENDS_SESSION:
            end_session(unit, held.id, SessionEnd.CHAMBER)
        unit.record(
            f"id.{event.name.lower()}",
            f"account:{held.id}",
            organisation=held.organisation,
            before={"state": held.state.value},
            after={"state": state.value, "reason": reason},
        )
        if event in (IdEvent.LOCK, IdEvent.CLOSE):
            _tell_holder(unit, held, event, reason)

    def _change(self, actor: Actor, key: str, version: int, event: IdEvent, reason: str) -> None:
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_IDS)
            self.move(unit, self._of_organisation(unit, key), version, event, reason)

    def _of_organisation(self, unit: Unit, key: str) -> Account:
        """Return an organisation's id: the ids of staff are the chamber administrator's business."""
        held = get_account(unit, key)
        if held.organisation is None:
            raise RefusedError(_("This is the id of the chamber's staff: the chamber administrator looks after it."))
        return held

    def _issue_once(
        self,
        unit: Unit,
        kind: IdKind,
        person: Person,
        organisation: str,
        signatory: str | None,
        living: tuple[ColumnElement[bool], ...],
    ) -> Account:
        where = (*living, account.c.state != IdState.CLOSED)
        # The counter's row keeps a second one waiting here until the first one's act has ended.
        found = find_accounts(unit, *where)
        if not found:
            hold_counter(unit, kind)
            found = find_accounts(unit, *where)
        if found:
            return found[0]
        added = add_account(unit, kind, person, organisation=organisation, signatory=signatory)
        unit.record("id.issue", f"account:{added.id}", organisation=organisation, after=_told(added))
        # A letter's code is made when somebody prints the letter: nothing else could ever show it.
        if settings_of(unit).credential_way is Way.MAIL:
            self._credentials.invite(unit, added.id, Way.MAIL)
        return added


def checked_reason(reason: str) -> str:
    """Return a reason that says something; raise `RefusedError` else."""
    text = reason.strip()
    if not 1 <= len(text) <= MAX_REASON_LENGTH:
        raise RefusedError(_("Say why, in up to %(most)s characters: it is kept with the act.", most=MAX_REASON_LENGTH))
    return text


def _told(made: Account) -> dict[str, object]:
    """Return what the audit trail keeps of a new id: no secret, and the person's name for whoever may read it."""
    return {
        "login": made.login,
        "kind": made.kind.value,
        "name": made.person.name,
        "agent": made.agent,
        "signatory": made.signatory,
    }


def _tell_holder(unit: Unit, held: Account, event: IdEvent, reason: str) -> None:
    template = "id_locked" if event is IdEvent.LOCK else "id_closed"
    with speaking(held.person.language):
        # A reason of ours is marked where it is given; what a person wrote stays as it is.
        values = {"name": held.person.name, "login": held.login, "reason": _(reason)}
    to = MailAddress(held.person.mail)
    post(unit, Message(template, to, held.person.language, values, held.organisation))
