"""Vectors that others publish: Ed25519, COSE and canonical JSON do here what they do everywhere."""

import json
from typing import Any

import cbor2
import pytest
import rfc8785

from signing.errors import KeyRefusedError, MalformedError, SignatureMismatchError
from signing.keys import PrivateKeySigner, PublicKey
from signing.seal import parse_seal
from tests.unit.signing.vector_files import committed, named, public


@pytest.mark.parametrize("vector", named(committed("rfc8032.json")["tests"]))
def test_rfc_8032_signatures_are_made_and_verified(vector: dict[str, str]) -> None:
    signer = PrivateKeySigner.from_seed(bytes.fromhex(vector["seed"]))
    message = bytes.fromhex(vector["message"])
    assert signer.public_key.raw.hex() == vector["public_key"]
    assert signer.sign(message).hex() == vector["signature"]
    signer.public_key.verify(bytes.fromhex(vector["signature"]), message)


def test_all_five_tests_of_rfc_8032_are_here() -> None:
    assert len(committed("rfc8032.json")["tests"]) == 5


def test_wycheproof_ed25519_151_of_151() -> None:
    groups = json.loads(public("wycheproof-ed25519.json")[0].read_bytes())["testGroups"]
    outcomes = {
        test["tcId"]: _verifies(group["publicKey"]["pk"], test) == (test["result"] == "valid")
        for group in groups
        for test in group["tests"]
    }
    assert len(outcomes) == 151
    assert [number for number, right in outcomes.items() if not right] == []


def _verifies(public_key: str, test: dict[str, Any]) -> bool:
    try:
        PublicKey(bytes.fromhex(public_key)).verify(bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
    except (KeyRefusedError, SignatureMismatchError):
        return False
    return True


def test_cose_wg_example_has_our_sig_structure_and_our_signature() -> None:
    """Its algorithm id is the older -8 and its kid is unprotected: the structure and the signature are the same."""
    example = json.loads(public("cose-wg-eddsa-sig-01.json")[0].read_bytes())
    key = example["input"]["sign0"]["key"]
    protected, _, payload, signature = cbor2.loads(bytes.fromhex(example["output"]["cbor"])).value
    to_be_signed = cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
    assert to_be_signed.hex().upper() == example["intermediates"]["ToBeSign_hex"]
    signer = PrivateKeySigner.from_seed(bytes.fromhex(key["d_hex"]))
    assert signer.public_key.raw.hex() == key["x_hex"]
    assert signer.sign(to_be_signed) == signature
    signer.public_key.verify(signature, to_be_signed)


def test_cose_wg_example_is_no_seal() -> None:
    example = json.loads(public("cose-wg-eddsa-sig-01.json")[0].read_bytes())
    with pytest.raises(MalformedError):
        parse_seal(bytes.fromhex(example["output"]["cbor"]))


def test_json_canonicalization_six_pairs() -> None:
    """The serialiser under `signing.canonical`; the pairs use decimals and null, which our own rules refuse."""
    inputs = public("jcs/input/*.json")
    assert len(inputs) == 6
    for path in inputs:
        expected = (path.parent.parent / "output" / path.name).read_bytes()
        assert rfc8785.dumps(json.loads(path.read_bytes())) == expected, path.name
