"""Measures through the pages: who may, what is said, what comes of it (terms, articles 16, 26 and 30)."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from tests.builders import NOW
from tests.office_people import make_person
from tests.office_site import OfficeSite
from tests.registrations import waiting_messages
from tests.reviewed import CHAMBER, ReviewDesk, send


@pytest.fixture
def desk(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[ReviewDesk]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield ReviewDesk.open(site)
    site.close()


def link(page: str, text: str) -> str:
    found = re.search(rf'<a href="([^"]+)">{re.escape(text)}', page)
    assert found is not None, f"a link {text!r} was expected"
    return found[1]


def test_t16_a_suspended_organisation_cannot_sign_in_until_it_is_lifted(desk: ReviewDesk) -> None:
    """T16: sign-in stops with the live session, the notice is written, lifting restores it."""
    aoki = desk.registrar()
    registration = desk.approved(aoki)
    holder = make_person(desk.site.office.units, CHAMBER, IdKind.USER, of=registration.organisation)
    theirs = desk.site.client()
    desk.site.sign_in(theirs, holder)
    assert theirs.get("/TYO/account/").status_code == 200
    home = f"/TYO/desk/organisations/{registration.organisation}"
    client = desk.signed_in(aoki)
    empty = send(client, f"{home}/suspend", reason="")
    assert empty.status_code == 422
    assert "Write the reason" in empty.text
    assert send(client, f"{home}/suspend", reason="連絡先に届きません。").status_code == 302
    assert theirs.get("/TYO/account/").status_code == 303, "the live session has ended"
    desk.site.sign_in(theirs, holder)
    assert theirs.get("/TYO/account/").status_code == 303, "nor can it sign in again"
    notice = waiting_messages(desk.site.office, "registration_suspended")
    assert [values["reason"] for values in notice] == ["連絡先に届きません。"]
    lifting = link(client.get(home).text, "Lift …")
    assert send(client, lifting, reason="確認できました。").status_code == 302
    desk.site.sign_in(theirs, holder)
    assert theirs.get("/TYO/account/").status_code == 200


def test_t26_1_one_proposes_the_end_and_another_decides(desk: ReviewDesk) -> None:
    """T26.1: a recorded ground, two persons, the end at once; T29: what remains says the standing."""
    aoki, chief = desk.registrar(), desk.registrar("Kato Jun", Role.CHAMBER_ADMINISTRATOR)
    registration = desk.approved(aoki)
    home = f"/TYO/desk/organisations/{registration.organisation}"
    first, second = desk.signed_in(aoki), desk.signed_in(chief)
    nothing = send(first, f"{home}/end", reason="Seized.")
    assert nothing.status_code == 422
    assert "Choose the ground." in nothing.text
    sent = send(first, f"{home}/end", because="seizure", ends=["applicant"], reason="Attached on 1 March.")
    assert sent.status_code == 302
    own = first.get(home).text
    assert "Another person has to decide." in own
    assert "Decide the end" not in own
    deciding = link(second.get(home).text, "Decide the end …")
    assert send(first, deciding).status_code == 422, "who proposed it does not decide it"
    assert send(second, deciding).status_code == 302
    assert "terminated" in second.get(home).text
    assert len(waiting_messages(desk.site.office, "registration_ended")) == 1


def test_t26_2_the_end_cannot_be_proposed_for_a_demand_that_still_runs(desk: ReviewDesk) -> None:
    aoki = desk.registrar()
    registration = desk.approved(aoki)
    home = f"/TYO/desk/organisations/{registration.organisation}"
    client = desk.signed_in(aoki)
    assert send(client, f"{home}/demand", reason="Pay.", way="letter").status_code == 422, "a letter has a day"
    assert send(client, f"{home}/demand", reason="Pay.", way="now").status_code == 302
    shown = client.get(home).text
    assert "14 days left" in shown
    assert "was not met in 14 days" not in client.get(f"{home}/end").text
    assert "with an open demand" in client.get("/TYO/desk/organisations?demands=1").text


def test_t30_a_consent_names_the_other_legal_entity(desk: ReviewDesk) -> None:
    aoki = desk.registrar()
    registration = desk.approved(aoki)
    home = f"/TYO/desk/organisations/{registration.organisation}"
    client = desk.signed_in(aoki)
    sent = send(client, f"{home}/consent", other_name="<i>新会社</i>", other_number="", reason="Merger.")
    assert sent.status_code == 302
    shown = client.get(home).text
    assert "&lt;i&gt;新会社&lt;/i&gt;" in shown
    assert "<i>新会社" not in shown


def test_a_stale_tab_takes_no_measure(desk: ReviewDesk) -> None:
    aoki = desk.registrar()
    registration = desk.approved(aoki)
    home = f"/TYO/desk/organisations/{registration.organisation}"
    client = desk.signed_in(aoki)
    fields = {"reason": "Pay.", "way": "now"}
    assert send(client, f"{home}/demand", **fields).status_code == 302
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(f"{home}/demand").text)
    assert token is not None
    again = client.post(f"{home}/demand", data={"csrf_token": token[1], "version": str(registration.version), **fields})
    assert again.status_code == 409
    assert len(waiting_messages(desk.site.office, "registration_demand")) == 1


def test_only_registrars_and_administrators_take_measures(desk: ReviewDesk) -> None:
    registration = desk.approved(desk.registrar())
    home = f"/TYO/desk/organisations/{registration.organisation}"
    auditor = desk.signed_in(desk.registrar("Ogawa Ai", Role.AUDITOR))
    assert "Suspend …" not in auditor.get(home).text
    assert auditor.get(f"{home}/suspend").status_code == 403
    cashier = desk.signed_in(desk.registrar("Kaneko Yu", Role.CASHIER))
    assert cashier.get(home).status_code == 403


def test_a_specimen_signature_is_approved_with_its_user_id(desk: ReviewDesk) -> None:
    """T2.7: the user id comes with the approval of the specimen, and a refusal says why."""
    aoki = desk.registrar()
    home = f"/TYO/desk/organisations/{desk.approved(aoki).organisation}"
    other = f"/TYO/desk/organisations/{desk.approved(aoki).organisation}"
    client = desk.signed_in(aoki)
    approve = re.search(r'action="([^"]+/specimens/[^"]+/approve)"', client.get(home).text)
    assert approve is not None
    assert client.get(approve[1].replace("/approve", ".png")).data.startswith(b"\x89PNG")
    assert send(client, home, approve[1]).status_code == 302
    assert "TYO-U" in client.get(home).text
    refuse = link(client.get(other).text, "Refuse …")
    assert send(client, refuse, reason="").status_code == 422
    assert send(client, refuse, reason="It cannot be read.").status_code == 302
    assert "It cannot be read." in client.get(other).text
