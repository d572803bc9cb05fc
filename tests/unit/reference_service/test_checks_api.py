"""`POST /api/v1/checks`: verdicts in order, one receipt over all, nothing stored, every bad body a problem."""

import base64
import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from register.errors import RegisterUnavailableError
from signing.qr import encode_base32
from signing.receipt import parse_receipt
from signing.receipt_check import ReceiptVerdict, check_receipt
from signing.record import State
from signing.trust import KeyRole, KeyState
from tests.builders import Issued, signer_of
from tests.reference_site import PublishedSite, ReferenceSite, page_of

ADDRESS = "/api/v1/checks"


@pytest.fixture(scope="module")
def signing_client(published: PublishedSite) -> FlaskClient:
    """Return a client of the shared installation that has the receipt key."""
    return published.site.app(receipt_signer=published.site.world.receipt_signer).test_client()


def pair(issued: Issued) -> dict[str, str]:
    return {"number": issued.number, "date": str(issued.issue_date)}


def seal(issued: Issued) -> dict[str, str]:
    return {"seal": encode_base32(issued.seal)}


def ask(client: FlaskClient, *rows: dict[str, str]) -> dict[str, Any]:
    response = client.post(ADDRESS, json={"checks": rows})
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    answer: dict[str, Any] = response.json  # type: ignore[assignment]  # it is an object
    return answer


def test_every_state_in_the_order_of_the_rows(published: PublishedSite, signing_client: FlaskClient) -> None:
    expected = [
        (published.in_force, "VALID", "IN_FORCE"),
        (published.revoked, "INVALID", "REVOKED"),
        (published.replaced, "INVALID", "REPLACED"),
        (published.successor, "VALID", "IN_FORCE"),
        (published.void, "INVALID", "VOID"),
        (published.expunged, "INDETERMINATE", "RETENTION_OVER"),
    ]
    asked = [*(issued for issued, _, _ in expected), published.never_published]
    for row in (pair, seal):
        answer = ask(signing_client, *map(row, asked))
        found = [(result["verdict"], result["reason"]) for result in answer["results"]]
        # A seal in hand that was never published is a forgery; a typed number that is not known may be mistyped.
        last = "INVALID" if row is seal else "INDETERMINATE"
        assert found == [*((verdict, reason) for _, verdict, reason in expected), (last, "NOT_REGISTERED")]
        assert [result["asked"] for result in answer["results"]] == [
            f"{issued.number} {issued.issue_date}" if row is pair else encode_base32(issued.seal) for issued in asked
        ]


def test_one_receipt_says_what_the_answer_says(published: PublishedSite, signing_client: FlaskClient) -> None:
    body = json.dumps({"checks": [pair(published.in_force), pair(published.revoked)]}).encode()
    answer = signing_client.post(ADDRESS, data=body, content_type="application/json").json
    assert answer is not None
    site = published.site
    check = check_receipt(base64.b64decode(answer["receipt"]), site.world.trust, site.now)
    assert check.verdict is ReceiptVerdict.GENUINE
    assert check.payload is not None
    assert check.payload.request_hash == hashlib.sha256(body).digest()
    assert check.payload.checked_at == site.now
    assert check.payload.register_head == answer["register_head"] == site.register_head()
    assert check.payload.status_version == answer["status_version"] == 1
    said = [(row.asked, row.verdict, row.reason, (row.content_hash or b"").hex()) for row in check.payload.rows]
    assert said == [
        (result["asked"], result["verdict"], result["reason"], result["content_sha256"]) for result in answer["results"]
    ]


def test_rows_that_were_not_looked_up_are_no_rows_of_the_receipt(
    published: PublishedSite, signing_client: FlaskClient
) -> None:
    unread = [{"number": "TYO26-001234-K7QM-3XW8", "date": "2026-11-20"}, {"number": "x", "date": "y"}, {"seal": "A"}]
    ambiguous = pair(published.in_force) | {"date": "03/04/2026"}
    answer = ask(signing_client, *unread, ambiguous, pair(published.in_force))
    assert [result.get("error", {}).get("code") for result in answer["results"]] == [
        "number_mistyped",
        "number_malformed",
        "seal_malformed",
        "date_ambiguous",
        None,
    ]
    assert "2026-04-03 or 2026-03-04" in answer["results"][3]["error"]["detail"]
    receipt = parse_receipt(base64.b64decode(answer["receipt"]))
    assert [row.asked for row in receipt.payload.rows] == [
        f"{published.in_force.number} {published.in_force.issue_date}"
    ]
    nothing = ask(signing_client, *unread)
    assert "receipt" not in nothing
    assert nothing["no_receipt"] == "no_row_answered"


