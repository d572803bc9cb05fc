"""The way of a filing through the office: written, handed in, decided, renewed, withdrawn."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from issuance.domain.registration.filing import FilingKind, FilingState, Remarks
from issuance.domain.registration.form import SectionName
from issuance.domain.registration.standing import Capacity, Standing
from issuance.domain.registration.states import State
from issuance.errors import ConflictError, RefusedError
from issuance.services.registration.access import Access, ClosedError
from issuance.services.registration.contact import contact_of
from issuance.services.registration.submissions import IncompleteError
from tests.offices import Installation
from tests.registrations import (
    ADDRESSES,
    CONTACTS,
    MAIL,
    ORGANISATION,
    OTHER_REGISTRAR,
    REGISTRAR,
    VISITOR,
    RegistrationWorld,
    papers,
    typed,
)

TOKYO_NOON = dt.datetime(2026, 3, 10, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def world(any_installation: Installation) -> Iterator[RegistrationWorld]:
    world = RegistrationWorld.at(any_installation, TOKYO_NOON)
    yield world
    world.office.close()


def test_t2_1_a_company_registers_as_applicant_and_agent(world: RegistrationWorld) -> None:
    """T2.1: per chamber an organisation makes a trade registration as applicant, agent or both."""
    data = typed(world.now.date(), organisation=ORGANISATION | {"capacities": ["applicant", "agent"]})
    filing = world.submit(world.begin(data))
    assert filing.state is FilingState.SUBMITTED
    approved = world.approve(filing)
    assert approved.registration.term.capacities == {Capacity.APPLICANT, Capacity.AGENT}
    assert approved.registration.names.ja == "株式会社サンプル貿易"
    assert [each.form.signatories[0].name_en for each in world.issued] == ["Ichiro Suzuki"]
    assert [name for name, _, _ in world.messages()] == ["registration_link", "filing_received", "new_approved"]


def test_t7_the_validity_begins_with_the_day_of_approval_in_japan(world: RegistrationWorld) -> None:
    """T7: approved a minute after midnight in Tokyo, which is still the day before in UTC."""
    filing = world.submit(world.begin())
    world.now = dt.datetime(2026, 12, 31, 15, 1, tzinfo=dt.UTC)
    term = world.approve(filing).registration.term
    assert (term.valid_from, term.valid_until) == (dt.date(2027, 1, 1), dt.date(2028, 12, 31))
    assert term.standing(dt.date(2026, 12, 31), Capacity.APPLICANT) is Standing.OUTSIDE
    assert term.standing(dt.date(2028, 12, 31), Capacity.APPLICANT) is Standing.VALID
    told = next(values for name, _, values in world.messages() if name == "new_approved")
    assert (told["first"], told["last"]) == ("2027年1月1日", "2028年12月31日")


def test_an_abandoned_draft_leaves_no_organisation(world: RegistrationWorld) -> None:
    access = world.begin()
    filing = world.filing(access.filing)
    assert filing.registration is None
    assert world.desks.submissions.withdraw(VISITOR, access, filing.version).state is FilingState.WITHDRAWN


def test_handing_in_twice_is_handing_in_once(world: RegistrationWorld) -> None:
    access = world.begin()
    filing, _ = world.desks.drafts.read(VISITOR, access)
    first = world.desks.submissions.submit(VISITOR, access, filing.version, "one page")
    again = world.desks.submissions.submit(VISITOR, access, filing.version, "one page")
    assert again == first
    assert [name for name, _, _ in world.messages()].count("filing_received") == 1


def test_what_was_changed_since_the_page_was_made_is_not_handed_in(world: RegistrationWorld) -> None:
    access = world.begin()
    seen, _ = world.desks.drafts.read(VISITOR, access)
    world.save(VISITOR, access, SectionName.ADDRESSES, ADDRESSES | {"postal_code": "100-0006"})
    with pytest.raises(ConflictError):
        world.desks.submissions.submit(VISITOR, access, seen.version, "late page")
    assert world.filing(access.filing).state is FilingState.DRAFT


def test_what_is_lacking_is_named_by_section(world: RegistrationWorld) -> None:
    data = typed(world.now.date(), papers=papers(("registry extract",), dt.date(2025, 12, 9)))
    del data["pledge"]
    access = world.begin(data)
    with pytest.raises(IncompleteError) as lacking:
        world.submit(access)
    assert lacking.value.problems[SectionName.PAPERS].keys() == {"registry extract", "seal certificate"}
    assert SectionName.PLEDGE in lacking.value.problems
    assert world.filing(access.filing).registration is None


def test_a_paper_with_a_virus_is_not_handed_in(world: RegistrationWorld) -> None:
    access = world.begin()
    world.uploads.infected.add(world.filing(access.filing).data["papers"][0]["upload"])
    with pytest.raises(IncompleteError) as lacking:
        world.submit(access)
    assert "virus" in lacking.value.problems[SectionName.PAPERS]["registry extract"]


def test_a_returned_filing_is_mended_and_handed_in_again(world: RegistrationWorld) -> None:
    access = world.begin()
    filing = world.submit(access)
    remarks = Remarks("Please mend the English name.", {"organisation.name_en": "As in your statutes."})
    held = world.take(filing)
    returned = world.desks.review.return_(REGISTRAR, filing.id, held.version, remarks)
    assert returned.state is FilingState.RETURNED
    assert returned.remarks == remarks
    assert world.registration(str(returned.registration)).term.state is State.RETURNED
    told = next(values for name, _, values in world.messages() if name == "filing_returned")
    assert "名称（英語）：As in your statutes." in told["remarks"], "in the language of the contact"
    # The mail brings a link of its own, and the old one still opens the filing.
    again = world.desks.links.open(VISITOR, world.last_token("filing_returned"))
    world.save(VISITOR, again, SectionName.ORGANISATION, ORGANISATION | {"name_en": "Sample Boeki K.K."})
    assert world.submit(access).submitted_form.organisation.name_en == "Sample Boeki K.K."
    assert world.approve(filing).registration.names.en == "Sample Boeki K.K."


def test_a_rejected_filing_ends_with_its_reason(world: RegistrationWorld) -> None:
    filing = world.submit(world.begin())
    held = world.take(filing)
    rejected = world.desks.review.reject(REGISTRAR, filing.id, held.version, "The company was dissolved.")
    assert rejected.state is FilingState.REJECTED
    assert world.registration(str(filing.registration)).term.state is State.REJECTED
    assert world.messages()[-1][0] == "filing_rejected"
    with pytest.raises(RefusedError):
        world.desks.review.approve(REGISTRAR, filing.id, rejected.version)


def test_a_filing_is_in_review_with_one_registrar(world: RegistrationWorld) -> None:
    filing = world.submit(world.begin())
    held = world.take(filing)
    with pytest.raises(RefusedError):
        world.desks.review.take(OTHER_REGISTRAR, filing.id, held.version)
    with pytest.raises(RefusedError, match="Another registrar"):
        world.desks.review.approve(OTHER_REGISTRAR, filing.id, held.version)
    with pytest.raises(RefusedError, match="30 minutes"):
        world.desks.review.take_over(OTHER_REGISTRAR, filing.id, held.version, "She is ill.")
    world.now += dt.timedelta(minutes=30)
    taken = world.desks.review.take_over(OTHER_REGISTRAR, filing.id, held.version, "She is ill.")
    assert taken.holder == OTHER_REGISTRAR.account
    with pytest.raises(RefusedError, match="Another registrar"):
        world.desks.review.approve(REGISTRAR, filing.id, held.version)
    assert world.issued == []


def test_a_second_approval_changes_nothing(world: RegistrationWorld) -> None:
    filing = world.submit(world.begin())
    held = world.take(filing)
    world.desks.review.approve(REGISTRAR, filing.id, held.version)
    with pytest.raises(RefusedError, match="not in review"):
        world.desks.review.approve(REGISTRAR, filing.id, held.version)
    assert len(world.issued) == 1


def test_one_corporate_number_is_registered_once(world: RegistrationWorld) -> None:
    world.registered()
    second = world.submit(world.begin())
    with pytest.raises(RefusedError, match="already"):
        world.approve(second)


def test_a_renewal_in_time_goes_on_without_a_gap(world: RegistrationWorld) -> None:
    administrator, registration = world.registered()
    world.now = dt.datetime(2028, 2, 7, 3, 0, tzinfo=dt.UTC)
    with pytest.raises(RefusedError, match="8 February 2028"):
        world.desks.holders.begin(administrator, FilingKind.RENEWAL)
    world.now += dt.timedelta(days=1)
    approved = world.approve(world.renew(administrator))
    assert (approved.filing.term_from, approved.filing.term_until) == (dt.date(2028, 3, 10), dt.date(2030, 3, 9))
    # The days until the old end still count.
    assert approved.registration.term.standing(dt.date(2028, 2, 20), Capacity.APPLICANT) is Standing.VALID
    assert approved.registration.term.valid_until == dt.date(2030, 3, 9)
    assert registration.id == approved.registration.id


def test_a_late_renewal_begins_with_its_approval(world: RegistrationWorld) -> None:
    administrator, _ = world.registered()
    world.now = dt.datetime(2028, 5, 1, 3, 0, tzinfo=dt.UTC)
    term = world.approve(world.renew(administrator)).registration.term
    assert (term.valid_from, term.valid_until) == (dt.date(2028, 5, 1), dt.date(2030, 4, 30))


def test_a_renewal_that_is_turned_down_leaves_the_validity(world: RegistrationWorld) -> None:
    administrator, registration = world.registered()
    world.now = dt.datetime(2028, 3, 1, 3, 0, tzinfo=dt.UTC)
    filing = world.renew(administrator)
    assert world.registration(registration.id).term.state is State.RENEWAL_SUBMITTED
    world.desks.review.reject(REGISTRAR, filing.id, world.take(filing).version, "Fees are owed.")
    assert world.registration(registration.id).term == registration.term


def test_a_change_is_compared_and_leaves_the_validity(world: RegistrationWorld) -> None:
    administrator, registration = world.registered()
    filing = world.desks.holders.begin(administrator, FilingKind.CHANGE)
    access = Access(filing.id)
    with pytest.raises(RefusedError, match="Nothing differs"):
        world.submit(access, administrator)
    world.save(administrator, access, SectionName.ORGANISATION, ORGANISATION | {"name_en": "Sample Global Inc."})
    with pytest.raises(IncompleteError) as lacking:
        world.submit(access, administrator)
    assert lacking.value.problems == {SectionName.PAPERS: {"registry extract": "This paper is still to be handed in."}}
    world.fill(administrator, access, {"papers": papers(("registry extract",), world.now.date())})
    approved = world.approve(world.submit(access, administrator))
    assert approved.registration.names.en == "Sample Global Inc."
    assert approved.registration.term == registration.term
    assert approved.previous is not None
    assert approved.previous.organisation.name_en == "Sample Trading Co., Ltd."


def test_t30_a_change_to_another_legal_entity_is_refused(world: RegistrationWorld) -> None:
    """T30: without the chamber's consent a registration cannot be handed to another legal entity."""
    administrator, _ = world.registered()
    access = Access(world.desks.holders.begin(administrator, FilingKind.CHANGE).id)
    world.fill(administrator, access, {"papers": papers(("registry extract",), world.now.date())})
    world.save(administrator, access, SectionName.ORGANISATION, ORGANISATION | {"corporate_number": "7000012050002"})
    with pytest.raises(IncompleteError) as lacking:
        world.submit(access, administrator)
    assert "article 30" in lacking.value.problems[SectionName.ORGANISATION]["corporate_number"]


