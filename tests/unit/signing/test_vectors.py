"""The committed vectors: the code makes them, and every verdict is the one that is written there."""

import base64
import datetime as dt
import hashlib
from collections import Counter
from typing import Any

import pytest

from signing.content import content_bytes, parse_content
from signing.cose import sign1
from signing.errors import ContentError, MalformedError, MistypedNumberError, NumberError, RecordChainError
from signing.evidence import Evidence, NoAnswer, ServerAnswer
from signing.keys import PrivateKeySigner, PublicKey
from signing.number import parse_typed_number
from signing.qr import OwnCode, qr_text, read_qr_text
from signing.receipt import parse_receipt
from signing.record import check_chain, parse_record, state_of
from signing.reference_base import ReferenceBase
from signing.result import Reason, Verdict
from signing.seal import content_hash, parse_seal
from signing.status import build_status, parse_status
from signing.trust import Trust, build_survivors, parse_survivors, parse_trust_list
from tests.builders import BASE, signer_of
from tests.unit.signing.vector_files import COMMITTED, committed, named
from tests.vectors.make import make
from tests.vectors.verdict_cases import run

VERDICTS = committed("verdicts.json")


def test_committed_vectors_are_what_the_code_makes() -> None:
    changed = [name for name, data in make().items() if (COMMITTED / name).read_bytes() != data]
    assert not changed, "the format changed: run `python -m tests.vectors.make` and read the difference"


def test_seal_vector_1_byte_for_byte() -> None:
    vector = committed("seal-vector-1.json")
    signer = PrivateKeySigner.from_seed(bytes.fromhex(vector["seed"]))
    base = ReferenceBase("https://ref.example.jp/v/")
    assert signer.public_key.raw.hex() == vector["x"]
    assert signer.public_key.thumbprint.hex() == vector["thumbprint_9679"]
    assert signer.public_key.key_id.hex() == vector["kid"]
    assert content_hash(vector["content"].encode()).hex() == vector["content_sha256"]
    assert base.seal_aad().decode() == vector["aad"]
    made = sign1(signer, bytes.fromhex(vector["payload"]), base.seal_aad())
    assert made.hex() == vector["seal"]
    seal = parse_seal(made)
    assert seal.payload.day == vector["day"]
    assert seal.payload.encode().hex() == vector["payload"]
    assert seal.envelope.to_be_signed(base.seal_aad()).hex() == vector["tbs"]
    assert seal.sid.hex() == vector["sid"]
    assert qr_text(made, base) == vector["url"]
    seal.verify(signer.public_key, base)


@pytest.mark.parametrize("vector", named(committed("content.json")["accepted"]))
def test_content_re_serialises_to_the_same_bytes(vector: dict[str, str]) -> None:
    data = vector["content"].encode()
    assert content_bytes(parse_content(data)) == data
    assert hashlib.sha256(data).hexdigest() == vector["sha256"]


@pytest.mark.parametrize("vector", named(committed("content.json")["refused"]))
def test_content_that_breaks_a_rule_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises((MalformedError, ContentError)):
        parse_content(vector["content"].encode())


@pytest.mark.parametrize("vector", named(committed("numbers.json")["read"]))
def test_numbers_are_read_forgivingly(vector: dict[str, str]) -> None:
    assert parse_typed_number(vector["typed"]).canonical == vector["canonical"]


@pytest.mark.parametrize("vector", named(committed("numbers.json")["refused"]))
def test_numbers_that_are_wrong_are_told_apart(vector: dict[str, str]) -> None:
    with pytest.raises(NumberError) as refusal:
        parse_typed_number(vector["typed"])
    assert isinstance(refusal.value, MistypedNumberError) == (vector["as"] == "mistyped")