def test_without_key_the_answer_says_that_there_is_no_receipt(published: PublishedSite) -> None:
    answer = ask(published.client, pair(published.in_force))
    assert "receipt" not in answer
    assert answer["no_receipt"] == "no_receipt_key"
    assert answer["results"][0]["verdict"] == "VALID"
    assert b"Signed receipt" not in published.client.get(page_of(published.in_force)).data


@pytest.mark.parametrize("state", [None, KeyState.RETIRED, KeyState.COMPROMISED])
def test_nothing_is_signed_with_a_key_that_would_not_verify(site: ReferenceSite, state: KeyState | None) -> None:
    issued = site.publish(site.world.issue(1))
    keys = tuple(
        key.model_copy(update={"state": state}) if key.role is KeyRole.RECEIPT and state else key
        for key in site.world.trust_list.keys
    )
    site.write_trust(site.world.trust_list.model_copy(update={"keys": keys}))
    signer = site.world.receipt_signer if state else signer_of("stranger")
    answer = ask(site.app(receipt_signer=signer).test_client(), pair(issued))
    assert answer["no_receipt"] == "receipt_key_not_trusted"
    assert "receipt" not in answer


def test_a_chambers_key_signs_no_receipts(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))
    answer = ask(site.app(receipt_signer=site.world.signer).test_client(), pair(issued))
    assert answer["no_receipt"] == "receipt_key_not_trusted"


def test_a_wrong_date_is_told_like_an_unknown_number(published: PublishedSite, signing_client: FlaskClient) -> None:
    wrong_date = pair(published.in_force) | {"date": "2020-01-01"}
    unknown = {"number": published.site.world.number(77).canonical, "date": "2020-01-01"}
    first, second = ask(signing_client, wrong_date, unknown)["results"]
    assert (
        {**first, "asked": ""}
        == {**second, "asked": ""}
        == {"asked": "", "verdict": "INDETERMINATE", "reason": "NOT_REGISTERED"}
    )


def test_a_forged_seal_learns_nothing_of_the_register(published: PublishedSite, signing_client: FlaskClient) -> None:
    forged = bytearray(published.in_force.seal)
    forged[-1] ^= 1
    (result,) = ask(signing_client, {"seal": encode_base32(bytes(forged))})["results"]
    assert (result["verdict"], result["reason"]) == ("INVALID", "SIGNATURE_MISMATCH")
    assert "number" not in result


def test_the_signed_revocation_list_beats_the_register(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))
    site.write_trust(version=2, revoked={issued.sid: State.REVOKED})
    (result,) = ask(site.app().test_client(), pair(issued))["results"]
    assert (result["verdict"], result["reason"]) == ("INVALID", "REVOKED")


