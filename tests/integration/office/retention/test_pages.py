"""The pages of retention, holds and disclosures, as two administrators use them."""

import io
import zipfile
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.demo.office.company import specimen
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.retention.plan import PlanState
from issuance.domain.staff import Role
from tests.builders import NOW
from tests.office_cast import Cast
from tests.office_site import OfficeSite, token_in

ADMIN = "/TYO/admin"


@pytest.fixture
def cast(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[Cast]:
    """Open an office with two chamber administrators."""
    site = OfficeSite.make(tmp_path, office_templates(NOW.year))
    made = Cast.make(site)
    with site.office.units.act(Actor.job("TYO", "test")) as unit:
        made.add(unit, "TYO second", IdKind.STAFF, Role.CHAMBER_ADMINISTRATOR)
    yield made
    site.close()


def send(client: FlaskClient, page: str, act: str, **fields: object) -> int:
    """Send a form of a page to an act; return the status."""
    token = token_in(client.get(f"{ADMIN}/{page}"))
    return client.post(f"{ADMIN}/{act}", data={"csrf_token": token, **fields}).status_code


def test_two_administrators_agree_to_a_purge(cast: Cast) -> None:
    first, second = cast.sign_in("TYO administrator"), cast.sign_in("TYO second")
    desk = cast.site.office.retention.desk
    assert send(first, "retention", "retention/propose", day="2026-04-01") == HTTPStatus.SEE_OTHER
    actor = Actor.job("TYO", "test")
    (plan,) = desk.page(actor).plans
    refused = send(first, "retention", f"retention/{plan.id}/confirm", version=plan.version)
    assert refused == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(second, "retention", f"retention/{plan.id}/confirm", version=plan.version) == HTTPStatus.SEE_OTHER
    assert desk.page(actor).plans[0].state is PlanState.CONFIRMED
    late = send(first, "retention", f"retention/{plan.id}/take-back", version=plan.version)
    assert late == HTTPStatus.UNPROCESSABLE_ENTITY, "an old page comes too late"
    assert first.get(f"{ADMIN}/retention?day=garbage").status_code == HTTPStatus.NOT_FOUND
    assert first.get(f"{ADMIN}/retention/dry-run.csv").mimetype == "text/csv"


def test_a_hold_is_set_in_the_form(cast: Cast) -> None:
    client = cast.sign_in("TYO administrator")
    login = cast.accounts["TYO administrator id"][1].login
    fields = {"kind": "organisation", "named": login, "reason": "A dispute"}
    day = {"ends_on-year": "2028", "ends_on-month": "3", "ends_on-day": "31"}
    page = "retention/holds/new"
    assert send(client, page, page, **fields) == HTTPStatus.UNPROCESSABLE_ENTITY, "without a last day"
    assert send(client, page, page, **{**fields, **day, "named": "nobody"}) == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(client, page, page, **fields, **day) == HTTPStatus.SEE_OTHER
    assert "A dispute" in client.get(f"{ADMIN}/retention/holds").text


def test_a_disclosure_is_asked_approved_and_fetched(cast: Cast) -> None:
    first, second = cast.sign_in("TYO administrator"), cast.sign_in("TYO second")
    office = cast.site.office
    fields = {
        "kind": "organisation",
        "named": cast.accounts["TYO administrator id"][1].login,
        "authority": "Tokyo District Court",
        "reference": "2026 (Wa) 123",
        "ground": "Code of Civil Procedure, article 226",
        "paper": (io.BytesIO(specimen("paper").getvalue()), "request.png"),
    }
    assert send(first, "disclosures/new", "disclosures/new", **fields) == HTTPStatus.SEE_OTHER
    (case,) = office.disclosure.desk.page(Actor.job("TYO", "test")).cases
    here = f"disclosures/{case.id}"
    assert first.get(f"{ADMIN}/{here}/request/1.png").mimetype == "image/png"
    assert send(first, here, f"{here}/approve", version=1) == HTTPStatus.UNPROCESSABLE_ENTITY, "by oneself"
    assert send(second, here, f"{here}/approve", version=1) == HTTPStatus.SEE_OTHER
    assert [made.reason for made in office.disclosure.job.round("TYO")] == [""]
    token = token_in(second.get(f"{ADMIN}/{here}"))
    answer = second.post(f"{ADMIN}/{here}/fetch", data={"csrf_token": token})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        assert "manifest.sig.json" in opened.namelist()
    other = cast.sign_in("TYO registrar")
    assert other.get(f"{ADMIN}/{here}").status_code == HTTPStatus.FORBIDDEN
