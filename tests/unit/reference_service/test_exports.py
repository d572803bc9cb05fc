"""Files to take along: UBL and the reference copy, of certificates in force alone."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from register.entry import Head, StoredCertificate
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.record import State
from tests.builders import Issued
from tests.reference_site import PublishedSite, ReferenceSite, api_of, page_of

COPY = b"%PDF-1.7\nreference copy"
FILES = ("ubl.xml", "copy.pdf")


def add_copy(site: ReferenceSite, issued: Issued, data: bytes = COPY) -> str:
    """Publish a reference copy as the office does; return its SHA-256."""
    sha256 = site.documents.put(data, max_bytes=1_000_000)
    writer = RegisterWriter.open(site.config.register_url, trust=lambda: site.world.trust, clock=site.clock)
    writer.publish_copy(issued.sid, bytes.fromhex(sha256))
    writer.close()
    return sha256


@pytest.fixture
def issued(site: ReferenceSite) -> Issued:
    """Publish a certificate of origin with its copy, on an installation of the test's own."""
    issued = site.publish(site.world.issue(1))
    add_copy(site, issued)
    return issued


@pytest.fixture
def client(site: ReferenceSite, issued: Issued) -> Iterator[FlaskClient]:
    return site.app().test_client()


def test_ubl_of_a_certificate_in_force(site: ReferenceSite, client: FlaskClient, issued: Issued) -> None:
    response = client.get(f"{api_of(issued)}/ubl.xml")
    assert response.status_code == 200
    assert response.mimetype == "application/xml"
    assert response.headers["Cache-Control"] == "max-age=1"
    assert response.headers["Register-As-Of"]
    # The file's name has no access code: it would open the certificate for whoever sees the folder.
    assert response.headers["Content-Disposition"] == 'attachment; filename="TYO26-000001.ubl.xml"'
    root = ET.fromstring(response.data)  # noqa: S314  # our own answer
    texts = [element.text for element in root.iter()]
    assert hashlib.sha256(issued.content or b"").hexdigest() in texts
    assert f"https://ref.example.jp{page_of(issued)}" in texts
    assert client.get(f"{api_of(issued)}/ubl.xml").data == response.data