def test_t30_the_chambers_consent_lets_one_change_hand_over(world: RegistrationWorld) -> None:
    """T30: to the entity that the consent names, once; another one stays refused."""
    administrator, registration = world.registered()
    successor = {"other_name": "Successor Inc.", "other_number": "7000012050002"}
    consent = world.office.registrar.measures.consent
    consent(REGISTRAR, registration.id, version=registration.version, reason="Merger of 1 April.", **successor)
    access = Access(world.desks.holders.begin(administrator, FilingKind.CHANGE).id)
    world.fill(administrator, access, {"papers": papers(("registry extract",), world.now.date())})
    world.save(administrator, access, SectionName.ORGANISATION, ORGANISATION | {"corporate_number": "8700110005901"})
    with pytest.raises(IncompleteError):
        world.submit(access, administrator)
    world.save(administrator, access, SectionName.ORGANISATION, ORGANISATION | {"corporate_number": "7000012050002"})
    approved = world.approve(world.submit(access, administrator))
    assert approved.form.organisation.corporate_number == "7000012050002"
    back = Access(world.desks.holders.begin(administrator, FilingKind.CHANGE).id)
    world.fill(administrator, back, {"papers": papers(("registry extract",), world.now.date())})
    world.save(administrator, back, SectionName.ORGANISATION, ORGANISATION)
    with pytest.raises(IncompleteError):
        world.submit(back, administrator)


