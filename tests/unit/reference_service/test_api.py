"""The certificate calls: verbatim bytes, verdicts, freshness, and one answer for everything that is not known."""

import base64
import datetime as dt
import hashlib
import json
from typing import Any, get_args

import pytest
from flask.testing import FlaskClient

from reference_service.api.models import CertificateAnswer, KindSlug
from signing.content import KIND_BY_SLUG
from signing.qr import encode_base32
from signing.result import Reason, Verdict
from tests.reference_site import PublishedSite, ReferenceSite, api_of

AS_OF = "2026-03-10T03:00:00Z"


@pytest.mark.parametrize(
    ("name", "verdict", "reason"),
    [
        ("in_force", Verdict.VALID, Reason.IN_FORCE),
        ("foreign", Verdict.VALID, Reason.IN_FORCE),
        ("invoice", Verdict.VALID, Reason.IN_FORCE),
        ("signature", Verdict.VALID, Reason.IN_FORCE),
        ("revoked", Verdict.INVALID, Reason.REVOKED),
        ("replaced", Verdict.INVALID, Reason.REPLACED),
        ("void", Verdict.INVALID, Reason.VOID),
        ("expunged", Verdict.INDETERMINATE, Reason.RETENTION_OVER),
    ],
)
def test_seal_content_and_records_come_verbatim_with_the_verdict(
    published: PublishedSite, client: FlaskClient, name: str, verdict: Verdict, reason: Reason
) -> None:
    issued = getattr(published, name)
    response = client.get(api_of(issued))
    assert response.status_code == 200
    assert response.content_type == "application/json"
    answer = json.loads(response.data)
    CertificateAnswer.model_validate(answer)
    assert (answer["verdict"], answer["reason"]) == (verdict, reason)
    assert (answer["as_of"], answer["register_head"]) == (AS_OF, published.site.register_head())
    certificate = answer["certificate"]
    assert certificate["seal"] == encode_base32(issued.seal)
    assert [base64.b64decode(record) for record in answer["records"]] == list(issued.records)
    if issued.content is None:
        assert not {"content", "content_json"} & certificate.keys()
    else:
        assert base64.b64decode(certificate["content"]) == issued.content
        assert certificate["content_json"] == json.loads(issued.content)


def test_number_seal_and_pdf_hash_lead_to_the_same_answer(published: PublishedSite, client: FlaskClient) -> None:
    issued = published.revoked
    by_number = client.get(api_of(issued)).data
    for address in (
        f"/api/v1/seals/{encode_base32(issued.seal)}",
        f"/api/v1/seals/{encode_base32(issued.seal).lower()}",
        f"/api/v1/documents/{issued.pdf_sha256.hex()}",
        f"/api/v1/certificates/{issued.parsed.payload.number.lower()}/{issued.issue_date:%Y%m%d}",
    ):
        assert client.get(address).data == by_number


def test_everything_unknown_gets_one_identical_answer(published: PublishedSite, client: FlaskClient) -> None:
    known, unknown = published.in_force, published.never_published
    forged = bytearray(known.seal)
    forged[-1] ^= 1
    answers = [
        client.get(address)
        for address in (
            api_of(unknown),
            f"/api/v1/certificates/{known.number}/2026-03-09",
            f"/api/v1/certificates/{unknown.number}/{known.issue_date}",
            f"/api/v1/seals/{encode_base32(unknown.seal)}",
            f"/api/v1/seals/{encode_base32(bytes(forged))}",
            f"/api/v1/documents/{hashlib.sha256(b'unknown').hexdigest()}",
        )
    ]
    assert {response.status_code for response in answers} == {404}
    assert len({response.data for response in answers}) == 1
    assert len({tuple(response.headers) for response in answers}) == 1
    body = json.loads(answers[0].data)
    assert (body["code"], body["as_of"]) == ("not_known", AS_OF)
    assert answers[0].content_type == "application/problem+json"
    assert answers[0].headers["Cache-Control"] == "no-store"
    assert answers[0].headers["Register-As-Of"] == AS_OF


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("certificates/TYO26000001P56QEG7E/2026-03-10", "number_mistyped"),
        ("certificates/hello/2026-03-10", "number_malformed"),
        ("certificates/%00/2026-03-10", None),
        ("seals/AAAA", "seal_malformed"),
        ("seals/1", "seal_malformed"),
        ("seals/" + "A" * 400, "seal_malformed"),
        ("seals/" + "A" * 401, None),
        ("documents/xyz", None),
        ("documents/" + "AB" * 32, None),
    ],
)
def test_what_cannot_be_read_is_said_before_any_lookup(client: FlaskClient, path: str, code: str | None) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.content_type == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    body = json.loads(response.data)
    assert (response.status_code, body["code"]) == ((400, code) if code else (404, "not_found"))


@pytest.mark.parametrize("date", ["2026-02-31", "10-03-2026", "2026-3-10", "tomorrow", "２０２６年"])
def test_a_date_that_is_none_is_a_bad_request(published: PublishedSite, client: FlaskClient, date: str) -> None:
    response = client.get(f"/api/v1/certificates/{published.in_force.number}/{date}")
    assert (response.status_code, json.loads(response.data)["code"]) == (400, "date_malformed")


def test_a_verdict_is_cached_for_a_second_and_confirmed_by_304(published: PublishedSite, client: FlaskClient) -> None:
    first = client.get(api_of(published.in_force))
    assert first.headers["Cache-Control"] == "max-age=1"
    assert first.headers["ETag"].startswith('W/"')
    again = client.get(api_of(published.in_force), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for header in ("ETag", "Register-As-Of", "Cache-Control"):
        assert again.headers[header] == first.headers[header]


def test_the_etag_changes_with_a_new_record_and_with_stale_data(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))
    client = site.app().test_client()
    etag = client.get(api_of(issued)).headers["ETag"]
    assert client.get(api_of(issued)).headers["ETag"] == etag
    site.publish(site.world.revoke(issued))
    response = client.get(api_of(issued), headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert json.loads(response.data)["reason"] == "REVOKED"


def test_head_has_the_headers_and_no_body(published: PublishedSite, client: FlaskClient) -> None:
    response = client.head(api_of(published.in_force))
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Register-As-Of"] == AS_OF


def test_the_models_list_exactly_the_kinds_of_the_format() -> None:
    assert set(get_args(KindSlug)) == set(KIND_BY_SLUG)


class LaggingReader:
    """A reader over a replica whose heartbeat stopped some time ago; it answers all else as the real one."""

    def __init__(self, reader: Any, lag: dt.timedelta) -> None:
        self._reader = reader
        self._lag = lag

    def head(self) -> Any:
        head = self._reader.head()
        return type(head)(head.position, head.as_of - self._lag)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


@pytest.mark.parametrize(
    ("name", "seconds", "reason"),
    [
        ("in_force", 10, "IN_FORCE"),
        ("in_force", 11, "STATUS_STALE"),
        ("revoked", 3600, "REVOKED"),
        ("expunged", 3600, "RETENTION_OVER"),
    ],
)
def test_old_data_are_never_answered_as_in_force(
    published: PublishedSite, name: str, seconds: int, reason: str
) -> None:
    lagging = published.site.app(wrap=lambda reader: LaggingReader(reader, dt.timedelta(seconds=seconds)))
    response = lagging.test_client().get(api_of(getattr(published, name)))
    answer = json.loads(response.data)
    assert answer["reason"] == reason
    assert answer["verdict"] == Reason(reason).verdict
