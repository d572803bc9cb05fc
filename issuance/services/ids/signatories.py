"""Signatories: named by the applicant, approved or refused by the chamber by their specimen, ended by either.

Terms of service, articles 2(7)(8), 9-1 and 9-6. With the specimen's approval goes the signatory's user id.
"""

from dataclasses import replace

from issuance.domain.accounts import Account, IdEvent
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.messages import MailAddress, Message
from issuance.domain.signatories import SIGNATORY, Signatory, SignatoryEvent, SignatoryPerson, SignatoryState
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.ids.accounts import AccountDesk, checked_reason
from issuance.services.messages.posting import post
from issuance.storage.accounts import find_accounts, set_signatory
from issuance.storage.signatories import add_signatory, decide_signatory, get_signatory, name_again, signatories_of
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units

_ENDED = N_("Your organisation has ended your task as signatory.")
MOST_SIGNATORIES = 50
"""Living signatories of one applicant."""


class SignatoryDesk:
    """The acts on signatories."""

    def __init__(self, units: Units, accounts: AccountDesk) -> None:
        self._units = units
        self._accounts = accounts

    def name(self, actor: Actor, person: SignatoryPerson, specimen: str) -> Signatory:
        """Name a signatory, by the applicant's administrator id; `specimen` is an upload."""
        with self._units.act(actor) as unit:
            return self.name_in(unit, _own(actor), person, specimen)

    def name_in(self, unit: Unit, organisation: str, person: SignatoryPerson, specimen: str | None) -> Signatory:
        """Name a signatory within an act: of the applicant, or of the approval of its registration.

        Who is named a second time by the same mail and name is there already: a form sent twice names nobody twice.
        """
        living = [known for known in signatories_of(unit, organisation) if known.state is not SignatoryState.ENDED]
        for known in living:
            if (known.person.name_en, known.person.mail) == (person.name_en, person.mail):
                raise RefusedError(_("%(name)s is among your signatories already.", name=person.name_en))
        if len(living) >= MOST_SIGNATORIES:
            raise RefusedError(_("There are %(most)s signatories already, and no more can be named.", most=len(living)))
        named = add_signatory(unit, organisation, person, specimen)
        unit.record(
            "signatory.name", f"signatory:{named.id}", organisation=organisation, after={"name": person.name_en}
        )
        return named

    def name_again(self, actor: Actor, key: str, version: int, person: SignatoryPerson, specimen: str) -> None:
        """Hand in another specimen of a signatory whose first one was refused."""
        with self._units.act(actor) as unit:
            known = self._of(unit, key, _own(actor))
            state = SIGNATORY.after(known.state, SignatoryEvent.NAME_AGAIN)
            name_again(unit, replace(known, version=version), person, specimen)
            _record(unit, known, SignatoryEvent.NAME_AGAIN, state)

    def approve(self, actor: Actor, key: str, version: int) -> Account:
        """Approve a specimen, by the chamber; return the user id that is issued with it."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_IDS)
            return self.approve_in(unit, key, version)

    def approve_in(self, unit: Unit, key: str, version: int) -> Account:
        """Approve a specimen within an act of the chamber. The user id ends with the registration (article 9-6)."""
        known = get_signatory(unit, key)
        if known.specimen is None:
            raise RefusedError(_("No specimen signature was handed in."))
        state = SIGNATORY.after(known.state, SignatoryEvent.APPROVE)
        decide_signatory(unit, replace(known, version=version), state)
        _record(unit, known, SignatoryEvent.APPROVE, state)
        issued = self._accounts.issue_user(unit, replace(known, state=state))
        _tell_administrator(unit, known, "specimen_approved", {"login": issued.login})
        return issued

    def refuse(self, actor: Actor, key: str, version: int, reason: str) -> None:
        """Refuse a specimen, by the chamber, with a reason that the applicant reads."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_IDS)
            known = get_signatory(unit, key)
            state = SIGNATORY.after(known.state, SignatoryEvent.REFUSE)
            why = checked_reason(reason)
            decide_signatory(unit, replace(known, version=version), state, why)
            _record(unit, known, SignatoryEvent.REFUSE, state, why)
            _tell_administrator(unit, known, "specimen_refused", {"reason": why})

    def end(self, actor: Actor, key: str, version: int) -> None:
        """End a signatory, by the applicant: the user id is closed, and sub ids under it lose its signature."""
        with self._units.act(actor) as unit:
            self.end_in(unit, self._of(unit, key, _own(actor)), version)

    def end_in(self, unit: Unit, known: Signatory, version: int) -> None:
        """End a signatory within an act."""
        state = SIGNATORY.after(known.state, SignatoryEvent.END)
        decide_signatory(unit, replace(known, version=version), state, known.refusal)
        _record(unit, known, SignatoryEvent.END, state)
        living = (account.c.signatory == known.id, account.c.state != IdState.CLOSED)
        for held in find_accounts(unit, *living):
            if held.kind is IdKind.USER:
                self._accounts.move(unit, held, held.version, IdEvent.CLOSE, _ENDED)
            else:
                set_signatory(unit, held, None)
                unit.record(
                    "id.move",
                    f"account:{held.id}",
                    organisation=held.organisation,
                    before={"signatory": known.id},
                    after={"reason": "signatory ended"},
                )

    def _of(self, unit: Unit, key: str, organisation: str) -> Signatory:
        known = get_signatory(unit, key)
        if known.organisation != organisation:
            # The same words as for one that is not there: whose it is, is nobody else's business.
            raise RefusedError(_("This chamber has no such signatory."))
        return known


def _own(actor: Actor) -> str:
    """Return the organisation that answers for who acts."""
    if actor.answerable is None:
        raise RefusedError(_("Only an organisation's own ids can do this."))
    return actor.answerable


def _record(unit: Unit, known: Signatory, event: SignatoryEvent, state: SignatoryState, reason: str = "") -> None:
    unit.record(
        f"signatory.{event.name.lower()}",
        f"signatory:{known.id}",
        organisation=known.organisation,
        before={"state": known.state.value},
        after={"state": state.value, "reason": reason or None},
    )


def _tell_administrator(unit: Unit, known: Signatory, template: str, values: dict[str, str]) -> None:
    """Post a mail to the organisation's administrator."""
    where = (account.c.organisation == known.organisation, account.c.kind == IdKind.ADMINISTRATOR)
    for held in find_accounts(unit, *where, account.c.state != IdState.CLOSED):
        message = Message(
            template,
            MailAddress(held.person.mail),
            held.person.language,
            {"name": known.person.name_en, **values},
            known.organisation,
        )
        post(unit, message)