def test_one_filing_at_a_time(world: RegistrationWorld) -> None:
    administrator, _ = world.registered()
    change = world.desks.holders.begin(administrator, FilingKind.CHANGE)
    assert world.desks.holders.begin(administrator, FilingKind.CHANGE) == change
    world.now = dt.datetime(2028, 3, 1, 3, 0, tzinfo=dt.UTC)
    with pytest.raises(RefusedError, match=change.reference):
        world.desks.holders.begin(administrator, FilingKind.RENEWAL)


def test_t25_an_organisation_withdraws_by_itself(world: RegistrationWorld) -> None:
    """T25: at once, with what was open, and a notice; a page that is old by then ends nothing."""
    administrator, registration = world.registered()
    change = world.desks.holders.begin(administrator, FilingKind.CHANGE)
    with pytest.raises(ConflictError):
        world.desks.holders.withdraw(administrator, registration.version - 1)
    world.desks.holders.withdraw(administrator, registration.version)
    assert world.registration(registration.id).term.state is State.WITHDRAWN
    assert world.filing(change.id).state is FilingState.WITHDRAWN
    assert [each.id for each in world.ended] == [registration.id]
    assert world.messages()[-1][:2] == ("registration_withdrawn", MAIL)
    with pytest.raises(RefusedError):
        world.desks.holders.withdraw(administrator, registration.version + 1)


def test_nobody_opens_another_ones_filing(world: RegistrationWorld) -> None:
    administrator, registration = world.registered()
    change = world.desks.holders.begin(administrator, FilingKind.CHANGE)
    stranger = world.administrator(replace(registration, organisation="f" * 16))
    other = world.begin(mail="other@example.com")
    for actor, access in (
        (stranger, Access(change.id)),
        (VISITOR, Access(change.id)),
        (VISITOR, Access(change.id, other.key)),
        (administrator, Access(other.filing)),
        (administrator, Access("no such")),
    ):
        with pytest.raises(ClosedError):
            world.desks.drafts.read(actor, access)


def test_notices_go_to_the_contact_on_file(world: RegistrationWorld) -> None:
    _, registration = world.registered()
    with world.office.units.look(REGISTRAR) as unit:
        found = contact_of(unit, registration.organisation)
    assert found is not None
    assert (found.mail, found.fax, found.language) == (MAIL, None, "ja")
    assert found.person == CONTACTS["person"]