@pytest.mark.parametrize("vector", named(committed("seals.json")["accepted"]))
def test_seals_part_by_part(vector: dict[str, Any]) -> None:
    key = PublicKey(bytes.fromhex(committed("seals.json")["public_key"]))
    seal = parse_seal(bytes.fromhex(vector["seal"]))
    seal.verify(key, BASE)
    payload = seal.payload
    assert (payload.kind.slug, payload.number, payload.day) == (vector["name"], vector["number"], vector["day"])
    assert payload.issued.isoformat() == vector["issued"]
    assert payload.content_hash.hex() == vector["content_hash"]
    assert payload.encode().hex() == vector["payload"]
    assert seal.envelope.signature.hex() == vector["signature"]
    assert seal.sid.hex() == vector["sid"]
    assert read_qr_text(vector["qr_text"], [BASE]) == OwnCode(BASE, bytes.fromhex(vector["seal"]))


@pytest.mark.parametrize("vector", named(committed("seals.json")["refused"]))
def test_byte_strings_that_are_no_seals_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        parse_seal(bytes.fromhex(vector["seal"]))


@pytest.mark.parametrize("vector", named(committed("records.json")["chains"]))
def test_chains_of_records_have_their_state(vector: dict[str, Any]) -> None:
    records = [parse_record(bytes.fromhex(record)) for record in vector["records"]]
    for record in records:
        record.verify(signer_of("TYO 2026").public_key, BASE)
    check_chain(records, bytes.fromhex(vector["sid"]))
    assert state_of(records) == vector["state"]


@pytest.mark.parametrize("vector", named(committed("records.json")["broken"]))
def test_broken_chains_are_refused(vector: dict[str, Any]) -> None:
    records = [parse_record(bytes.fromhex(record)) for record in vector["records"]]
    with pytest.raises(RecordChainError):
        check_chain(records, bytes.fromhex(vector["sid"]))


@pytest.mark.parametrize("vector", named(committed("records.json")["refused"]))
def test_signed_payloads_that_are_no_records_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        parse_record(bytes.fromhex(vector["record"]))


def test_the_receipt_verifies_and_says_what_was_signed() -> None:
    vector = committed("receipt.json")
    receipt = parse_receipt(bytes.fromhex(vector["receipt"]))
    receipt.verify(signer_of("receipt").public_key, BASE)
    assert receipt.payload.encode().hex() == vector["payload"]
    assert [row.reason for row in receipt.payload.rows] == [Reason.IN_FORCE, Reason.NOT_REGISTERED]


@pytest.mark.parametrize("vector", named(committed("receipt.json")["refused"]))
def test_receipts_that_contradict_themselves_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        parse_receipt(bytes.fromhex(vector["receipt"]))


def test_the_status_file_tells_every_state() -> None:
    vector = committed("status.json")
    status = parse_status(bytes.fromhex(vector["file"]))
    assert (status.version, status.register_head) == (vector["version"], vector["register_head"])
    assert status.as_of == dt.datetime.fromisoformat(vector["as_of"])
    states = {bytes.fromhex(entry["sid"]): status.state(bytes.fromhex(entry["sid"])) for entry in vector["states"]}
    assert [str(state) for state in states.values()] == [entry["state"] for entry in vector["states"]]
    rebuilt = build_status(status.version, status.as_of, status.register_head, states)
    assert rebuilt.hex() == vector["file"]


@pytest.mark.parametrize("vector", named(committed("status.json")["refused"]))
def test_damaged_status_files_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        parse_status(bytes.fromhex(vector["file"]))


def test_the_survivors_file_lists_its_seals() -> None:
    vector = committed("survivors.json")
    sids = parse_survivors(bytes.fromhex(vector["file"]))
    assert sorted(sid.hex() for sid in sids) == vector["sids"]
    assert build_survivors(set(sids)).hex() == vector["file"]
    assert parse_survivors(bytes.fromhex(vector["empty"])) == frozenset()


@pytest.mark.parametrize("vector", named(committed("survivors.json")["refused"]))
def test_damaged_survivors_files_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        parse_survivors(bytes.fromhex(vector["file"]))


@pytest.mark.parametrize("vector", named(committed("trust-list.json")["accepted"]))
def test_the_trust_list_re_serialises_to_the_same_bytes(vector: dict[str, str]) -> None:
    assert parse_trust_list(vector["list"].encode()).encode() == vector["list"].encode()


@pytest.mark.parametrize("vector", named(committed("trust-list.json")["refused"]))
def test_trust_lists_that_break_a_rule_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        parse_trust_list(vector["list"].encode())


