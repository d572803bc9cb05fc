"""`/certificates/{number}/{date}/compare`: every box of the paper has its tick, and the server has no part in it."""

import re

import pytest
from flask.testing import FlaskClient

from tests.reference_site import PublishedSite, page_of

TICK = re.compile(r'<input type="checkbox"[^>]*>')


@pytest.mark.parametrize("language", ["en", "ja", "ar"])
def test_every_box_of_a_certificate_of_origin_stands_in_its_order(
    published: PublishedSite, client: FlaskClient, language: str
) -> None:
    text = client.get(f"{page_of(published.foreign)}/compare?lang={language}").text
    boxes = [int(number) for number in re.findall(r'<h2 id="same-\d+-title"><span[^>]*>(\d+)\.</span>', text)]
    assert boxes == sorted(boxes)
    assert set(boxes) == {1, 2, 3, 4, 5, 6, 7, 9, 10}, "box 8 stands with each line of goods"
    assert ">8. " in text


@pytest.mark.parametrize("kind", ["in_force", "foreign", "invoice", "signature"])
def test_every_tick_has_a_label_and_none_is_set_or_sent(
    published: PublishedSite, client: FlaskClient, kind: str
) -> None:
    response = client.get(f"{page_of(getattr(published, kind))}/compare")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "max-age=1"
    assert "Register-As-Of" in response.headers
    ticks = TICK.findall(response.text)
    assert len(ticks) >= 5
    for tick in ticks:
        (name,) = re.findall(r' id="([^"]+)"', tick)
        assert f'<label for="{name}">' in response.text
        assert "checked" not in tick
        assert "name=" not in tick, "what has no name is in no form"
    assert "<form" not in response.text
    assert "<script" not in response.text


@pytest.mark.parametrize("kind", ["invoice", "signature"])
def test_a_certified_document_is_compared_page_by_page(
    published: PublishedSite, client: FlaskClient, kind: str
) -> None:
    text = client.get(f"{page_of(getattr(published, kind))}/compare").text
    assert f"/documents/{published.picture}.png" in text


@pytest.mark.parametrize("kind", ["revoked", "replaced", "expunged"])
def test_what_is_not_in_force_leads_to_the_page_that_says_so(
    published: PublishedSite, client: FlaskClient, kind: str
) -> None:
    issued = getattr(published, kind)
    response = client.get(f"{page_of(issued)}/compare")
    assert response.status_code == 303
    assert response.headers["Location"].endswith(page_of(issued))
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_number_and_a_wrong_date_get_one_answer(published: PublishedSite, client: FlaskClient) -> None:
    wrong = page_of(published.in_force)[:-10] + "2001-01-01"
    answer = client.get(f"{wrong}/compare")
    assert answer.status_code == 404
    assert "No certificate with this number and date" in answer.text
    assert client.get("/certificates/nonsense/2026-01-01/compare").status_code == 400


def test_the_certificates_page_leads_there_while_it_is_in_force(published: PublishedSite, client: FlaskClient) -> None:
    assert f"{page_of(published.in_force)}/compare" in client.get(page_of(published.in_force)).text
    assert "/compare" not in client.get(page_of(published.revoked)).text
