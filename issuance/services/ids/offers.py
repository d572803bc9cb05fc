"""Sub ids for an agent's people: the applicant finds the agent and offers, the agent's administrator answers.

Terms of service, articles 2(9) and 10-1.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from stdnum.exceptions import ValidationError
from stdnum.jp import cn

from issuance.domain.accounts import Account, Person
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.messages import MailAddress, Message
from issuance.domain.registration.standing import Capacity
from issuance.domain.sub_ids import OFFER, Offer, OfferEvent, OfferState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.ids.accounts import AccountDesk
from issuance.services.ids.people import give_in, is_registered, own, usable_signatory
from issuance.services.messages.posting import post
from issuance.storage.accounts import find_accounts
from issuance.storage.organisations import OrganisationNames, names_of, organisations_named, organisations_with_number
from issuance.storage.sub_ids import add_offer, answer_offer, find_offers, get_offer
from issuance.storage.tables.accounts import account
from issuance.storage.tables.sub_ids import offer as table
from issuance.storage.unit import Unit, Units

MOST_OFFERS = 100
"""Unanswered offers of one applicant."""


@dataclass(frozen=True)
class Agent:
    """An organisation that is registered as agent with this chamber today."""

    organisation: str
    names: OrganisationNames


class OfferDesk:
    """The acts on offers."""

    def __init__(self, units: Units, accounts: AccountDesk) -> None:
        self._units = units
        self._accounts = accounts

    def find_agents(self, actor: Actor, text: str) -> list[Agent]:
        """Return the agents that a corporate number or an exact name means: nobody can leaf through the others."""
        with self._units.look(actor) as unit:
            found = set(_meant_by(unit, text)) - {actor.answerable}
            registered = [key for key in sorted(found) if is_registered(unit, key, Capacity.AGENT)]
            names = names_of(unit, registered)
            return [Agent(key, names[key]) for key in registered]

    def offer(self, actor: Actor, agent: str, person: Person, signatory: str) -> Offer:
        """Offer a sub id to one of an agent's people; the agent's administrator gets a mail."""
        with self._units.act(actor) as unit:
            applicant = own(actor)
            usable_signatory(unit, signatory, applicant)
            if agent == applicant:
                raise RefusedError(_("Your own staff need no agent: give them a sub id directly."))
            registered_agent(unit, agent)
            waiting = find_offers(unit, table.c.organisation == applicant, table.c.state == OfferState.OFFERED)
            for made in waiting:
                same = (made.agent, made.signatory, made.person.mail) == (agent, signatory, person.mail)
                if same:
                    return made
            if len(waiting) >= MOST_OFFERS:
                raise RefusedError(_("Too many offers wait for an answer: withdraw those that nobody needs."))
            made = add_offer(unit, applicant, agent, signatory, person)
            _record(unit, made, "sub_id.offer", {"agent": agent, "signatory": signatory})
            names = names_of(unit, {applicant})
            _tell(unit, agent, "sub_id_offered", lambda language: {"applicant": names[applicant].text(language)})
            return made

    def withdraw(self, actor: Actor, key: str, version: int) -> None:
        """Take an offer back, by the applicant."""
        with self._units.act(actor) as unit:
            made = _of(unit, key, own(actor), by_agent=False)
            answer_offer(unit, replace(made, version=version), OFFER.after(made.state, OfferEvent.WITHDRAW))
            _record(unit, made, "sub_id.withdraw_offer", {})

    def accept(self, actor: Actor, key: str, version: int, person: Person) -> Account:
        """Accept an offer, by the agent, who knows how its person is written and reached; the sub id is made now."""
        with self._units.act(actor) as unit:
            made = _of(unit, key, own(actor), by_agent=True)
            state = OFFER.after(made.state, OfferEvent.ACCEPT)
            if not is_registered(unit, made.applicant, Capacity.APPLICANT):
                raise RefusedError(_("The applicant's registration is not valid at present."))
            given = give_in(unit, self._accounts, made.applicant, person, made.signatory, made.agent)
            answer_offer(unit, replace(made, version=version), state, account=given.id, person=person)
            _record(unit, made, "sub_id.accept", {"account": given.id})
            _tell_answer(unit, made, person, "sub_id_accepted")
            return given

    def decline(self, actor: Actor, key: str, version: int) -> None:
        """Decline an offer, by the agent."""
        with self._units.act(actor) as unit:
            made = _of(unit, key, own(actor), by_agent=True)
            answer_offer(unit, replace(made, version=version), OFFER.after(made.state, OfferEvent.DECLINE))
            _record(unit, made, "sub_id.decline", {})
            _tell_answer(unit, made, made.person, "sub_id_declined")


def registered_agent(unit: Unit, organisation: str) -> Agent:
    """Return an agent that is registered today; raise `RefusedError` for any other organisation."""
    if not is_registered(unit, organisation, Capacity.AGENT):
        raise RefusedError(_("This organisation is not registered as agent with this chamber at present."))
    return Agent(organisation, names_of(unit, {organisation})[organisation])


def offers_to(unit: Unit, agent: str) -> list[Offer]:
    """Return the offers that wait for an agent's answer."""
    return find_offers(unit, table.c.agent == agent, table.c.state == OfferState.OFFERED)


def offer_to(unit: Unit, key: str, agent: str) -> Offer:
    """Return one offer that waits for an agent's answer; raise `RefusedError` for any other."""
    for made in find_offers(unit, table.c.id == key, table.c.agent == agent, table.c.state == OfferState.OFFERED):
        return made
    raise RefusedError(_("This offer was answered or withdrawn meanwhile."))


def offers_of(unit: Unit, applicant: str) -> list[Offer]:
    """Return the offers of an applicant that wait for an answer."""
    return find_offers(unit, table.c.organisation == applicant, table.c.state == OfferState.OFFERED)


def _meant_by(unit: Unit, text: str) -> list[str]:
    """Return the organisations that have this corporate number or exactly this name."""
    try:
        number = cn.validate(text)
    except ValidationError:
        return organisations_named(unit, text)
    return organisations_with_number(unit, number)


def _of(unit: Unit, key: str, organisation: str, *, by_agent: bool) -> Offer:
    made = get_offer(unit, key)
    if organisation != (made.agent if by_agent else made.applicant):
        raise RefusedError(_("This chamber has no such offer of a sub id."))
    return made


def _record(unit: Unit, made: Offer, act: str, after: dict[str, object]) -> None:
    # The applicant answers for its sub ids, so what becomes of the offer concerns it (article 10-4).
    unit.record(act, f"offer:{made.id}", organisation=made.applicant, after={"name": made.person.name, **after})


def _tell_answer(unit: Unit, made: Offer, person: Person, template: str) -> None:
    names = names_of(unit, {made.agent})
    _tell(
        unit,
        made.applicant,
        template,
        lambda language: {"agent": names[made.agent].text(language), "name": person.name},
    )


def _tell(unit: Unit, organisation: str, template: str, values: Callable[[str], dict[str, str]]) -> None:
    """Post a mail to an organisation's administrator."""
    where = (account.c.organisation == organisation, account.c.kind == IdKind.ADMINISTRATOR)
    for held in find_accounts(unit, *where, account.c.state != IdState.CLOSED):
        language = held.person.language
        post(unit, Message(template, MailAddress(held.person.mail), language, values(language), organisation))
