"""Runs in the oracle's own interpreter, with python-cwt and without our packages: verify or sign one COSE_Sign1.

Reads from standard input, as JSON with hex strings: {"key": the COSE_Key, "kid", "external_aad", and either "verify": a
COSE_Sign1 or "sign": a payload}. Writes {"payload"} or {"signed"}, or fails with python-cwt's own error.
"""

import json
import sys

import cbor2
from cwt import COSE, COSEKey
from cwt.enums import COSEAlgs, COSEHeaders

request = {name: bytes.fromhex(value) for name, value in json.load(sys.stdin).items()}
key = COSEKey.new({**cbor2.loads(request["key"]), 2: request["kid"], 3: int(COSEAlgs.ED25519)})
if "verify" in request:
    payload = COSE.new().decode(request["verify"], key, external_aad=request["external_aad"])
    json.dump({"payload": payload.hex()}, sys.stdout)
else:
    protected = {COSEHeaders.ALG: COSEAlgs.ED25519, COSEHeaders.KID: request["kid"]}
    signed = COSE.new(deterministic_header=True).encode_and_sign(
        request["sign"], key, protected=protected, unprotected={}, external_aad=request["external_aad"]
    )
    json.dump({"signed": signed.hex()}, sys.stdout)