def test_the_copy_for_programs_and_for_people(client: FlaskClient, issued: Issued) -> None:
    for address in (api_of(issued), page_of(issued)):
        response = client.get(f"{address}/copy.pdf")
        assert response.status_code == 200
        assert response.data == COPY
        assert response.mimetype == "application/pdf"
        assert response.headers["Cache-Control"] == "max-age=1"
        assert response.headers["Content-Disposition"] == 'attachment; filename="TYO26-000001-reference-copy.pdf"'


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_confirmed_by_304(client: FlaskClient, issued: Issued, name: str) -> None:
    address = f"{api_of(issued)}/{name}"
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.headers["Register-As-Of"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("state", ["revoked", "replaced", "void", "expunged"])
def test_no_file_of_what_has_ended(published: PublishedSite, name: str, state: str) -> None:
    ended: Issued = getattr(published, state)
    response = published.client.get(f"{api_of(ended)}/{name}")
    assert response.status_code == 409
    assert response.mimetype == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    problem = response.get_json(force=True)
    assert problem["code"] == "not_in_force"
    assert problem["reason"] in {"REVOKED", "REPLACED", "VOID", "RETENTION_OVER"}


@pytest.mark.parametrize("name", FILES)
def test_revoking_takes_the_files_away(site: ReferenceSite, client: FlaskClient, issued: Issued, name: str) -> None:
    address = f"{api_of(issued)}/{name}"
    etag = client.get(address).headers["ETag"]
    site.publish(site.world.revoke(issued))
    # Not even a client that has the file is told that it still stands.
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 409


@pytest.mark.parametrize("name", FILES)
def test_the_signed_revocation_list_beats_the_register(
    site: ReferenceSite, client: FlaskClient, issued: Issued, name: str
) -> None:
    site.write_trust(version=2, revoked={issued.sid: State.REVOKED})
    assert client.get(f"{api_of(issued)}/{name}").status_code == 409


@pytest.mark.parametrize("name", FILES)
def test_no_file_of_content_that_does_not_match_its_seal(site: ReferenceSite, issued: Issued, name: str) -> None:
    class AlteringReader:
        """Hands out the content of a register that somebody has altered."""

        def __init__(self, reader: RegisterReader) -> None:
            self._reader = reader

        def __getattr__(self, attribute: str) -> object:
            return getattr(self._reader, attribute)

        def by_number(self, number: str, issue_date: dt.date) -> StoredCertificate | None:
            stored = self._reader.by_number(number, issue_date)
            assert stored is not None
            assert stored.content is not None
            return replace(stored, content=stored.content.replace(b"Sakura", b"Sakuro"))

    client = site.app(wrap=AlteringReader).test_client()
    response = client.get(f"{api_of(issued)}/{name}")
    assert response.status_code == 409
    assert response.get_json(force=True)["code"] == "not_verified"
    assert b"Sakuro" not in response.data


@pytest.mark.parametrize("name", FILES)
def test_old_data_make_no_file(site: ReferenceSite, issued: Issued, name: str) -> None:
    class LaggingReader:
        """Knows the register as it was a minute ago."""

        def __init__(self, reader: RegisterReader) -> None:
            self._reader = reader

        def __getattr__(self, attribute: str) -> object:
            return getattr(self._reader, attribute)

        def head(self) -> Head:
            head = self._reader.head()
            return Head(head.position, head.as_of - dt.timedelta(minutes=1))

    client = site.app(wrap=LaggingReader).test_client()
    for address in (api_of(issued), api_of(site.world.issue(7))):
        response = client.get(f"{address}/{name}")
        assert response.status_code == 503
        assert response.get_json(force=True)["code"] == "cannot_tell_now"


@pytest.mark.parametrize("name", FILES)
def test_unknown_and_unreadable_are_answered_as_everywhere(
    site: ReferenceSite, client: FlaskClient, issued: Issued, name: str
) -> None:
    unknown = client.get(f"{api_of(site.world.issue(2))}/{name}")
    wrong_date = client.get(f"/api/v1/certificates/{issued.number}/2026-01-01/{name}")
    assert unknown.status_code == wrong_date.status_code == 404
    assert unknown.data == wrong_date.data == client.get(api_of(site.world.issue(2))).data
    mistyped = issued.number[:-1] + ("A" if issued.number[-1] != "A" else "B")
    for number, date, code in (
        (mistyped, "2026-03-10", "number_mistyped"),
        ("x", "2026-03-10", "number_malformed"),
        (issued.number, "2026-02-31", "date_malformed"),
    ):
        response = client.get(f"/api/v1/certificates/{number}/{date}/{name}")
        assert (response.status_code, response.get_json(force=True)["code"]) == (400, code)


@pytest.mark.parametrize("kind", ["invoice", "signature"])
def test_what_ubl_has_no_document_for_says_so(published: PublishedSite, kind: str) -> None:
    response = published.client.get(f"{api_of(getattr(published, kind))}/ubl.xml")
    assert response.status_code == 404
    problem = response.get_json(force=True)
    assert problem["code"] == "no_ubl_document"
    assert kind in problem["detail"]


class TestWithoutACopy:
    """A certificate of before there were copies."""

    def test_the_api_says_so(self, published: PublishedSite) -> None:
        response = published.client.get(f"{api_of(published.in_force)}/copy.pdf")
        assert (response.status_code, response.get_json(force=True)["code"]) == (404, "no_copy")

    def test_a_person_is_sent_to_the_page(self, published: PublishedSite) -> None:
        response = published.client.get(f"{page_of(published.in_force)}/copy.pdf")
        assert response.status_code == 303
        assert response.location == page_of(published.in_force)
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("data", [b"<html>not a PDF</html>", None])
def test_a_store_that_has_something_else_is_never_believed(site: ReferenceSite, data: bytes | None) -> None:
    issued = site.publish(site.world.issue(1))
    sha256 = add_copy(site, issued, data or COPY)
    if data is None:
        path = site.directory / "register" / "documents" / sha256[:2] / sha256[2:]
        path.write_bytes(COPY + b" altered")
    client = site.app().test_client()
    for address in (api_of(issued), page_of(issued)):
        response = client.get(f"{address}/copy.pdf")
        assert response.status_code == 503
        assert b"altered" not in response.data
        assert b"<html>not" not in response.data


class TestThePage:
    """The certificate's page offers what there is, and says what it is worth."""

    def test_it_offers_both(self, client: FlaskClient, issued: Issued) -> None:
        page = client.get(page_of(issued)).text
        assert f'href="{page_of(issued)}/copy.pdf"' in page
        assert f'href="{api_of(issued)}/ubl.xml"' in page
        assert "no seal covers it" in page

    def test_it_offers_no_copy_where_there_is_none(self, published: PublishedSite) -> None:
        page = published.client.get(page_of(published.in_force)).text
        assert "copy.pdf" not in page
        assert "ubl.xml" in page
        assert "ubl.xml" not in published.client.get(page_of(published.invoice)).text

    def test_it_offers_nothing_of_what_has_ended(
        self, site: ReferenceSite, client: FlaskClient, issued: Issued
    ) -> None:
        site.publish(site.world.revoke(issued))
        page = client.get(page_of(issued)).text
        assert "copy.pdf" not in page
        assert "ubl.xml" not in page
