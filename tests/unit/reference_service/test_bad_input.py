"""Whatever is sent: a clean 2xx to 4xx with every header, and nothing of the input comes back as markup."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reference_service.addresses import read_day
from tests.reference_site import PublishedSite

FAIR = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(max_size=80)
MARKUP = "\"'><script>alert(1)</script>"


def check(client: FlaskClient, address: str) -> None:
    """Fetch an address and check what must hold for any."""
    response = client.get(address)
    assert response.status_code < 500
    assert "Content-Security-Policy" in response.headers
    assert "<script" not in response.text
    assert "Traceback" not in response.text


@FAIR
@given(number=TEXT, date=TEXT)
@example(number=MARKUP, date=MARKUP)
@example(number="\x00", date="..")
@example(number="..", date="..")
def test_certificate_addresses(client: FlaskClient, number: str, date: str) -> None:
    tail = f"certificates/{quote(number, safe='')}/{quote(date, safe='')}"
    check(client, f"/{tail}")
    check(client, f"/api/v1/{tail}")


@FAIR
@given(seal=st.one_of(TEXT, st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", max_size=320)))
@example(seal=MARKUP)
def test_seal_addresses(client: FlaskClient, seal: str) -> None:
    for prefix in ("/v/", "/V/", "/api/v1/seals/"):
        check(client, prefix + quote(seal, safe=""))


@FAIR
@given(path=st.text(max_size=120))
@example(path="../../../etc/passwd")
@example(path="static/../app.py")
@example(path="static/%00")
@example(path="\x00")
def test_any_path_at_all(client: FlaskClient, path: str) -> None:
    for prefix in ("/", "/static/", "/trust/metadata/", "/trust/targets/", "/schema/", "/api/v1/documents/"):
        check(client, prefix + quote(path))


@FAIR
@given(fields=st.fixed_dictionaries(dict.fromkeys(("number", "day", "month", "year"), TEXT)))
@example(fields={"number": MARKUP, "day": MARKUP, "month": MARKUP, "year": MARKUP})
def test_any_form(client: FlaskClient, fields: dict[str, str]) -> None:
    for response in (client.post("/", data=fields), client.get("/", query_string=fields)):
        assert response.status_code in (303, 422)
        assert "<script" not in response.text


@pytest.mark.parametrize("body", [b"", b"\xff" * 100, b"number=%ff%fe", b"=&=&=", b"number" * 100])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_any_body(client: FlaskClient, body: bytes, kind: str) -> None:
    assert client.post("/", data=body, content_type=kind).status_code in (400, 413, 415, 422)


@pytest.mark.parametrize(
    "address",
    ["/" + "a" * 1_000_000, "/v/" + "A" * 1_000_000, "/?number=" + "A" * 1_000_000, "/certificates/" + "A/" * 9999],
)
def test_a_megabyte_of_address(client: FlaskClient, address: str) -> None:
    check(client, address)


@pytest.mark.parametrize("host", ["evil.example", "<script>", "a" * 1000, "ref.example.jp@evil", "", "x y"])
def test_a_strange_host_is_shown_as_text_or_refused(published: PublishedSite, client: FlaskClient, host: str) -> None:
    response = client.get("/", headers={"Host": host})
    assert response.status_code in (200, 400)
    assert "<script" not in response.text
    if response.status_code == 200:
        assert "printed with the address" in response.text


@given(text=st.text(max_size=40))
def test_reading_a_date_never_fails(text: str) -> None:
    day = read_day(text)
    assert day is None or read_day(day.isoformat()) == day
