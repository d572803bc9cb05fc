"""`POST /api/v1/checks` with evidence: what a client needs to verify each row for itself, verbatim and bounded."""

import base64
from typing import Any

import pytest
from flask.testing import FlaskClient

from reference_service.checks import evidence
from signing.qr import encode_base32
from tests.builders import Issued
from tests.reference_site import PublishedSite, api_of

Row = dict[str, Any]


def seal(issued: Issued) -> dict[str, str]:
    return {"seal": encode_base32(issued.seal)}


def ask(client: FlaskClient, *rows: dict[str, str], with_evidence: bool = True) -> list[Row]:
    response = client.post("/api/v1/checks", json={"checks": rows, "evidence": with_evidence})
    assert response.status_code == 200, response.text
    results: list[Row] = response.json["results"]  # type: ignore[index]  # it is an object
    return results


@pytest.mark.parametrize("name", ["in_force", "revoked", "replaced", "void", "expunged", "invoice"])
def test_evidence_is_what_the_single_call_gives(published: PublishedSite, name: str) -> None:
    issued: Issued = getattr(published, name)
    single = published.client.get(api_of(issued)).json
    assert single is not None
    by_seal, by_number = ask(published.client, seal(issued), {"number": issued.number, "date": str(issued.issue_date)})
    expected = {
        "registered": True,
        "current": True,
        "seal": single["certificate"]["seal"],
        "records": single["records"],
        **({"content": single["certificate"]["content"]} if "content" in single["certificate"] else {}),
    }
    assert by_seal["evidence"] == by_number["evidence"] == expected


def test_what_is_not_registered_is_said_so(published: PublishedSite) -> None:
    (row,) = ask(published.client, seal(published.never_published))
    assert row["evidence"] == {"registered": False, "current": True}


def test_without_asking_there_is_none(published: PublishedSite) -> None:
    (row,) = ask(published.client, seal(published.in_force), with_evidence=False)
    assert not {"evidence", "evidence_left_out"} & row.keys()


def test_rows_that_were_not_looked_up_have_none(published: PublishedSite) -> None:
    forged = bytearray(published.in_force.seal)
    forged[-1] ^= 1
    mistyped, unsigned = ask(
        published.client,
        {"number": "TYO26-001234-K7QM-3XW8", "date": "2026-11-20"},
        {"seal": encode_base32(bytes(forged))},
    )
    assert mistyped["error"]["code"] == "number_mistyped"
    assert unsigned["reason"] == "SIGNATURE_MISMATCH"
    assert "evidence" not in mistyped | unsigned


def test_rows_beyond_the_hundredth_have_their_verdict_and_say_that_evidence_is_left_out(
    published: PublishedSite,
) -> None:
    rows = ask(published.client, *[seal(published.in_force)] * (evidence.MAX_ROWS + 2))
    assert ["evidence" in row for row in rows] == [True] * evidence.MAX_ROWS + [False] * 2
    assert [row.get("evidence_left_out") for row in rows[-3:]] == [None, True, True]
    assert {row["verdict"] for row in rows} == {"VALID"}


def test_certificates_too_large_for_one_answer_come_one_by_one(
    published: PublishedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first always fits, so that whoever asks again for what was left out comes to an end."""
    monkeypatch.setattr(
        evidence.Allowance, "__init__", lambda self: self.__dict__.update(rows=evidence.MAX_ROWS, size=9)
    )
    rows = ask(published.client, seal(published.in_force), seal(published.revoked))
    assert base64.b64decode(rows[0]["evidence"]["content"]) == published.in_force.content
    assert rows[1]["evidence_left_out"] is True
