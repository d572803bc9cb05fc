"""`/batch` and `/receipts` as forms: what comes in is read, shown harmlessly and kept nowhere."""

import base64
import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from signing.qr import encode_base32
from signing.receipt_check import ReceiptVerdict, check_receipt
from signing.record import State
from tests.reference_site import PublishedSite, ReferenceSite, page_of


@pytest.fixture(scope="module")
def signing_client(published: PublishedSite) -> FlaskClient:
    """Return a client of the shared installation that has the receipt key."""
    return published.site.app(receipt_signer=published.site.world.receipt_signer).test_client()


def paste(client: FlaskClient, text: str) -> TestResponse:
    return client.post("/batch", data={"pasted": text}, content_type="multipart/form-data")


def upload(client: FlaskClient, data: bytes, page: str = "/batch") -> TestResponse:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
    return client.post(page, data=head + data + b"\r\n--b--\r\n", content_type="multipart/form-data; boundary=b")


def files_in(page: str) -> dict[str, bytes]:
    """Return the files that stand in the page, by the end of their names."""
    found = re.findall(r'download="[^"]*\.([a-z]+)" href="data:[^"]*;base64,([^"]*)"', page)
    return {end: base64.b64decode(data) for end, data in found}


def test_a_file_gives_a_row_each_a_table_and_a_receipt(published: PublishedSite, signing_client: FlaskClient) -> None:
    rows = [published.in_force, published.revoked, published.replaced]
    text = "証明書番号;発行日\r\n" + "".join(f"{row.number};{row.issue_date:%Y年%m月%d日}\r\n" for row in rows)
    response = upload(signing_client, text.encode("cp932"))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    files = files_in(response.text)
    heading, *lines = csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"), newline=""), strict=True)
    assert [line[heading.index("Reason")] for line in lines] == ["IN_FORCE", "REVOKED", "REPLACED"]
    assert all("Customs or a bank may still refuse it" in line[-1] for line in lines)
    check = check_receipt(files["cose"], published.site.world.trust, published.site.now)
    assert check.verdict is ReceiptVerdict.GENUINE
    for row in rows:
        assert page_of(row) in response.text


def test_what_was_typed_is_shown_as_text_and_never_as_a_formula(client: FlaskClient) -> None:
    response = paste(client, "<script>alert(1)</script>,2026-11-20\n=HYPERLINK(1),2026-11-20\n")
    assert "<script" not in response.text
    assert "&lt;script&gt;" in response.text
    table = files_in(response.text)["csv"].decode("utf-8-sig")
    assert '"\'=HYPERLINK(1)"' in table
    assert "no row was looked up" not in table


def test_halves_of_characters_and_null_bytes_break_nothing(client: FlaskClient) -> None:
    assert paste(client, "\x00\x01,2026-11-20").status_code == 200
    assert upload(client, b"\xed\xa0\x80,2026-11-20").status_code in (200, 422)


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"", 422, "Choose a CSV file or paste"),
        (b"\r\n \r\n", 422, "There is no row in it"),
        (b"number,date\r\n", 422, "There is no row in it"),
        (b"\x01\x02\x03\x04", 422, "not text in UTF-8"),
        (b'a,b\r\n"c,d\r\n', 422, "A quotation mark in line"),
        (b"TYO26,2026-11-20\r\n" * 1001, 413, "more than 1,000 rows"),
        (b"TYO26-001234-K7QM-3XW9,2026-11-20\r\n" * 100_000, 413, "larger than 500 kB"),
    ],
)
def test_a_list_that_cannot_be_read_gets_the_form_that_says_why(
    client: FlaskClient, data: bytes, status: int, says: str
) -> None:
    response = upload(client, data)
    assert response.status_code == status
    assert says in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert 'name="pasted"' in response.text


