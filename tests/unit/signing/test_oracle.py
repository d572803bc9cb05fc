"""python-cwt, written by others, agrees: it verifies our seals and we verify, byte for byte, what it signs."""

import json
import subprocess
from pathlib import Path

import cbor2
import pytest

from signing.reference_base import ReferenceBase
from signing.seal import parse_seal
from tests.builders import BASE, ChamberWorld
from tests.unit.signing.vector_files import committed

SCRIPT = Path(__file__).parent / "cwt_oracle.py"
WORLD = ChamberWorld()
ISSUED = WORLD.issue(1)
KID = WORLD.signer.public_key.key_id
SEED = committed("seals.json")["seed"]


def ask(python: Path, **request: bytes) -> subprocess.CompletedProcess[str]:
    """Run the oracle with hex arguments; `-I` keeps our packages and this project's folder out of it."""
    text = json.dumps({name: value.hex() for name, value in request.items()})
    return subprocess.run([python, "-I", SCRIPT], input=text, capture_output=True, text=True, timeout=60, check=False)


def cose_key(raw: bytes, seed: bytes | None = None) -> bytes:
    return cbor2.dumps({1: 1, -1: 6, -2: raw} | ({-4: seed} if seed else {}))


def test_it_verifies_our_seal(oracle_python: Path) -> None:
    key = cose_key(WORLD.signer.public_key.raw)
    answer = ask(oracle_python, key=key, kid=KID, verify=ISSUED.seal, external_aad=BASE.seal_aad())
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {"payload": ISSUED.parsed.payload.encode().hex()}


@pytest.mark.parametrize("position", [20, 60, -1])
def test_it_refuses_our_seal_once_a_bit_is_flipped(oracle_python: Path, position: int) -> None:
    flipped = bytearray(ISSUED.seal)
    flipped[position] ^= 1
    key = cose_key(WORLD.signer.public_key.raw)
    answer = ask(oracle_python, key=key, kid=KID, verify=bytes(flipped), external_aad=BASE.seal_aad())
    assert answer.returncode == 1
    assert "Error" in answer.stderr


def test_it_refuses_our_seal_at_another_site(oracle_python: Path) -> None:
    elsewhere = ReferenceBase("https://check.example.org/v/").seal_aad()
    key = cose_key(WORLD.signer.public_key.raw)
    answer = ask(oracle_python, key=key, kid=KID, verify=ISSUED.seal, external_aad=elsewhere)
    assert answer.returncode == 1
    assert "VerifyError" in answer.stderr


def test_what_it_signs_is_our_seal_byte_for_byte(oracle_python: Path) -> None:
    answer = ask(
        oracle_python,
        key=cose_key(WORLD.signer.public_key.raw, bytes.fromhex(SEED)),
        kid=KID,
        sign=ISSUED.parsed.payload.encode(),
        external_aad=BASE.seal_aad(),
    )
    assert answer.returncode == 0, answer.stderr
    signed = bytes.fromhex(json.loads(answer.stdout)["signed"])
    parse_seal(signed).verify(WORLD.signer.public_key, BASE)
    assert signed == ISSUED.seal


def test_it_agrees_on_seal_vector_1(oracle_python: Path) -> None:
    vector = committed("seal-vector-1.json")
    answer = ask(
        oracle_python,
        key=bytes.fromhex(vector["cose_key"]),
        kid=bytes.fromhex(vector["kid"]),
        verify=bytes.fromhex(vector["seal"]),
        external_aad=vector["aad"].encode(),
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {"payload": vector["payload"]}
