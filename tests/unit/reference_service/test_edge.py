"""Headers, methods, caching and what is said while the register or the trust files cannot be read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from register.errors import RegisterUnavailableError
from signing.trust import TrustList
from tests.reference_site import PublishedSite, ReferenceSite, api_of, page_of, qr_page_of


@pytest.fixture(
    params=[
        "/",
        "page",
        "qr",
        "api",
        "/keys",
        "/about",
        "/report",
        "/docs",
        "/nothing",
        "/api/v1/nothing",
        "/openapi.json",
        "/healthz",
    ]
)
def address(request: pytest.FixtureRequest, published: PublishedSite) -> str:
    """Return one address of every sort."""
    special = {"page": page_of, "qr": qr_page_of, "api": api_of}
    return special[request.param](published.in_force) if request.param in special else str(request.param)


def test_every_answer_is_hardened(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy, "there is no script, so none may run"
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert "Set-Cookie" not in headers
    assert "Cache-Control" in headers


def test_pages_need_nothing_inline_and_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    body = client.get(address).text
    for forbidden in ("<script", "<style", " style=", "onclick", "javascript:", "//cdn", 'src="http'):
        assert forbidden not in body


def test_hsts_is_sent_for_https_sites_alone(site: ReferenceSite) -> None:
    fields = json.loads(site.world.trust_list.encode()) | {"ref_base": "http://127.0.0.1:8000/v/"}
    site.write_trust(TrustList.model_validate(fields))
    assert "Strict-Transport-Security" not in site.app().test_client().get("/").headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_there_is_nothing_to_change(client: FlaskClient, address: str, method: str) -> None:
    if (address, method) == ("/", "POST"):
        return  # the form
    response = client.open(address, method=method)
    assert response.status_code in (404, 405)
    if response.status_code == 405:
        assert {"GET", "HEAD"} <= set(response.headers["Allow"].split(", "))


def test_a_large_form_is_refused_unread(client: FlaskClient) -> None:
    assert client.post("/", data={"number": "A" * 20_000}).status_code == 413
    assert client.post("/", data={f"field{count}": "1" for count in range(100)}).status_code in (413, 422)


class BrokenReader:
    """A register that is down."""

    def __getattr__(self, name: str) -> object:
        def fail(*_args: object) -> None:
            raise RegisterUnavailableError("Cannot reach the database at db.internal.example: connection refused.")

        return fail


@pytest.mark.parametrize("name", ["in_force", "revoked", "never_published"])
def test_an_unreachable_register_is_never_not_found(published: PublishedSite, name: str) -> None:
    client = published.site.app(wrap=lambda _reader: BrokenReader()).test_client()
    issued = getattr(published, name)
    for page in (page_of(issued), qr_page_of(issued)):
        response = client.get(page)
        assert response.status_code == 503
        assert "Cannot tell now" in response.text
        assert response.headers["Retry-After"] == "5"
        assert response.headers["Cache-Control"] == "no-store"
        assert "db.internal" not in response.text
    for call in (api_of(issued), f"/api/v1/documents/{issued.pdf_sha256.hex()}", "/readyz"):
        response = client.get(call)
        body = json.loads(response.data)
        assert (response.status_code, body["reason"]) == (503, "STATUS_UNAVAILABLE")
        assert body["verdict"] == "INDETERMINATE"
        assert response.content_type == "application/problem+json"
        assert "db.internal" not in response.text
    assert client.get("/healthz").status_code == 200


def test_without_trust_files_nothing_is_judged(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))
    (site.config.trust_directory / "metadata" / "timestamp.json").unlink()
    client = site.app().test_client()
    for page in (page_of(issued), qr_page_of(issued), "/keys"):
        assert client.get(page).status_code == 503
    assert client.get("/readyz").status_code == 503
    assert client.get("/api/v1/keys").status_code == 503
    assert client.get("/").status_code == 200, "the form needs neither register nor trust files"


def test_a_record_that_cannot_be_read_is_no_verdict(published: PublishedSite) -> None:
    class Garbled(BrokenReader):
        def __init__(self, reader: object) -> None:
            self.head = reader.head  # type: ignore[attr-defined]  # the real reader
            self.by_number = lambda *key: replace(reader.by_number(*key), records=(b"\x00",))  # type: ignore[attr-defined]  # the same

    client = published.site.app(wrap=Garbled).test_client()
    assert client.get(page_of(published.in_force)).status_code == 503
    assert client.get(api_of(published.in_force)).status_code == 503


def test_a_fault_of_ours_shows_no_traceback(published: PublishedSite) -> None:
    class Faulty:
        def head(self) -> None:
            raise ZeroDivisionError("secret detail")

    app = published.site.app(wrap=lambda _reader: Faulty())
    for address in (page_of(published.in_force), api_of(published.in_force)):
        response = app.test_client().get(address)
        assert response.status_code == 500
        assert "secret" not in response.text
        assert "Traceback" not in response.text
        assert response.headers["Cache-Control"] == "no-store"


def test_readiness_tells_the_age_of_the_data(published: PublishedSite, client: FlaskClient) -> None:
    body = json.loads(client.get("/readyz").data)
    assert body == {
        "status": "ready",
        "register_as_of": "2026-03-10T03:00:00Z",
        "register_head": published.site.register_head(),
        "register_current": True,
        "trust_version": 1,
        "trust_valid_until": "2026-03-11T03:00:00Z",
        "trust_expired": False,
        "status_as_of": "2026-03-10T03:00:00Z",
    }


class TestTrustFiles:
    """The TUF repository, byte for byte, cached by whether a name can ever change."""

    def test_every_file_is_served_as_it_lies_there(self, published: PublishedSite, client: FlaskClient) -> None:
        root = published.site.config.trust_directory
        files = [path for path in root.rglob("*") if path.is_file()]
        assert len(files) >= 7
        for path in files:
            with client.get(f"/trust/{path.relative_to(root)}") as response:
                assert (response.status_code, response.data) == (200, path.read_bytes())
                fixed = path.name != "timestamp.json"
                assert response.headers["Cache-Control"] == (
                    "public, max-age=31536000, immutable" if fixed else "no-cache"
                )

    def test_the_timestamp_is_confirmed_by_etag(self, client: FlaskClient) -> None:
        with client.get("/trust/metadata/timestamp.json") as first:
            etag = first.headers["ETag"]
        with client.get("/trust/metadata/timestamp.json", headers={"If-None-Match": etag}) as again:
            assert again.status_code == 304

    @pytest.mark.parametrize(
        "path",
        [
            "metadata/2.root.json",
            "metadata/",
            "metadata/../targets/x",
            "metadata/%2e%2e%2fsecret.json",
            "metadata/..%5csecret.json",
            "metadata/.json",
            "metadata/timestamp.json%00",
            "targets/../../register/register.sqlite",
            "targets/%2e%2e/%2e%2e/register/register.sqlite",
            "targets//etc/passwd",
            "targets/status",
            "targets/" + "a/" * 50 + "b",
            "targets/" + "a" * 5000,
            "keys/root-1.pem",
        ],
    )
    def test_nothing_else_is(self, client: FlaskClient, path: str) -> None:
        response = client.get(f"/trust/{path}")
        assert response.status_code == 404
        assert response.headers["Cache-Control"] == "no-store"
        assert response.content_type == "application/problem+json"

    def test_a_link_does_not_lead_out(self, site: ReferenceSite, tmp_path: Path) -> None:
        (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
        (site.config.trust_directory / "metadata" / "link.json").symlink_to(tmp_path / "secret.json")
        assert site.app().test_client().get("/trust/metadata/link.json").status_code == 404