def test_what_is_uploaded_never_becomes_a_file(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a place for temporary files, whoever tried to make one would fail.
    monkeypatch.setattr("tempfile.tempdir", "/no/such/folder")
    assert upload(client, b"TYO26-001234-K7QM-3XW9,2026-11-20\r\n" * 14_000).status_code == 413
    assert upload(client, b"\x00" * 499_000, "/receipts").status_code == 200


def test_much_pasted_text_is_refused_as_plainly(client: FlaskClient) -> None:
    text = b"pasted=" + b"TYO26-001234-K7QM-3XW9,2026-11-20%0A" * 20_000
    response = client.post("/batch", data=text, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "larger than 500 kB" in response.text


def test_a_file_beside_pasted_rows_is_not_passed_over_in_silence(client: FlaskClient) -> None:
    both = {"pasted": "TYO26-001234-K7QM-3XW9 2026-11-20", "file": (io.BytesIO(b"a,b"), "list.csv")}
    response = client.post("/batch", data=both, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "Check one after the other" in response.text


def test_pasted_rows_are_given_back_to_be_mended(client: FlaskClient) -> None:
    response = paste(client, 'a,b\n"</textarea><b>,c')
    assert response.status_code == 422
    assert "&#34;&lt;/textarea&gt;&lt;b&gt;,c</textarea>" in response.text


def test_without_key_the_page_says_so_and_offers_the_table_alone(published: PublishedSite) -> None:
    row = published.in_force
    response = paste(published.client, f"{row.number} {row.issue_date}")
    assert set(files_in(response.text)) == {"csv"}
    assert "no receipt key" in response.text


def test_the_receipt_of_one_certificate(published: PublishedSite, signing_client: FlaskClient) -> None:
    page = signing_client.get(page_of(published.in_force)).text
    address = f"{page_of(published.in_force)}/receipt"
    assert f'href="{address}"' in page
    response = signing_client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    check = check_receipt(files_in(response.text)["cose"], published.site.world.trust, published.site.now)
    assert check.payload is not None
    assert [str(row.reason) for row in check.payload.rows] == ["IN_FORCE"]
    assert "may still refuse it" in response.text


def test_no_receipt_without_key_or_for_what_is_no_address(published: PublishedSite) -> None:
    without = published.client.get(f"{page_of(published.in_force)}/receipt")
    assert without.status_code == 503
    assert "no receipt key" in without.text
    assert published.client.get("/certificates/x/2026-11-20/receipt").status_code == 404
    assert published.client.get(f"/certificates/{published.in_force.number}/soon/receipt").status_code == 404


def receipt_of(client: FlaskClient, *rows: Any) -> bytes:
    return files_in(paste(client, "\n".join(f"{row.number},{row.issue_date}" for row in rows)).text)["cose"]


def test_a_receipt_says_what_was_true_and_what_is_true_now(site: ReferenceSite) -> None:
    world = site.world
    issued = site.publish(world.issue(1))
    client = site.app(receipt_signer=world.receipt_signer).test_client()
    receipt = receipt_of(client, issued)
    unchanged = upload(client, receipt, "/receipts").text
    assert "A genuine receipt" in unchanged
    assert "This has changed" not in unchanged
    site.write_trust(version=2, revoked={issued.sid: State.REVOKED})
    response = upload(client, receipt, "/receipts")
    assert response.status_code == 200
    assert "A genuine receipt" in response.text
    assert "This has changed" in response.text
    assert "Revoked" in response.text


def test_the_receipt_of_a_thousand_seals_is_checked_again(
    published: PublishedSite, signing_client: FlaskClient
) -> None:
    text = "\n".join([encode_base32(published.in_force.seal)] * 1000)
    receipt = files_in(paste(signing_client, text).text)["cose"]
    response = upload(signing_client, receipt, "/receipts")
    assert "A genuine receipt" in response.text
    assert response.text.count("Issued and in force") == 2000


@pytest.mark.parametrize("position", [5, 60, 120, -1])
def test_a_tampered_receipt_is_refused_and_shows_nothing(
    published: PublishedSite, signing_client: FlaskClient, position: int
) -> None:
    altered = bytearray(receipt_of(signing_client, published.in_force))
    altered[position] ^= 1
    response = upload(signing_client, bytes(altered), "/receipts")
    assert "A genuine receipt" not in response.text
    assert "panel-invalid" in response.text
    assert published.in_force.number not in response.text
    assert "What it says" not in response.text


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"", 422, "Choose the receipt"),
        (b"\x00" * 300, 200, "Not a receipt of this system"),
        (b"\x00" * 600_000, 413, "larger than any receipt"),
    ],
)
def test_an_upload_that_is_no_receipt(client: FlaskClient, data: bytes, status: int, says: str) -> None:
    response = upload(client, data, "/receipts")
    assert response.status_code == status
    assert says in response.text


@pytest.mark.parametrize("page", ["/batch", "/receipts"])
def test_the_empty_forms_may_be_cached_and_set_no_cookie(client: FlaskClient, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in response.headers
