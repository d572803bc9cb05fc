"""Sub ids: given by an applicant to its own staff, offered to an agent's, ended by either.

Terms of service, articles 2(9), 10-1, 10-2 and 10-5. An applicant's administrator id acts for the applicant, the
agent's for the agent; each sees and changes what is its own alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from issuance.domain.accounts import Account, IdEvent, Person
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.ids import IdKind, IdState
from issuance.domain.registration.standing import Capacity, Standing
from issuance.domain.registration.terms import standing_of
from issuance.domain.signatories import Signatory, SignatoryState
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.services.ids.accounts import AccountDesk
from issuance.services.sign_in.credentials import Credentials, Invitation, Way
from issuance.storage.accounts import find_accounts, get_account, set_signatory
from issuance.storage.signatories import get_signatory
from issuance.storage.standings import terms_of
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units

_BY_APPLICANT = N_("The applicant has ended this sub id.")
_BY_AGENT = N_("The agent has ended this sub id.")
MOST_SUB_IDS = 500
"""Living sub ids of one applicant, its own staff's and its agents'."""


class PeopleDesk:
    """The acts on sub ids that are there."""

    def __init__(self, units: Units, accounts: AccountDesk, credentials: Credentials) -> None:
        self._units = units
        self._accounts = accounts
        self._credentials = credentials

    def give(self, actor: Actor, person: Person, signatory: str) -> Account:
        """Give a sub id to one of the applicant's own staff."""
        with self._units.act(actor) as unit:
            return give_in(unit, self._accounts, own(actor), person, signatory)

    def give_all(self, actor: Actor, people: Sequence[tuple[Person, str]]) -> list[Account]:
        """Give a sub id to each of the applicant's own staff with the signatory named beside it; to all or to none."""
        with self._units.act(actor) as unit:
            return [give_in(unit, self._accounts, own(actor), person, signatory) for person, signatory in people]

    def move(self, actor: Actor, key: str, version: int, signatory: str) -> None:
        """Let a sub id work under another signatory of the same applicant."""
        with self._units.act(actor) as unit:
            held = _living(_of_either(unit, key, actor))
            if held.organisation != own(actor):
                raise RefusedError(_("Whose signature a sub id uses is for the applicant to say."))
            usable_signatory(unit, signatory, own(actor))
            set_signatory(unit, replace(held, version=version), signatory)
            unit.record(
                "id.move",
                f"account:{held.id}",
                organisation=held.organisation,
                before={"signatory": held.signatory},
                after={"signatory": signatory},
            )

    def end(self, actor: Actor, key: str, version: int) -> None:
        """End a sub id, by the applicant or by the agent whose person holds it."""
        with self._units.act(actor) as unit:
            held = _of_either(unit, key, actor)
            reason = _BY_APPLICANT if held.organisation == own(actor) else _BY_AGENT
            self._accounts.move(unit, held, version, IdEvent.CLOSE, reason)

    def invite(self, actor: Actor, key: str, way: Way) -> Invitation:
        """Send the holder of a sub id a new link, or return what the letter says.

        The password that he has stays until another is chosen.
        """
        with self._units.act(actor) as unit:
            held = _living(_of_either(unit, key, actor))
            unit.record("id.invite", f"account:{held.id}", organisation=held.organisation, after={"way": way.value})
            return self._credentials.invite(unit, held.id, way)


def own(actor: Actor) -> str:
    """Return the organisation that answers for who acts."""
    if actor.answerable is None:
        raise RefusedError(_("Only an organisation's own ids can do this."))
    return actor.answerable


def give_in(
    unit: Unit, accounts: AccountDesk, organisation: str, person: Person, signatory: str, agent: str | None = None
) -> Account:
    """Give a sub id within an act. A form that is sent twice gives one: the same person has it already."""
    usable_signatory(unit, signatory, organisation)
    living = find_accounts(
        unit,
        account.c.organisation == organisation,
        account.c.kind == IdKind.SUB,
        account.c.state != IdState.CLOSED,
        limit=MOST_SUB_IDS,
    )
    for held in living:
        if held.person.mail.casefold() == person.mail.casefold() and (held.agent, held.signatory) == (agent, signatory):
            raise RefusedError(_("%(name)s has the sub id %(login)s already.", name=held.person.name, login=held.login))
    if len(living) >= MOST_SUB_IDS:
        raise RefusedError(_("There are %(most)s sub ids already: end those that nobody needs.", most=MOST_SUB_IDS))
    return accounts.issue_sub(unit, person, organisation=organisation, agent=agent, signatory=signatory)


def usable_signatory(unit: Unit, key: str, organisation: str) -> Signatory:
    """Return an applicant's signatory whose signature can be used; raise `RefusedError` for any other."""
    known = get_signatory(unit, key)
    if known.organisation != organisation:
        raise RefusedError(_("This chamber has no such signatory."))
    if known.state is not SignatoryState.APPROVED:
        raise RefusedError(
            _("The chamber has not approved the signature of %(name)s: choose another.", name=known.person.name_en)
        )
    return known


def is_registered(unit: Unit, organisation: str, capacity: Capacity) -> bool:
    """Tell whether an organisation is registered today, in Japan, in a capacity."""
    terms = terms_of(unit, {organisation})[organisation]
    return standing_of(terms, japan_date(unit.now), capacity) is Standing.VALID


def _of_either(unit: Unit, key: str, actor: Actor) -> Account:
    """Return a sub id of the applicant or of the agent who acts; for all others it is not there."""
    held = get_account(unit, key)
    if held.kind is not IdKind.SUB or own(actor) not in (held.organisation, held.agent):
        raise RefusedError(_("This chamber has no such id."))
    return held


def _living(held: Account) -> Account:
    if held.state is IdState.CLOSED:
        raise RefusedError(_("This id has ended."))
    return held
