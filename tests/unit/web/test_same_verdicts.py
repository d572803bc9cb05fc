"""Python and the browser's code judge alike, not only over the vectors: whatever is damaged, by the same seeds."""

import base64
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from signing.content import Kind, parse_content
from signing.errors import SigningError
from signing.evidence import Evidence
from signing.number import parse_typed_number
from signing.qr import decode_base32, encode_base32, qr_text
from signing.receipt import parse_receipt
from signing.record import parse_record
from signing.seal import parse_seal
from signing.status import parse_status
from signing.trust import parse_survivors, parse_trust_list
from tests.browser_code import ask
from tests.builders import BASE, ChamberWorld
from tests.mutations import TEXTS, changed, damaged, seeded, written
from tests.unit.signing.vector_files import committed
from tests.vectors.verdict_cases import Case, answered, status_of, write_case

CASES = 300
WORLD = ChamberWorld()
READERS: dict[str, Callable[[bytes], object]] = {
    "content": parse_content,
    "receipt": parse_receipt,
    "record": parse_record,
    "seal": parse_seal,
    "status": parse_status,
    "survivors": parse_survivors,
    "trust list": parse_trust_list,
    "number": lambda data: parse_typed_number(data.decode()).canonical,
    "base32": lambda data: decode_base32(data.decode()),
}


def compare(readings: list[tuple[str, bytes]]) -> Counter[str]:
    """Assert that both sides accept and refuse the same; return how often which outcome came."""
    question = [{"kind": kind, "data": base64.b64encode(data).decode()} for kind, data in readings]
    in_python = [read(kind, data) for kind, data in readings]
    in_browser = [str(outcome) for outcome in ask("readAll", question)]
    different = [
        (kind, data[:3000], ours, theirs)
        for (kind, data), ours, theirs in zip(readings, in_python, in_browser, strict=True)
        if ours != theirs
    ]
    assert different == []
    return Counter(in_python)


def read(kind: str, data: bytes) -> str:
    """Return `accepted`, a number's canonical form, or the name of the error."""
    try:
        value = READERS[kind](data)
    except SigningError as error:
        return type(error).__name__
    return value if isinstance(value, str) else "accepted"


def good_objects() -> dict[str, bytes]:
    issued = WORLD.issue(1)
    return {
        "content": issued.content or b"",
        "receipt": bytes.fromhex(committed("receipt.json")["receipt"]),
        "record": issued.records[0],
        "seal": issued.seal,
        "status": bytes.fromhex(committed("status.json")["file"]),
        "survivors": bytes.fromhex(committed("survivors.json")["file"]),
        "trust list": WORLD.trust_list.encode(),
        "base32": encode_base32(issued.seal).encode(),
    }


def test_damaged_objects_are_read_or_refused_alike() -> None:
    chance = seeded(20260310)
    readings = [(kind, data) for kind, data in good_objects().items()]
    for kind, data in good_objects().items():
        for _ in range(CASES):
            altered = damaged(data, chance)
            # Bytes that are no text cannot be scanned or typed.
            readings.append((kind, altered.decode("latin-1").encode() if kind == "base32" else altered))

    outcomes = compare(readings)

    assert outcomes["accepted"] > len(good_objects())
    assert outcomes["MalformedError"] > CASES


@pytest.mark.parametrize("kind", Kind)
def test_changed_fields_of_content_are_accepted_or_refused_alike(kind: Kind) -> None:
    chance = seeded(int(kind))
    fields = dict(WORLD.fields(1, kind))

    outcomes = compare([("content", written(changed(fields, chance))) for _ in range(CASES)])

    assert outcomes["accepted"] > CASES // 20
    assert outcomes["ContentError"] > CASES // 3


def test_changed_fields_of_the_trust_list_are_accepted_or_refused_alike() -> None:
    chance = seeded(515)
    fields: dict[str, Any] = WORLD.trust_list.model_dump(mode="json", exclude_none=True)

    outcomes = compare([("trust list", written(changed(fields, chance))) for _ in range(CASES)])

    assert outcomes["accepted"] > 0
    assert outcomes["MalformedError"] > CASES // 3


def test_numbers_are_read_alike_however_they_are_typed() -> None:
    chance = seeded(37)
    strange = "O0Il1iU- .·・/_\u2010\u2212\u30fc\u200b\ufeff\u3000\u0085\x1c２Ｔß²①ﬁЖ" + "".join(
        text[:1] for text in TEXTS
    )
    typed = [WORLD.number(chance.randrange(10**7)).printed for _ in range(CASES * 3)]
    readings = []
    for text in typed:
        at = chance.randrange(len(text))
        one = chance.choice(strange)
        wide = "".join(chr(ord(character) + 0xFEE0) for character in text)
        forms = (text, wide.lower(), text[:at] + one + text[at:], text[:at] + one + text[at + 1 :], text[: at + 8])
        readings.append(("number", chance.choice(forms).encode()))

    outcomes = compare(readings)

    assert outcomes["MistypedNumberError"] > CASES // 10
    assert outcomes["NumberError"] > CASES // 10
    assert outcomes.total() - outcomes["MistypedNumberError"] - outcomes["NumberError"] > CASES


@pytest.mark.slow
def test_damaged_certificates_get_the_same_verdict() -> None:
    """A bit flipped, a piece cut or added anywhere: in the code, what the service answers, or the status file."""
    chance = seeded(10)
    cases = [damaged_case(position, chance) for position in range(CASES)]
    lists = {"usual": WORLD.trust_list.encode()}
    written_cases = [write_case(case, lists) for case in cases]
    question = {"trust_lists": {"usual": lists["usual"].decode()}, "cases": written_cases}

    outcomes = ask("judgeAll", question)

    expected = [case["expected"] | {"established": sorted(case["expected"]["established"])} for case in written_cases]
    different = [
        (case.name, ours, theirs)
        for case, ours, theirs in zip(cases, expected, outcomes, strict=True)
        if ours != theirs
    ]
    assert different == []
    reasons = {outcome["reason"] for outcome in outcomes}
    assert reasons >= {"FOREIGN_CODE", "MALFORMED", "SIGNATURE_MISMATCH", "RECORDS_BROKEN", "CONTENT_MISMATCH"}
    assert "IN_FORCE" not in {outcome["reason"] for case, outcome in zip(cases, outcomes, strict=True) if case.seal}


def damaged_case(position: int, chance: random.Random) -> Case:
    issued = WORLD.revoke(WORLD.issue(1 + position % 4, Kind(1 + position % 4)))
    issued = issued if position % 3 else replace(issued, records=issued.records[:1])
    text = qr_text(issued.seal, BASE)
    name, evidence, status = f"damaged {position}", Evidence(answer=answered(issued)), status_of()
    match position % 6:
        case 0:
            text = damaged(text.encode(), chance).decode("latin-1")
        case 1:
            return Case(name, evidence, seal=damaged(issued.seal, chance), status=status)
        case 2:
            at = chance.randrange(len(issued.records))
            records = (*issued.records[:at], damaged(issued.records[at], chance), *issued.records[at + 1 :])
            evidence = Evidence(answer=answered(issued, records=records))
        case 3:
            evidence = Evidence(answer=answered(issued, content=damaged(issued.content or b"", chance)))
        case 4:
            evidence = replace(evidence, file_sha256=damaged(issued.pdf_sha256, chance)[:32].ljust(32, b"\0"))
        case _:
            evidence = Evidence(content=damaged(issued.content or b"", chance), confirmed=True)
    return Case(name, evidence, text=text, status=status)
