"""A reference service that lies, one lie at a time, and what `scanner check` says then.

The service on the wire is the real one over a real register; a lie is put on its honest answer. The bound that
`docs/seal.md` states: a lying server can hide revocations that are newer than the signed status, and nothing else.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from signing.qr import encode_base32
from signing.record import Event, State, make_record, parse_record
from signing.reference_base import ReferenceBase
from signing.trust import KeyState
from tests.builders import signer_of
from tests.lying_server import Reply, altered, replaced
from tests.lying_stage import (
    COMPARE,
    Fields,
    Stage,
    cannot_tell,
    invalid,
    lying_stage,
    text_of,
    with_certificate,
    with_records,
    write_status,
)
from tests.scan import check


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with lying_stage(tmp_path, monkeypatch) as stage:
        yield stage


# The truth


def test_truth(stage: Stage) -> None:
    scan = stage.scan()
    assert scan.verdict == COMPARE
    assert scan.only["server_as_of"] == scan.only["signed_as_of"] == stage.site.now.isoformat()
    assert stage.scan(stage.unlisted).verdict == invalid("REVOKED")


def test_states_that_are_neither_in_force_nor_revoked(stage: Stage) -> None:
    void, expunged = stage.site.publish(stage.world.void(8)), stage.site.publish_expunged(9)
    assert stage.scan(void).verdict == invalid("VOID")
    assert stage.scan(expunged).verdict == cannot_tell("RETENTION_OVER")


def test_key_that_was_compromised(stage: Stage) -> None:
    """Its seals and records vouch for nothing any more, but for the survivors that the offline keys have signed."""
    trusted = stage.world.trusted_key
    keys = tuple(
        key.model_copy(update={"state": KeyState.COMPROMISED}) if key == trusted else key
        for key in stage.world.trust_list.keys
    )
    stage.world.trust = dataclasses.replace(
        stage.world.trust,
        trust_list=stage.world.trust_list.model_copy(update={"version": 2, "keys": keys}),
        survivors={trusted.key_id: frozenset({stage.other.sid})},
    )
    write_status(stage, version=2, revoked={})
    assert stage.scan().verdict == cannot_tell("KEY_COMPROMISED")
    assert stage.scan(stage.other).verdict == COMPARE


def test_signed_status_taken_out_of_the_stored_trust(stage: Stage) -> None:
    """The register's word alone is not enough."""
    stage.server.lies_about_trust(lambda _handler, _reply: Reply(404, {}, b""))
    for file in stage.trust.glob("copies/*/targets/*revocations*"):
        file.unlink()
    scan = check(stage.picture(stage.old), trust=stage.trust, reference=stage.server.address)
    assert (scan.code, scan.results) == (2, [])
    assert "missing, altered or damaged" in scan.errors


# Lies about content


