"""Sub ids: for own staff at once, for an agent's when the agent accepts; each side sees and ends its own."""

from dataclasses import dataclass

import pytest

from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.ids import Act, IdKind, IdState
from issuance.domain.registration.standing import Capacity
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office
from issuance.services.ids.offers import offers_of, offers_to
from issuance.services.ids.rights import rights_of
from issuance.storage.accounts import get_account
from issuance.storage.tables.messages import message
from tests.office_ids import BOTH, HANAKO, JIRO, JOHN, STAFF, add_organisation, administrator_of, approved_signatory

FORWARDER = "横浜フォワーディング株式会社"
NUMBER = "7000012050002"
ADMIN_AT_AGENT = Person("管理者", "admin@forwarder.example", "ja")
MIKA = Person("高橋美香", "mika@forwarder.example", "ja")


@dataclass
class Parties:
    """An applicant with a signatory, and an agent."""

    office: Office
    applicant: Actor
    signatory: str
    agent: Actor

    @property
    def agent_key(self) -> str:
        """The agent's organisation."""
        return str(self.agent.answerable)


@pytest.fixture
def parties(office: Office) -> Parties:
    with office.units.act(STAFF) as unit:
        company = add_organisation(unit)
        agent = add_organisation(unit, FORWARDER, capacities=(Capacity.AGENT,), corporate_number=NUMBER)
    applicant = administrator_of(office, company)
    return Parties(
        office, applicant, approved_signatory(office, applicant), administrator_of(office, agent, ADMIN_AT_AGENT)
    )


def test_t2_9_an_applicant_gives_a_sub_id_to_its_own_staff(parties: Parties) -> None:
    """T2.9: under one signatory; a form that is sent twice gives one."""
    given = parties.office.ids.people.give(parties.applicant, JOHN, parties.signatory)
    assert (given.kind, given.organisation, given.agent, given.signatory) == (
        IdKind.SUB,
        parties.applicant.answerable,
        None,
        parties.signatory,
    )
    with pytest.raises(RefusedError, match=given.login):
        parties.office.ids.people.give(parties.applicant, JOHN, parties.signatory)
    with parties.office.units.look(STAFF) as unit:
        assert Act.APPLY in rights_of(unit, given)
        assert Act.SIGN not in rights_of(unit, given)


def test_t2_9_an_agents_person_gets_a_sub_id_when_the_agent_accepts(parties: Parties) -> None:
    """T2.9: it belongs to one applicant and one agent."""
    offers = parties.office.ids.offers
    made = offers.offer(parties.applicant, parties.agent_key, MIKA, parties.signatory)
    assert offers.offer(parties.applicant, parties.agent_key, MIKA, parties.signatory) == made
    with parties.office.units.look(STAFF) as unit:
        assert offers_to(unit, parties.agent_key) == offers_of(unit, str(parties.applicant.answerable)) == [made]

    corrected = Person("髙橋美香", "mika@forwarder.example", "ja")
    given = offers.accept(parties.agent, made.id, made.version, corrected)

    assert (given.organisation, given.agent, given.person) == (
        parties.applicant.answerable,
        parties.agent_key,
        corrected,
    )
    with pytest.raises(RefusedError, match="accepted"):
        offers.decline(parties.agent, made.id, made.version + 1)
    with parties.office.units.look(STAFF) as unit:
        assert offers_to(unit, parties.agent_key) == []
        posted = sorted(str(row["template"]) for row in unit.rows(unit.select(message)))
        assert posted.count("sub_id_offered") == posted.count("sub_id_accepted") == 1
        assert Act.APPLY in rights_of(unit, given)


def test_nobody_else_answers_or_withdraws_an_offer(parties: Parties) -> None:
    offers = parties.office.ids.offers
    made = offers.offer(parties.applicant, parties.agent_key, MIKA, parties.signatory)
    for act in (
        lambda: offers.accept(parties.applicant, made.id, made.version, MIKA),
        lambda: offers.decline(parties.applicant, made.id, made.version),
        lambda: offers.withdraw(parties.agent, made.id, made.version),
    ):
        with pytest.raises(RefusedError, match="no such offer"):
            act()
    offers.withdraw(parties.applicant, made.id, made.version)
    with pytest.raises((RefusedError, ConflictError)):
        offers.accept(parties.agent, made.id, made.version, MIKA)


