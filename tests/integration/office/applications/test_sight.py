"""Who of an applicant's and an agent's ids sees which applications, inside and outside the validity."""

import datetime as dt
from dataclasses import replace

import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import Act, IdKind
from issuance.domain.settings import Function
from issuance.domain.settings.functions import Stop, Stopped
from issuance.domain.texts import Bilingual
from issuance.errors import RefusedError
from issuance.services.applications.lists import Ask, Tray
from issuance.services.applications.sight import AbsentError, applicant_in
from issuance.services.chamber.settings import Change, change_settings, stored_settings
from signing.content import Kind
from tests.applying import Applying, approved, registered, typed
from tests.office_ids import STAFF

YESTERDAY = dt.date(2026, 3, 9)


def seen(applying: Applying, actor: Actor) -> set[str]:
    """Return the references in somebody's list."""
    page = applying.office.applications.lists.page(actor, Ask(tray=Tray.ALL))
    return {line.reference for line in page.lines}


def test_each_id_sees_what_it_may_answer_for(applying: Applying) -> None:
    """The signatory sees all under the signature; own staff what own staff filed; an agent's people their agent's."""
    with applying.office.units.act(STAFF) as unit:
        other = approved(unit, applying.company, "Jiro Suzuki")
    jiro = applying.another(IdKind.USER, signatory=other)
    second_clerk = applying.another()
    of_user, of_clerk = applying.begun(applying.user).reference, applying.begun(applying.clerk).reference
    of_agent, of_jiro = applying.begun(applying.forwarder).reference, applying.begun(jiro).reference

    assert seen(applying, applying.user) == {of_user, of_clerk, of_agent}
    assert seen(applying, applying.clerk) == seen(applying, second_clerk) == {of_user, of_clerk}
    assert seen(applying, applying.forwarder) == {of_agent}
    assert seen(applying, jiro) == {of_jiro}


def test_another_applicants_application_is_not_there(applying: Applying) -> None:
    draft = applying.begun(applying.user)
    with applying.office.units.act(STAFF) as unit:
        stranger = registered(unit, applying.office.clock(), 3)
        signatory = approved(unit, stranger, "Saburo Sato")
    there = replace(applying, company=stranger, signatory=signatory).another(IdKind.USER)

    with pytest.raises(AbsentError):
        applying.office.applications.drafts.read(there, draft.id)
    with pytest.raises(AbsentError):
        applying.office.applications.drafts.save(there, draft.id, draft.version, typed())


def test_administrators_and_staff_make_no_applications(applying: Applying) -> None:
    administrator = replace(applying.user, kind=IdKind.ADMINISTRATOR)
    for actor in (administrator, STAFF):
        with pytest.raises(RefusedError):
            applying.office.applications.drafts.start(actor, Kind.COO_JP, "x")


def test_t9_5_outside_the_validity_what_was_submitted_is_read_and_nothing_new_is_made(applying: Applying) -> None:
    """T9.5: reading stays, drafts are out of reach, nothing is begun, changed, submitted or withdrawn."""
    office = applying.office
    draft, sent = applying.draft(applying.user), applying.submitted(applying.clerk)
    applying.validity(applying.company, YESTERDAY)

    assert office.applications.views.one(applying.user, sent.id).application.id == sent.id
    assert seen(applying, applying.user) == {sent.reference}
    with pytest.raises(AbsentError):
        office.applications.drafts.read(applying.user, draft.id)
    with pytest.raises(RefusedError):
        office.applications.drafts.start(applying.user, Kind.COO_JP, "new")
    with pytest.raises(RefusedError):
        office.applications.drafts.save(applying.user, draft.id, draft.version, typed())
    with pytest.raises(RefusedError):
        office.applications.submissions.submit(applying.user, draft.id, draft.version, "t")
    with pytest.raises(RefusedError):
        office.applications.submissions.withdraw(applying.user, sent.id, sent.version)


def test_t9_5_a_chamber_may_allow_withdrawing_outside_the_validity(applying: Applying) -> None:
    """T9.5(3): what the chamber lists, and no more."""
    sent = applying.submitted(applying.user)
    applying.validity(applying.company, YESTERDAY)
    change(applying, lambda now: now.model_copy(update={"allowed_outside": frozenset({Act.WITHDRAW_APPLICATION})}))

    gone = applying.office.applications.submissions.withdraw(applying.user, sent.id, sent.version)

    assert gone.state == "withdrawn"
    with pytest.raises(RefusedError):
        applying.office.applications.drafts.start(applying.user, Kind.COO_JP, "new")


def test_t10_5_an_agents_sub_id_applies_only_while_both_registrations_are_valid(applying: Applying) -> None:
    """T10.5: with the agent's validity over, what was submitted in time is read, and nothing new begun."""
    sent = applying.submitted(applying.forwarder)
    applying.begun(applying.forwarder)
    applying.validity(applying.agency, YESTERDAY)

    assert seen(applying, applying.forwarder) == {sent.reference}
    with pytest.raises(RefusedError):
        applying.office.applications.drafts.start(applying.forwarder, Kind.COO_JP, "new")
    assert applying.office.applications.drafts.start(applying.clerk, Kind.COO_JP, "own staff goes on")


def test_a_kind_that_is_switched_off_is_refused_and_the_others_are_not(applying: Applying) -> None:
    kept = frozenset(Function) - {Function.THIRD_PARTY, Function.INVOICE}
    change(applying, lambda now: now.model_copy(update={"functions": kept}))

    with pytest.raises(RefusedError):
        applying.begun(applying.user, Kind.INVOICE)
    assert applying.begun(applying.user).kind is Kind.COO_JP


def test_a_stop_keeps_drafts_from_being_submitted_and_keeps_them_readable(applying: Applying) -> None:
    """T24: what was entered before is kept."""
    draft = applying.draft(applying.user)
    stop = Stop(
        id="0" * 16, what=Stopped.APPLICATIONS, since=applying.office.clock(), reason=Bilingual(en="Moving house")
    )
    change(applying, lambda now: now.model_copy(update={"stops": (stop,)}))

    with pytest.raises(RefusedError):
        applying.office.applications.submissions.submit(applying.user, draft.id, draft.version, "t")
    assert applying.office.applications.drafts.read(applying.user, draft.id).application.id == draft.id
    with applying.office.units.look(applying.user) as unit:
        assert not applicant_in(unit).submitted_alone


def change(applying: Applying, how: Change) -> None:
    """Change the chamber's settings."""
    with applying.office.units.act(STAFF) as unit:
        change_settings(unit, stored_settings(unit).version, how)


def test_it_is_found_by_reference_invoice_and_certificate_number(applying: Applying) -> None:
    sent, _other = applying.submitted(applying.user), applying.begun(applying.user)
    invoice = typed().get("invoice.number")
    for text in (sent.reference, sent.reference.lower().replace("-", " "), invoice, f"  {invoice.lower()} "):
        page = applying.office.applications.lists.page(applying.user, Ask(text=text))
        assert [line.id for line in page.lines] == [sent.id], text
    for text in ("TYO26-000001", "---", "・", "A-2222-2222"):
        assert not applying.office.applications.lists.page(applying.user, Ask(text=text)).lines, text
