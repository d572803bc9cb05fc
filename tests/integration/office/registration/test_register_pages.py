"""The pages on which a visitor registers a company, through the real application with real uploads."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuance.domain.actor import Actor
from issuance.domain.registration.filing import FilingState, Remarks
from issuance.domain.settings import ChamberSettings, Stop, Stopped
from issuance.domain.texts import Bilingual
from issuance.storage.filings import get_filing
from issuance.storage.settings import add_settings
from issuance.storage.tables.filings import filing
from tests.builders import NOW
from tests.handed_in import pdf_of, picture
from tests.office_site import ENGLISH, OfficeSite, token_in
from tests.office_staff import employ
from tests.registrations import (
    ADDRESSES,
    CONTACTS,
    ORGANISATION,
    PLEDGE,
    REGISTRAR,
    SIGNATORY,
    VISITOR,
    waiting_messages,
)

FORM = "/TYO/register/form"


@pytest.fixture
def site(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[OfficeSite]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield site
    site.close()


@pytest.fixture
def client(site: OfficeSite) -> FlaskClient:
    client = site.client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def send(client: FlaskClient, path: str, to: str | None = None, **fields: Any) -> TestResponse:
    """Open a page and send its form back with what it carries hidden, and these fields."""
    page = client.get(path)
    hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', page.text))
    hidden |= dict(re.findall(r'name="(mark|version)" type="hidden" value="([^"]*)"', page.text))
    return client.post(to or path, data={"csrf_token": token_in(page), **hidden, **fields}, follow_redirects=False)


def begin(site: OfficeSite, client: FlaskClient) -> None:
    assert send(client, "/TYO/register", mail="trade@example.co.jp").status_code == 303
    link = waiting_messages(site.office, "registration_link")[-1]["link"]
    path = link.removeprefix(site.office.config.public_url)
    assert "Open the form" in client.get(path).text
    assert send(client, path).headers["Location"] == FORM


def write_all(client: FlaskClient, issued: dt.date) -> None:
    for name, section in {"organisation": ORGANISATION, "addresses": ADDRESSES, "contacts": CONTACTS}.items():
        assert send(client, f"{FORM}/part/{name}", **section).status_code == 303
    specimen = (io.BytesIO(picture("PNG")), "signature.png")
    fields = {name: text for name, text in SIGNATORY.items() if name not in ("key", "specimen")}
    assert send(client, f"{FORM}/signatories/new", file=specimen, **fields).headers["Location"] == f"{FORM}/signatories"
    for kind in ("registry extract", "seal certificate"):
        day = {"issued-year": issued.year, "issued-month": issued.month, "issued-day": issued.day}
        paper = {"kind": kind, "file": (io.BytesIO(pdf_of(2)), "謄本.pdf"), **day}
        assert send(client, f"{FORM}/papers", **paper).status_code == 303
    assert send(client, f"{FORM}/part/pledge", **PLEDGE).headers["Location"] == f"{FORM}/check"


def filings(site: OfficeSite) -> list[Any]:
    with site.office.units.look(VISITOR) as unit:
        return list(unit.rows(unit.select(filing)))


def test_t2_1_a_company_registers_from_the_first_mail_to_handing_in(site: OfficeSite, client: FlaskClient) -> None:
    """T2.1: everything on file is what was typed; the page then says that it is waiting."""
    begin(site, client)
    assert "0 of 6 parts are complete" in client.get(FORM).text
    write_all(client, site.office.clock().date())
    assert "6 of 6 parts are complete" in client.get(FORM).text
    check = client.get(f"{FORM}/check").text
    assert "株式会社サンプル貿易" in check
    assert send(client, f"{FORM}/check").headers["Location"] == FORM
    assert "We have received it" in client.get(FORM).text
    assert filings(site)[0]["state"] == FilingState.SUBMITTED


def test_what_is_wrong_is_stored_and_said_beside_its_field(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    answer = send(client, f"{FORM}/part/organisation", **ORGANISATION | {"corporate_number": "1234567890123"})
    assert answer.headers["Location"] == f"{FORM}/part/organisation?check=1"
    page = client.get(answer.headers["Location"]).text
    assert "This is no corporate number" in page
    assert "1234567890123" in page


def test_an_unfinished_page_is_kept_for_later(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    send(client, f"{FORM}/part/addresses", postal_code="100", then="later")
    client.delete_cookie("office")
    link = waiting_messages(site.office, "registration_link")[-1]["link"]
    send(client, link.removeprefix(site.office.config.public_url))
    assert 'value="100"' in client.get(f"{FORM}/part/addresses").text


def test_a_stale_tab_overwrites_nothing_and_loses_nothing(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    path = f"{FORM}/part/addresses"
    old = client.get(path)
    send(client, path, **ADDRESSES)
    late = client.post(path, data={"csrf_token": token_in(old), "mark": "", **ADDRESSES, "postal_code": "530-0001"})
    assert late.status_code == 409
    assert "530-0001" in late.text
    assert "100-0005" in late.text
    assert "100-0005" in client.get(path).text
    mark = re.search(r'name="mark" type="hidden" value="([0-9a-f]+)"', late.text)
    assert mark is not None
    data = {"csrf_token": token_in(late), "mark": mark[1], **ADDRESSES, "postal_code": "530-0001"}
    assert client.post(path, data=data).status_code == 303
    assert "530-0001" in client.get(path).text


def test_a_field_of_100_000_characters_is_refused_by_name(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    answer = send(client, f"{FORM}/part/addresses", **ADDRESSES | {"address_en": "A" * 100_000})
    assert answer.status_code == 422
    assert "these are 100,000" in answer.text
    assert 'href="#address_en"' in answer.text
    assert 'value="100-0005"' not in client.get(f"{FORM}/part/addresses").text


def test_scripts_in_names_are_shown_as_text(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    send(client, f"{FORM}/part/organisation", **ORGANISATION | {"name_en": "<script>alert(1)</script>"})
    for path in (f"{FORM}/part/organisation", f"{FORM}/check"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_a_signatory_page_sent_twice_names_one_signatory(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    send(client, f"{FORM}/part/organisation", **ORGANISATION)
    page = client.get(f"{FORM}/signatories/new")
    fields = {name: text for name, text in SIGNATORY.items() if name not in ("key", "specimen")}
    for _ in range(2):
        client.post(f"{FORM}/signatories/new", data={"csrf_token": token_in(page), "submission": "one page", **fields})
    assert client.get(f"{FORM}/signatories").text.count('class="card signatory"') == 1


def test_handing_in_twice_by_a_double_click_is_once(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    write_all(client, site.office.clock().date())
    page = client.get(f"{FORM}/check")
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    data = {"csrf_token": token_in(page), "submission": "one-page", "version": version[1]}
    assert [client.post(f"{FORM}/check", data=data).status_code for _ in range(2)] == [303, 303]
    assert len(waiting_messages(site.office, "filing_received")) == 1


def test_a_specimen_is_shown_to_its_owner_alone(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    write_all(client, site.office.clock().date())
    source = re.search(r'<img src="([^"]+/form/files/[^"]+)"', client.get(f"{FORM}/signatories").text)
    assert source is not None
    assert client.get(source[1]).mimetype == "image/png"
    assert site.client().get(source[1]).status_code == 404
    assert client.get(f"{FORM}/files/{'0' * 16}/1").status_code == 404


def test_nothing_tells_whether_an_address_is_known(site: OfficeSite, client: FlaskClient) -> None:
    begin(site, client)
    sent = len(waiting_messages(site.office, "registration_link"))
    answers = {
        send(client, "/TYO/register/again", reference="R-AAAA-2222", mail=mail).headers["Location"]
        for mail in ("trade@example.co.jp", "nobody@example.com")
    }
    assert answers == {"/TYO/register/sent"}
    assert len(waiting_messages(site.office, "registration_link")) == sent


@pytest.mark.parametrize("token", ["x", "%00", "a" * 2000, "..%2f..", "\u202e"])
def test_a_made_up_link_opens_nothing(client: FlaskClient, token: str) -> None:
    path = f"/TYO/register/link/{token}"
    page = client.get(path)
    if page.status_code == 200:
        assert send(client, path).headers["Location"] == "/TYO/register/again"
        assert client.get(FORM, headers=ENGLISH).status_code == 404
    else:
        assert page.status_code in (400, 404)


def test_without_a_link_there_is_no_form(client: FlaskClient) -> None:
    for page in ("", "/part/organisation", "/signatories", "/papers", "/check", "/confirm", "/take-back"):
        assert client.get(FORM + page).status_code == 404


def test_t2_1_remarks_on_a_signatory_are_read_where_it_is_mended(site: OfficeSite, client: FlaskClient) -> None:
    """T2.1: returned with remarks per field: signatories and their specimens have some as well."""
    begin(site, client)
    write_all(client, site.office.clock().date())
    assert send(client, f"{FORM}/check").status_code == 303
    with site.office.units.look(VISITOR) as unit:
        (row,) = unit.rows(unit.select(filing))
        (signatory,) = get_filing(unit, row["id"]).submitted_form.signatories
    employ(site.office.units, REGISTRAR)
    review = site.office.registration.review
    held = review.take(REGISTRAR, row["id"], row["version"])
    fields = {"title_en": "As on the card.", "specimen": "It is cut off."}
    remarks = Remarks("", {f"signatories.{signatory.key}.{field}": text for field, text in fields.items()})
    review.return_(REGISTRAR, held.id, held.version, remarks)
    begin_again = waiting_messages(site.office, "filing_returned")[-1]["link"]
    send(client, begin_again.removeprefix(site.office.config.public_url))
    for page in (f"{FORM}/signatories", f"{FORM}/signatories/{signatory.key}"):
        shown = client.get(page).text
        assert all(f"<bdi>{text}</bdi>" in shown for text in fields.values()), page


def test_t24_2_who_comes_during_a_stop_reads_why_and_gets_no_form(site: OfficeSite, client: FlaskClient) -> None:
    stop = Stop(
        id="a" * 16,
        what=Stopped.REGISTRATIONS,
        since=NOW,
        reason=Bilingual(ja="窓口を改装しています。", en="The counter is being rebuilt."),
        alternatives=Bilingual(ja="郵便でどうぞ。", en="Write to us."),
    )
    with site.office.units.act(Actor.job("TYO", "test")) as unit:
        add_settings(unit, 1, ChamberSettings(names=Bilingual(ja="東京見本", en="Tokyo Sample"), stops=(stop,)))
    page = client.get("/TYO/register").text
    assert "The counter is being rebuilt." in page
    assert "Write to us." in page
    assert 'href="/TYO/notices"' in page
    assert 'name="mail"' not in page
