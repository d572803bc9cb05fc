"""The public pages: each kind asks for its own, a program is told apart, the receipt is the case behind its link."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuance.demo.office.company import specimen
from issuance.web.forms.inquiries import QUICKEST
from tests.inquiring import Inquiring
from tests.office_site import OfficeSite, token_in

DOCUMENT = "/TYO/report/document"
_OPENED = re.compile(r'name="opened" value="([^"]+)"')
_SUBMISSION = re.compile(r'name="submission" value="([^"]+)"')


class Form:
    """A form that was opened some seconds ago in a browser of its own."""

    def __init__(self, site: OfficeSite, path: str, *, address: str, seconds: float = 20) -> None:
        self.client: FlaskClient = site.client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self.path = path
        now = site.office.clock()
        site.office.clock = lambda: now - dt.timedelta(seconds=seconds)
        page = self.client.get(path, headers={"Accept-Language": "en"})
        site.office.clock = lambda: now
        self.hidden = {
            "csrf_token": token_in(page),
            "opened": found(_OPENED, page),
            "submission": found(_SUBMISSION, page),
        }

    def send(self, **fields: object) -> TestResponse:
        """Send it with these fields; consent is given unless told otherwise."""
        return self.client.post(self.path, data={"consent": "y", **self.hidden, **fields})


def found(pattern: re.Pattern[str], page: TestResponse) -> str:
    match = pattern.search(page.text)
    assert match is not None, page.text[-500:]
    return match[1]


_ADDRESSES = (f"203.0.113.{number}" for number in range(1, 250))


def form(site: OfficeSite, path: str = DOCUMENT, *, seconds: float = 20) -> Form:
    return Form(site, path, address=next(_ADDRESSES), seconds=seconds)


def test_a_report_with_a_picture_leads_to_its_receipt_and_the_link_opens_it_again(
    site: OfficeSite, desk: Inquiring
) -> None:
    sent = form(site)
    answer = sent.send(what="The seal is blurred.", number="TYO26-0?", files=[(specimen("paper"), "photo.png")])
    assert answer.status_code == 303
    page = sent.client.get(answer.location)
    reference = re.search(r"C-[2-9A-Z]{4}-[2-9A-Z]{4}", page.text)
    assert reference is not None
    assert "Keep this link" in page.text
    assert answer.location in page.text

    other = site.client().get(answer.location)
    assert "The seal is blurred." in other.text
    assert site.client().get(answer.location[:-1] + "x").status_code == 404
    assert other.headers["Cache-Control"] == "no-store"
    assert other.headers["Referrer-Policy"] == "no-referrer"


def test_adding_on_the_receipts_page(site: OfficeSite, desk: Inquiring) -> None:
    sent = form(site, "/TYO/report/site")
    place = sent.send(site="https://look-alike.example/login").location
    page = sent.client.get(place)
    data = {"csrf_token": token_in(page), "submission": found(_SUBMISSION, page), "text": "It wants a card number."}
    assert sent.client.post(place, data=data).status_code == 303
    again = sent.client.get(place)
    assert "It wants a card number." in again.text
    # A stranger's address is never a link: nobody should come there by a slip.
    assert 'href="https://look-alike.example' not in again.text


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        (DOCUMENT, {}, "Say what you see"),
        ("/TYO/report/site", {}, "Enter the address of the site"),
        ("/TYO/report/inquiry", {"what": "Did you issue it?"}, "Choose for whom you ask"),
        ("/TYO/report/inquiry", {"what": "?", "asker": "pirate"}, "Choose for whom you ask"),
        (DOCUMENT, {"what": "x", "mail": "nobody"}, "mail"),
        (DOCUMENT, {"what": "x" * 4001}, "at most 4000"),
        (DOCUMENT, {"what": "x", "consent": ""}, "Without your consent"),
    ],
)
def test_what_lacks_is_said_and_nothing_is_lost(
    site: OfficeSite, desk: Inquiring, path: str, fields: dict[str, str], said: str
) -> None:
    answer = form(site, path).send(name="Layla Haddad", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Layla Haddad" in answer.text


@pytest.mark.parametrize("trap", ["quick", "homepage", "forged", "missing"])
def test_what_a_program_fills_in_is_not_taken_and_a_persons_second_try_is(
    site: OfficeSite, desk: Inquiring, trap: str
) -> None:
    sent = form(site, seconds=1 if trap == "quick" else 20)
    fields = {"what": "Buy now!"}
    if trap == "homepage":
        fields["homepage"] = "https://spam.example"
    elif trap in ("forged", "missing"):
        sent.hidden["opened"] = "1.x" if trap == "forged" else ""
    answer = sent.send(**fields)
    assert answer.status_code == 422
    assert "as if a program had filled it in" in answer.text

    now = site.office.clock()
    site.office.clock = lambda: now + QUICKEST
    sent.hidden["opened"] = found(_OPENED, answer)
    assert sent.send(what="Buy now!").status_code == 303
    site.office.clock = lambda: now


def test_without_its_token_a_form_is_not_taken(site: OfficeSite, desk: Inquiring) -> None:
    sent = form(site)
    sent.hidden["csrf_token"] = "x"
    assert sent.send(what="x").status_code == 400


def test_the_answer_to_the_form_does_not_tell_whether_a_number_is_ours(site: OfficeSite, desk: Inquiring) -> None:
    pages = []
    for number in (desk.number, "TYO26-999999-AAAA-AAAA"):
        sent = form(site)
        answer = sent.send(what="Is it yours?", number=number)
        text = sent.client.get(answer.location).text.replace(number, "N").replace(answer.location, "L")
        text = re.sub(r"C-[2-9A-Z]{4}-[2-9A-Z]{4}", "C", text)
        pages.append(re.sub(r'(csrf_token|submission)"[^>]*value="[^"]*"', "", text))
    assert pages[0] == pages[1]


def test_every_page_is_there_in_both_languages_and_asks_which_chamber(site: OfficeSite, desk: Inquiring) -> None:
    client = site.client()
    assert 'href="/TYO/report"' in client.get("/report").text
    for kind in ("document", "site", "inquiry"):
        assert f'href="/TYO/report/{kind}"' in client.get("/TYO/report").text
        assert client.get(f"/TYO/report/{kind}?lang=ja").status_code == 200
    assert client.get("/TYO/report/other").status_code == 404