@pytest.mark.parametrize("case", named(VERDICTS["cases"]))
def test_verdicts(case: dict[str, Any]) -> None:
    trust = Trust(
        parse_trust_list(VERDICTS["trust_lists"][case["trust"]["list"]].encode()),
        dt.datetime.fromisoformat(case["trust"]["refreshed_at"]),
        {bytes.fromhex(kid): parse_survivors(_bytes(data)) for kid, data in case["trust"]["survivors"].items()},
    )
    now = dt.datetime.fromisoformat(case["now"])
    seal = _bytes(case["seal"]) if "seal" in case else None
    evidence = _evidence(case["evidence"])
    result = run(case.get("text"), seal, evidence, trust, now)
    assert {
        "verdict": result.verdict,
        "reason": result.reason,
        "paper": result.paper,
        "host": result.host,
        "established": sorted(result.established),
    } == case["expected"] | {"established": sorted(case["expected"]["established"])}
    assert set(result.established).isdisjoint(result.not_established)
    if result.sid is not None:  # Steps 1 to 5 are passed: the result says as of when, even where nothing is listed.
        assert result.signed_as_of == (None if evidence.status is None else evidence.status.as_of)
        assert result.server_as_of == (evidence.answer.as_of if isinstance(evidence.answer, ServerAnswer) else None)


def test_every_reason_has_a_verdict_vector() -> None:
    """All but NO_CODE, which is said of a picture in which no code was found: there is nothing to verify then."""
    assert {case["expected"]["reason"] for case in VERDICTS["cases"]} == set(Reason) - {Reason.NO_CODE}


def test_every_step_has_verdict_vectors() -> None:
    assert {case["name"].split()[0] for case in VERDICTS["cases"]} == {str(step) for step in range(1, 11)}


def test_only_these_cases_are_valid() -> None:
    """Typed by hand, so that no change of the code makes an attack valid without somebody saying so here."""
    assert {case["name"] for case in VERDICTS["cases"] if case["expected"]["verdict"] == Verdict.VALID} == {
        "1 own code in lower case",
        "1 own code with a line end",
        "5 issued tomorrow: clocks differ by a day at most",
        "5 the key is retired: its seals stand",
        "5 the key is compromised, the ledger vouches for the seal",
        "6 another seal is listed",
        "6 status 24 hours old",
        "7 in force",
        "8 the server withholds it, the person has it",
        "9 in force: coo-jp",
        "9 in force: coo-foreign",
        "9 in force: invoice",
        "9 in force: signature",
        "9 in force: another chamber",
        "9 offline with the content",
        "9 the seal's bytes alone, online",
        "10 the registered file",
        "10 a file of which a byte was changed",
        "10 the registered file, content withheld",
        "10 signed PDF, offline",
        "10 signed PDF, online",
        "10 a person compared",
        "10 a person compared, offline with the content",
    }


def test_a_name_stands_for_one_case() -> None:
    assert [name for name, count in Counter(case["name"] for case in VERDICTS["cases"]).items() if count > 1] == []


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _evidence(fields: dict[str, Any]) -> Evidence:
    def optional(text: str | None) -> bytes | None:
        return None if text is None else base64.b64decode(text)

    status, answer = optional(fields["status"]), fields["answer"]
    return Evidence(
        status=None if status is None else parse_status(status),
        answer=None if answer is None else _answer(answer),
        content=optional(fields["content"]),
        file_sha256=None if fields["file_sha256"] is None else bytes.fromhex(fields["file_sha256"]),
        signed_sid=None if fields["signed_sid"] is None else bytes.fromhex(fields["signed_sid"]),
        confirmed=fields["confirmed"],
    )


def _answer(fields: dict[str, Any]) -> ServerAnswer | NoAnswer:
    if "none" in fields:
        return NoAnswer(fields["none"])
    return ServerAnswer(
        as_of=dt.datetime.fromisoformat(fields["as_of"]),
        seal=None if fields["seal"] is None else _bytes(fields["seal"]),
        content=None if fields["content"] is None else _bytes(fields["content"]),
        records=tuple(_bytes(record) for record in fields["records"]),
        current=fields["current"],
    )
