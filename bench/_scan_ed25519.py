"""How near our verification of a signature comes to what OpenSSL measures of its own. See `bench/scan.py`.

Three that verify one signature again and again, in turns of a second of processor time: `openssl speed ed25519` in C;
`signing.keys.PublicKey.verify`, through which every signature of ours goes; and `signing.seal.Seal.verify`, which also
rebuilds what was signed. The first is the system's OpenSSL, the others use the one that `cryptography` brings along.
"""

import datetime as dt
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from typing import Final

from signing.content import Kind
from signing.cose import sign1
from signing.keys import PrivateKeySigner
from signing.reference_base import ReferenceBase
from signing.seal import SealPayload, parse_seal

ROUNDS: Final = 5
TARGET: Final = 0.9

DAY: Final = dt.date(2026, 3, 10)

BATCH: Final = 200
"""Verifications between two looks at the clock."""

VERIFIED: Final = re.compile(r"Ed25519\) +\S+ +\S+ +\S+ +(?P<per_second>[0-9.]+)")
"""The last line of `openssl speed`: seconds to sign and to verify, then both per second."""


def measure() -> dict[str, float] | None:
    """Return verifications per second of processor time and our ratios; None where there is no `openssl`."""
    program = shutil.which("openssl")
    if program is None:
        print("openssl is not installed; get it with `apt-get install openssl` to compare the verification with it")
        return None
    base = ReferenceBase("https://ref.example.jp/v/")
    signer = PrivateKeySigner.generate()
    key, aad = signer.public_key, base.seal_aad()
    seal = parse_seal(sign1(signer, SealPayload(Kind.COO_JP, "TYO26-000001-2Y46-AHNN", DAY, bytes(32)).encode(), aad))
    message = seal.envelope.to_be_signed(aad)
    ways: dict[str, Callable[[], float]] = {
        "openssl": lambda: _rate_of_openssl(program),
        "key": lambda: _rate(lambda: key.verify(seal.envelope.signature, message)),
        "seal": lambda: _rate(lambda: seal.verify(key, base)),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, measured in ways.items():
            rates[name].append(measured())
    result = {f"{name}_per_cpu_second": round(statistics.median(values)) for name, values in rates.items()}
    ratios = {name: round(statistics.median(map(_ratio, rates[name], rates["openssl"])), 3) for name in ("key", "seal")}
    print(
        f"Ed25519 verifications per CPU second: openssl {result['openssl_per_cpu_second']}, "
        f"signing.keys {result['key_per_cpu_second']} (x {ratios['key']:.2f}, target {TARGET}), "
        f"a whole seal {result['seal_per_cpu_second']} (x {ratios['seal']:.2f})"
    )
    return {**result, "key_ratio_to_openssl": ratios["key"], "seal_ratio_to_openssl": ratios["seal"], "target": TARGET}


def _rate(verify: Callable[[], None]) -> float:
    count, started = 0, time.process_time()
    while (spent := time.process_time() - started) < 1:
        for _ in range(BATCH):
            verify()
        count += BATCH
    return count / spent


def _rate_of_openssl(program: str) -> float:
    # It counts its own processor time, unless it is told `-elapsed`.
    command = [program, "speed", "-seconds", "1", "ed25519"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = VERIFIED.search(said)
    if found is None:
        raise SystemExit(f"`openssl speed ed25519` said nothing of verifications per second but:\n{said}")
    return float(found["per_second"])


def _ratio(ours: float, theirs: float) -> float:
    return ours / theirs
