"""A receipt is genuine only as it was signed, by a receipt key, while that was in use."""

import datetime as dt
from dataclasses import replace

import pytest

from signing.keys import Signer
from signing.receipt import ReceiptPayload, ReceiptRow, make_receipt
from signing.receipt_check import ReceiptReason, ReceiptVerdict, check_receipt
from signing.reference_base import ReferenceBase
from signing.result import Reason, Verdict
from signing.trust import KeyRole, KeyState, Trust
from tests.builders import BASE, ChamberWorld, signer_of

WORLD = ChamberWorld()
NOW = WORLD.now
ROW = ReceiptRow(f"{WORLD.number(1).canonical} 2026-11-20", Verdict.VALID, Reason.IN_FORCE, bytes(32))
PAYLOAD = ReceiptPayload(bytes(32), NOW.replace(microsecond=0), NOW.replace(microsecond=0), 5, 1, (ROW,))


def made(payload: ReceiptPayload = PAYLOAD, signer: Signer | None = None, base: ReferenceBase = BASE) -> bytes:
    return make_receipt(signer or WORLD.receipt_signer, payload, base)


def with_state(state: KeyState) -> Trust:
    keys = tuple(
        key.model_copy(update={"state": state}) if key.role is KeyRole.RECEIPT else key for key in WORLD.trust_list.keys
    )
    return replace(WORLD.trust, trust_list=WORLD.trust_list.model_copy(update={"keys": keys}))


def test_as_it_was_signed() -> None:
    check = check_receipt(made(), WORLD.trust, NOW)
    assert (check.verdict, check.reason) == (ReceiptVerdict.GENUINE, ReceiptReason.SIGNED_BY_THE_SERVICE)
    assert check.payload == PAYLOAD
    assert check.key is not None
    assert check.key.role is KeyRole.RECEIPT


def test_every_flipped_bit_is_found() -> None:
    data = made()
    for position in range(len(data)):
        for bit in range(8):
            altered = bytearray(data)
            altered[position] ^= 1 << bit
            check = check_receipt(bytes(altered), WORLD.trust, NOW)
            assert check.verdict is ReceiptVerdict.NOT_GENUINE, (position, bit)
            assert check.payload is None


def test_another_verdict_under_the_old_signature() -> None:
    revoked = replace(PAYLOAD, rows=(ReceiptRow(ROW.asked, Verdict.INVALID, Reason.REVOKED, bytes(32)),))
    original, forged = made(revoked), revoked.encode().replace(b"INVALID", b"INVALID")
    altered = original.replace(b"gREVOKED", b"hREPLACED")
    assert forged in original
    assert check_receipt(altered, WORLD.trust, NOW).verdict is ReceiptVerdict.NOT_GENUINE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", ReceiptReason.MALFORMED),
        (b"\xd2" * 100, ReceiptReason.MALFORMED),
        (made() + b"\x00", ReceiptReason.MALFORMED),
        (made()[:-1], ReceiptReason.MALFORMED),
        (bytes(600_000), ReceiptReason.MALFORMED),
        (made(signer=signer_of("stranger")), ReceiptReason.KEY_UNKNOWN),
        (made(signer=WORLD.signer), ReceiptReason.KEY_UNKNOWN),
        (made(base=ReferenceBase("https://ref.other.example/v/")), ReceiptReason.SIGNATURE_MISMATCH),
        (WORLD.issue(1).seal, ReceiptReason.MALFORMED),
        (WORLD.issue(1).records[0], ReceiptReason.MALFORMED),
    ],
    ids=["empty", "noise", "longer", "cut", "huge", "stranger", "chamber-key", "other-site", "seal", "record"],
)
def test_not_genuine(data: bytes, reason: ReceiptReason) -> None:
    check = check_receipt(data, WORLD.trust, NOW)
    assert (check.verdict, check.reason) == (ReceiptVerdict.NOT_GENUINE, reason)


def test_dated_outside_of_the_keys_window() -> None:
    early = PAYLOAD.checked_at.replace(year=2000)
    check = check_receipt(made(replace(PAYLOAD, checked_at=early)), WORLD.trust, NOW)
    assert (check.verdict, check.reason) == (ReceiptVerdict.NOT_GENUINE, ReceiptReason.KEY_NOT_VALID_THEN)


def test_an_old_trust_list_does_not_condemn_an_unknown_key() -> None:
    check = check_receipt(made(signer=signer_of("newer")), WORLD.trust, NOW + dt.timedelta(days=3))
    assert (check.verdict, check.reason) == (ReceiptVerdict.CANNOT_TELL, ReceiptReason.KEY_UNKNOWN)


def test_a_receipt_of_a_retired_key_stands_and_of_a_compromised_key_does_not() -> None:
    assert check_receipt(made(), with_state(KeyState.RETIRED), NOW).verdict is ReceiptVerdict.GENUINE
    check = check_receipt(made(), with_state(KeyState.COMPROMISED), NOW)
    assert (check.verdict, check.reason) == (ReceiptVerdict.CANNOT_TELL, ReceiptReason.KEY_COMPROMISED)


def test_a_receipt_from_the_future_says_that_a_clock_is_wrong() -> None:
    check = check_receipt(made(), WORLD.trust, NOW - dt.timedelta(hours=2))
    assert (check.verdict, check.reason) == (ReceiptVerdict.CANNOT_TELL, ReceiptReason.FROM_THE_FUTURE)
