"""Certificates of an earlier system on the public pages: existence, date and status; never green."""

import datetime as dt
from http import HTTPStatus

import pytest

from reference_service.limits.limiter import Limiter
from signing.content import Kind
from signing.import_record import EarlierState, ImportPayload, make_import_record
from tests.reference_site import ReferenceSite

ISSUED = dt.date(2019, 4, 26)


def publish(site: ReferenceSite, written: str = "A-123456", **changed: object) -> None:
    """Publish an import record of the site's chamber."""
    values: dict[str, object] = {
        "time": site.world.now.replace(microsecond=0),
        "chamber": site.world.chamber,
        "written": written,
        "issued": ISSUED,
        "kind": Kind.COO_JP,
        **changed,
    }
    payload = ImportPayload(**values)  # type: ignore[arg-type]  # by name
    site.publish_imports(make_import_record(site.world.signer, payload, site.world.base))


def test_typed_number_and_date_lead_to_what_the_chamber_says(site: ReferenceSite) -> None:
    publish(site)
    client = site.app().test_client()
    fields = {"number": "a 123456", "day": "26", "month": "4", "year": "2019"}
    answer = client.post("/", data=fields)
    assert answer.headers["Location"] == "/earlier/A123456/2019-04-26"
    page = client.get(answer.headers["Location"])
    assert page.status_code == HTTPStatus.OK
    assert page.headers["Cache-Control"] == "no-store"
    for words in (
        "A-123456",
        "26 April 2019",
        "Issued by an earlier system: it existed",
        "cannot be checked here",
        "Non-preferential",
        "may still refuse",
    ):
        assert words in page.text


@pytest.mark.parametrize(
    ("state", "tone", "words"),
    [
        (EarlierState.IN_FORCE, "indeterminate", "existence only"),
        (EarlierState.REVOKED, "invalid", "7 May 2019"),
        (EarlierState.REPLACED, "invalid", "A-123457"),
    ],
)
def test_none_of_them_is_green(site: ReferenceSite, state: EarlierState, tone: str, words: str) -> None:
    """Whatever its status: there is no seal."""
    changed = None if state is EarlierState.IN_FORCE else dt.date(2019, 5, 7)
    publish(site, state=state, changed=changed, successor="A-123457" if state is EarlierState.REPLACED else None)
    page = site.app().test_client().get("/earlier/A123456/2019-04-26").text
    assert f"panel-{tone}" in page
    assert words in page
    assert "panel-valid" not in page
    assert "panel-compare" not in page


def test_a_wrong_date_and_an_unknown_number_get_one_answer(site: ReferenceSite) -> None:
    publish(site)
    client = site.app().test_client()
    answers = [client.get(f"/earlier/{each}") for each in ("A123456/2019-04-27", "A999999/2019-04-26")]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    bodies = {
        answer.text.replace("A999999", "A123456").replace("26", "27").replace("2019-04-26", "2019-04-27")
        for answer in answers
    }
    assert len(bodies) == 1


def test_where_no_number_has_such_a_pattern_the_form_says_what_a_number_looks_like(site: ReferenceSite) -> None:
    """Whoever mistypes a number of ours is told so, and not that it is unknown."""
    publish(site)
    client = site.app().test_client()
    for typed in ("A-1234567", "TYO26-000001", "B 1", "TYO26-000001-K7QM"):
        answer = client.post("/", data={"number": typed, "day": "26", "month": "4", "year": "2019"})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, typed
    assert client.get("/earlier/A1234567/2019-04-26").status_code == HTTPStatus.NOT_FOUND


def test_walking_them_is_limited_as_misses_are(site: ReferenceSite) -> None:
    """One who guesses the date of a number is stopped, as with numbers of ours."""
    publish(site)
    client = site.app(limiter=Limiter.over(None)).test_client()
    days = [dt.date(2018, 1, 1) + dt.timedelta(days=days) for days in range(300)]
    found = {client.get(f"/earlier/A123456/{day}").status_code for day in days}
    assert found == {HTTPStatus.NOT_FOUND, HTTPStatus.TOO_MANY_REQUESTS}


def test_two_chambers_may_have_given_out_the_same_number(site: ReferenceSite) -> None:
    publish(site)
    other = site.world.__class__("OSA", site.world.now)
    payload = ImportPayload(
        time=other.now.replace(microsecond=0), chamber="OSA", written="A123456", issued=ISSUED, kind=Kind.INVOICE
    )
    site.publish_imports(make_import_record(other.signer, payload, other.base))
    page = site.app().test_client().get("/earlier/A123456/2019-04-26").text
    assert page.count("Issue date") >= 2