def test_one_bit_of_the_content_altered(stage: Stage) -> None:
    data = bytearray(stage.old.content or b"")
    data[len(data) // 2] ^= 1
    assert stage.told(with_certificate(content=text_of(bytes(data)))) == invalid("CONTENT_MISMATCH")


def test_goods_exchanged_in_otherwise_valid_content(stage: Stage) -> None:
    data = (stage.old.content or b"").replace(b"Ceramic tableware", b"Machine gun parts")
    assert data != stage.old.content
    assert stage.told(with_certificate(content=text_of(data))) == invalid("CONTENT_MISMATCH")


def test_content_of_another_certificate(stage: Stage) -> None:
    stage.server.lies(altered(with_certificate(content=text_of(stage.other.content or b""))))
    scan = stage.scan()
    assert scan.verdict == invalid("CONTENT_MISMATCH")
    assert stage.other.parsed.payload.number[:3] in scan.only["detail"]
    assert stage.other.number not in scan.only["detail"], "its access code would open the other certificate"


def test_content_withheld(stage: Stage) -> None:
    outcome = stage.told(lambda answer: answer["certificate"].pop("content"))
    assert outcome == cannot_tell("CONTENT_NOT_CHECKED")


@pytest.mark.parametrize("content", ["", "not base64!", 7, ["a"], {}])
def test_content_that_is_none(stage: Stage, content: object) -> None:
    verdict, _, _, code = stage.told(with_certificate(content=content))
    assert verdict != "VALID"
    assert code in (1, 2)


def test_readable_content_altered_beside_the_signed_bytes(stage: Stage) -> None:
    # A program that showed `content_json` would show the lie; the scanner reads the signed bytes alone.
    assert stage.told(with_certificate(content_json={"number": "forged"}, number="forged")) == COMPARE


# Lies about records


def test_all_records_dropped(stage: Stage) -> None:
    assert stage.told(with_records()) == invalid("RECORDS_BROKEN")


def test_issue_record_dropped_before_a_revocation(stage: Stage) -> None:
    outcome = stage.told(with_records(*stage.unlisted.records[1:]), stage.unlisted)
    assert outcome == invalid("RECORDS_BROKEN")


def test_records_reordered(stage: Stage) -> None:
    outcome = stage.told(with_records(*reversed(stage.unlisted.records)), stage.unlisted)
    assert outcome == invalid("RECORDS_BROKEN")


def test_record_replayed(stage: Stage) -> None:
    assert stage.told(with_records(*stage.old.records, *stage.old.records)) == invalid("RECORDS_BROKEN")


def test_records_of_another_certificate(stage: Stage) -> None:
    assert stage.told(with_records(*stage.other.records)) == invalid("RECORDS_BROKEN")


def test_more_records_than_there_can_be(stage: Stage) -> None:
    assert stage.told(with_records(*stage.old.records * 17)) == invalid("RECORDS_BROKEN")


def test_one_bit_of_a_record_altered(stage: Stage) -> None:
    record = bytearray(stage.old.records[0])
    record[-1] ^= 1
    assert stage.told(with_records(bytes(record))) == invalid("RECORDS_BROKEN")


def forged_issue(stage: Stage, key: str, base: ReferenceBase | None = None) -> bytes:
    """Sign the old certificate's issue record with another key, naming an attacker's file as the original."""
    payload = parse_record(stage.old.records[0]).payload
    named = payload.__class__(**{**payload.__dict__, "pdf_sha256": b"\x13" * 32})
    return make_record(signer_of(key), named, base or stage.world.base)


@pytest.mark.parametrize("key", ["OSA 2026", "receipt", "nobody"])
def test_record_forged_with_a_key_that_is_not_the_chambers(stage: Stage, key: str) -> None:
    assert stage.told(with_records(forged_issue(stage, key))) == invalid("KEY_UNKNOWN")


def test_record_signed_by_the_chamber_for_another_reference_site(stage: Stage) -> None:
    elsewhere = ReferenceBase("https://elsewhere.example.jp/v/")
    assert stage.told(with_records(forged_issue(stage, "TYO 2026", elsewhere))) == invalid("RECORDS_BROKEN")


@pytest.mark.parametrize("key", ["OSA 2026", "receipt"])
def test_forged_revocation_is_not_believed_as_one(stage: Stage, key: str) -> None:
    forged = stage.world.follow(stage.old, Event.REVOKE, reason="misuse", signer=signer_of(key))
    assert stage.told(with_records(*forged.records)) == invalid("KEY_UNKNOWN")


# Lies about revocation


def test_revocation_hidden_that_the_signed_status_lists(stage: Stage) -> None:
    write_status(stage, version=2, revoked={stage.unlisted.sid: State.REVOKED})
    hidden = with_records(stage.unlisted.records[0])
    assert stage.told(lambda answer: (hidden(answer), answer.update(reason="IN_FORCE")), stage.unlisted) == invalid(
        "REVOKED"
    )


def test_not_found_for_what_the_signed_status_lists_as_revoked(stage: Stage) -> None:
    write_status(stage, version=2, revoked={stage.unlisted.sid: State.REVOKED})
    stage.server.lies(not_found(stage.site.now))
    assert stage.scan(stage.unlisted).verdict == invalid("REVOKED")


def test_revocation_hidden_that_is_newer_than_the_signed_status(stage: Stage) -> None:
    """The bound that the specification states: this lie works, and `signed_as_of` tells how far back it can reach."""
    stage.server.lies(altered(with_records(stage.unlisted.records[0])))
    scan = stage.scan(stage.unlisted)
    assert scan.verdict == COMPARE
    revoked_at = parse_record(stage.unlisted.records[1]).payload.time
    assert dt.datetime.fromisoformat(scan.only["signed_as_of"]) <= revoked_at
    # The next signed status ends it.
    write_status(stage, version=2, revoked={stage.unlisted.sid: State.REVOKED})
    assert stage.scan(stage.unlisted).verdict == invalid("REVOKED")


def test_in_force_said_beside_a_signed_revocation(stage: Stage) -> None:
    outcome = stage.told(lambda answer: answer.update(verdict="VALID", reason="IN_FORCE"), stage.unlisted)
    assert outcome == invalid("REVOKED")


def test_revoked_said_without_any_signed_revocation(stage: Stage) -> None:
    assert stage.told(lambda answer: answer.update(verdict="INVALID", reason="REVOKED")) == COMPARE


# Lies about what is registered


def not_found(as_of: dt.datetime | str | None) -> Any:
    """Answer that no such certificate is known."""
    problem: Fields = {"type": "about:blank", "title": "Not Found", "status": 404, "code": "not_known"}
    if as_of is not None:
        problem["as_of"] = as_of if isinstance(as_of, str) else as_of.isoformat()
    return replaced(404, "application/problem+json", json.dumps(problem).encode())


def test_not_found_for_a_certificate_of_days_ago(stage: Stage) -> None:
    stage.server.lies(not_found(stage.site.now))
    assert stage.scan().verdict == invalid("NOT_REGISTERED")


def test_not_found_for_a_certificate_of_today(stage: Stage) -> None:
    stage.server.lies(not_found(stage.site.now))
    assert stage.scan(stage.young).verdict == cannot_tell()


def test_not_found_from_a_register_older_than_the_certificate(stage: Stage) -> None:
    stage.server.lies(not_found(stage.site.now - dt.timedelta(days=30)))
    assert stage.scan().verdict == cannot_tell()


def test_not_found_dated_ahead_to_call_a_certificate_of_today_missing(stage: Stage) -> None:
    stage.server.lies(not_found(stage.site.now + dt.timedelta(days=30)))
    scan = stage.scan(stage.young)
    assert scan.verdict == cannot_tell()
    assert "prove nothing yet" in scan.only["detail"]


def test_not_found_without_saying_as_of_when(stage: Stage) -> None:
    stage.server.lies(not_found(None))
    assert stage.scan().verdict == cannot_tell()


def test_not_found_as_a_web_page(stage: Stage) -> None:
    stage.server.lies(replaced(404, "text/html", b"<h1>Not found</h1>"))
    assert stage.scan().verdict == cannot_tell()


def test_genuine_seal_that_was_never_published(stage: Stage) -> None:
    stage.world.now = stage.site.now - dt.timedelta(days=5)
    assert stage.scan(stage.world.issue(90)).verdict == invalid("NOT_REGISTERED")


def test_answer_for_another_certificate(stage: Stage) -> None:
    path = f"/api/v1/seals/{encode_base32(stage.other.seal)}"
    stage.server.lies(lambda handler, _reply: handler.server.honest(path))
    scan = stage.scan()
    assert scan.verdict == invalid("CONTENT_MISMATCH")
    assert "another certificate's seal" in scan.only["detail"]


def test_another_seal_in_the_right_answer(stage: Stage) -> None:
    assert stage.told(with_certificate(seal=encode_base32(stage.other.seal))) == invalid("CONTENT_MISMATCH")


@pytest.mark.parametrize("seal", [[], {}, None, 7, "", "not base32!", "A" * 400])
def test_seal_that_is_none(stage: Stage, seal: object) -> None:
    verdict, _, _, code = stage.told(with_certificate(seal=seal))
    assert verdict == "INDETERMINATE"
    assert code == 2


# Lies about time


def test_register_of_yesterday(stage: Stage) -> None:
    yesterday = (stage.site.now - dt.timedelta(days=1)).isoformat()
    scan_of_yesterday = stage.told(lambda answer: answer.update(as_of=yesterday))
    assert scan_of_yesterday == cannot_tell("STATUS_STALE")


def test_answer_dated_ahead_so_that_it_never_grows_old(stage: Stage) -> None:
    ahead = (stage.site.now + dt.timedelta(days=365)).isoformat()
    assert stage.told(lambda answer: answer.update(as_of=ahead)) == cannot_tell("STATUS_STALE")


def test_revocation_in_an_answer_dated_ahead_counts_all_the_same(stage: Stage) -> None:
    ahead = (stage.site.now + dt.timedelta(days=365)).isoformat()
    assert stage.told(lambda answer: answer.update(as_of=ahead), stage.unlisted) == invalid("REVOKED")


def test_service_that_says_itself_that_it_cannot_tell(stage: Stage) -> None:
    outcome = stage.told(lambda answer: answer.update(verdict="INDETERMINATE", reason="STATUS_STALE"))
    assert outcome == cannot_tell("STATUS_STALE")


@pytest.mark.parametrize(
    "as_of",
    [
        None,
        0,
        [],
        "",
        "today",
        "2026-03-10T03:00:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-03-10T03:00:00+99:99",
    ],
)
def test_as_of_that_is_no_instant(stage: Stage, as_of: object) -> None:
    assert stage.told(lambda answer: answer.update(as_of=as_of)) == cannot_tell()


def test_answer_without_as_of(stage: Stage) -> None:
    assert stage.told(lambda answer: answer.pop("as_of")) == cannot_tell()