class AlteredReader:
    """A register whose stored content was changed below its writer."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def by_number(self, *question: Any) -> Any:
        stored = self._reader.by_number(*question)
        return replace(stored, content=stored.content.replace(b"Japan", b"China"))


def test_altered_content_is_never_signed_as_in_force(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))
    client = site.app(wrap=AlteredReader, receipt_signer=site.world.receipt_signer).test_client()
    (result,) = ask(client, pair(issued))["results"]
    assert (result["verdict"], result["reason"]) == ("INVALID", "CONTENT_MISMATCH")


def test_one_damaged_certificate_keeps_no_other_from_its_answer(site: ReferenceSite) -> None:
    whole, damaged = site.publish(site.world.issue(1)), site.publish(site.world.issue(2))

    class DamagedReader(AlteredReader):
        def by_number(self, number: str, day: Any) -> Any:
            stored = self._reader.by_number(number, day)
            return replace(stored, records=(b"no record",)) if number == damaged.number else stored

    client = site.app(wrap=DamagedReader, receipt_signer=site.world.receipt_signer).test_client()
    answer = ask(client, pair(damaged), pair(whole))
    assert [result["reason"] for result in answer["results"]] == ["STATUS_UNAVAILABLE", "IN_FORCE"]


def test_a_register_that_does_not_answer_is_503_and_no_receipt(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))

    class GoneReader(AlteredReader):
        def by_number(self, *_question: Any) -> Any:
            raise RegisterUnavailableError("The register at a secret host is away.")

    client = site.app(wrap=GoneReader, receipt_signer=site.world.receipt_signer).test_client()
    response = client.post(ADDRESS, json={"checks": [pair(issued)]})
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["reason"] == "STATUS_UNAVAILABLE"
    assert "secret" not in response.text


def test_data_that_are_too_old_say_neither_in_force_nor_unknown(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))
    revoked = site.publish(site.world.revoke(site.world.issue(2)))

    class OldReader(AlteredReader):
        def head(self) -> Any:
            head = self._reader.head()
            return replace(head, as_of=head.as_of.replace(hour=head.as_of.hour - 1))

        def by_number(self, *question: Any) -> Any:
            return self._reader.by_number(*question)

    client = site.app(wrap=OldReader, receipt_signer=site.world.receipt_signer).test_client()
    unknown = {"number": site.world.number(77).canonical, "date": "2026-01-01"}
    answer = ask(client, pair(issued), pair(revoked), unknown)
    assert [result["reason"] for result in answer["results"]] == ["STATUS_STALE", "REVOKED", "STATUS_UNAVAILABLE"]
    receipt = parse_receipt(base64.b64decode(answer["receipt"]))
    assert receipt.payload.as_of < receipt.payload.checked_at


@pytest.mark.parametrize(
    ("data", "kind", "status", "code"),
    [
        (b'{"checks":[]}', "application/json", 400, "body_malformed"),
        (b"\x00", "application/json", 400, "body_malformed"),
        (b"{}", "text/plain", 415, "not_json"),
        (b"", None, 415, "not_json"),
        (
            b'{"checks":[' + b",".join([b'{"number":"a","date":"b"}'] * 1001) + b"]}",
            "application/json",
            400,
            "too_many_rows",
        ),
        (b" " * 500_001, "application/json", 413, "too_large"),
    ],
)
def test_a_bad_body_is_a_problem_document(
    client: FlaskClient, data: bytes, kind: str | None, status: int, code: str
) -> None:
    response = client.post(ADDRESS, data=data, content_type=kind)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert response.json["code"] == code
    assert response.headers["Cache-Control"] == "no-store"


def test_a_thousand_seals_fit_into_one_request_and_one_receipt(
    published: PublishedSite, signing_client: FlaskClient
) -> None:
    answer = ask(signing_client, *[seal(published.in_force)] * 1000)
    assert len(answer["results"]) == 1000
    receipt = base64.b64decode(answer["receipt"])
    assert check_receipt(receipt, published.site.world.trust, published.site.now).verdict is ReceiptVerdict.GENUINE
    # It can be uploaded again.
    assert len(receipt) < 500_000


def test_the_receipt_keys_are_those_of_the_trust_list(published: PublishedSite) -> None:
    response = published.client.get("/api/v1/receipts/keys")
    assert response.json is not None
    (key,) = response.json["keys"]
    assert key["role"] == "receipt"
    assert key["public_key"] == published.site.world.receipt_signer.public_key.raw.hex()


def test_openapi_says_what_the_body_is(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").json
    assert spec is not None
    operation = spec["paths"]["/api/v1/checks"]["post"]
    assert operation["requestBody"]["required"] is True
    assert set(operation["responses"]) >= {"200", "400", "413", "415", "503"}
    request = spec["components"]["schemas"]["CheckRequest"]["properties"]["checks"]
    assert (request["minItems"], request["maxItems"]) == (1, 1000)
    assert {"PairRow", "SealRow", "CheckAnswer", "CheckAnswer.RowResult", "ReceiptKeys"} <= set(
        spec["components"]["schemas"]
    )