@pytest.mark.parametrize("text", [FORWARDER, " 横浜フォワーディング株式会社　", NUMBER, "7-0000-1205-0002"])
def test_an_agent_is_found_by_number_or_exact_name(parties: Parties, text: str) -> None:
    (found,) = parties.office.ids.offers.find_agents(parties.applicant, text)
    assert (found.organisation, found.names.ja) == (parties.agent_key, FORWARDER)


@pytest.mark.parametrize("text", ["横浜フォワーディング", "横浜", "Tokyo Trading Co., Ltd.", "7000012050003", "", "%"])
def test_parts_of_names_and_those_who_are_no_agents_find_nobody(parties: Parties, text: str) -> None:
    assert parties.office.ids.offers.find_agents(parties.applicant, text) == []


def test_only_a_registered_agent_gets_offers(parties: Parties) -> None:
    with parties.office.units.act(STAFF) as unit:
        no_agent = add_organisation(unit, "No agent")
    for organisation in (no_agent, "0" * 16, str(parties.applicant.answerable)):
        with pytest.raises(RefusedError, match=r"not registered as agent|own staff"):
            parties.office.ids.offers.offer(parties.applicant, organisation, MIKA, parties.signatory)


def test_either_side_ends_a_sub_id_and_nobody_else(parties: Parties) -> None:
    office, offers = parties.office, parties.office.ids.offers
    made = offers.offer(parties.applicant, parties.agent_key, MIKA, parties.signatory)
    given = offers.accept(parties.agent, made.id, made.version, MIKA)
    with office.units.act(STAFF) as unit:
        another = add_organisation(unit, "Another", capacities=BOTH)
    with pytest.raises(RefusedError, match="no such id"):
        office.ids.people.end(administrator_of(office, another), given.id, given.version)
    office.ids.people.end(parties.agent, given.id, given.version)
    with office.units.look(STAFF) as unit:
        assert get_account(unit, given.id).state is IdState.CLOSED
    own = office.ids.people.give(parties.applicant, JOHN, parties.signatory)
    with pytest.raises(RefusedError, match="no such id"):
        office.ids.people.end(parties.agent, own.id, own.version)
    with pytest.raises(RefusedError, match="no such id"):
        office.ids.people.end(parties.applicant, str(parties.agent.account), 1)


def test_a_signature_that_is_not_approved_or_not_theirs_cannot_be_used(parties: Parties) -> None:
    office = parties.office
    named = office.ids.signatories.name(parties.applicant, JIRO, "5" * 16)
    with pytest.raises(RefusedError, match="not approved"):
        office.ids.people.give(parties.applicant, JOHN, named.id)
    with office.units.act(STAFF) as unit:
        other = add_organisation(unit, "Another")
    stranger = administrator_of(office, other)
    with pytest.raises(RefusedError, match="no such signatory"):
        office.ids.people.give(stranger, JOHN, parties.signatory)


def test_many_are_given_all_or_none(parties: Parties) -> None:
    people = parties.office.ids.people
    people.give(parties.applicant, JOHN, parties.signatory)
    with pytest.raises(RefusedError, match="already"):
        people.give_all(parties.applicant, [(MIKA, parties.signatory), (JOHN, parties.signatory)])
    given = people.give_all(parties.applicant, [(MIKA, parties.signatory), (HANAKO, parties.signatory)])
    assert [held.person for held in given] == [MIKA, HANAKO]


def test_a_sub_id_without_a_signature_does_not_apply(parties: Parties) -> None:
    """T2.9: a sub id works under one signatory."""
    given = parties.office.ids.people.give(parties.applicant, JOHN, parties.signatory)
    parties.office.ids.signatories.end(parties.applicant, parties.signatory, 2)
    with parties.office.units.look(STAFF) as unit:
        acts = rights_of(unit, get_account(unit, given.id))
    assert Act.APPLY not in acts
    assert Act.READ_APPLICATIONS in acts
