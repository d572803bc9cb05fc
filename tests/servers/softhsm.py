"""A SoftHSM2 token of the tests' own: a hardware security module made of software, behind real PKCS#11."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from asn1crypto.core import OctetString
from pkcs11 import Attribute, KeyType, Mechanism
from pkcs11.exceptions import UserAlreadyLoggedIn
from pkcs11.util.ec import encode_named_curve_parameters

from tests.servers.programs import require_file, require_program

LIBRARY_PATHS = (
    "usr/lib/softhsm/libsofthsm2.so",
    "usr/lib/*/softhsm/libsofthsm2.so",
    "usr/lib64/pkcs11/libsofthsm2.so",
    "usr/local/lib/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True)
class Token:
    """An initialised token; ``environment`` makes the library find it and no token of the machine."""

    library: Path
    label: str
    pin: str
    security_officer_pin: str
    environment: dict[str, str]


def create_token(folder: Path, label: str = "originseal-test") -> Token:
    """Initialise a token in ``folder`` and return it.

    Before the library is loaded into a process, ``environment`` has to be in its environment, which is
    read once. So one process has one token, and tests keep apart by the labels of their keys.
    """
    library = require_file(LIBRARY_PATHS, "The library libsofthsm2.so", "softhsm2")
    tool = require_program("softhsm2-util", "softhsm2")
    tokens = folder / "tokens"
    tokens.mkdir(mode=0o700)
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n", encoding="utf-8"
    )
    token = Token(library, label, "1234-user", "5678-officer", {"SOFTHSM2_CONF": str(configuration)})
    pins = ["--pin", token.pin, "--so-pin", token.security_officer_pin]
    subprocess.run(
        [tool, "--init-token", "--free", "--label", label, *pins],
        env=os.environ | token.environment,
        check=True,
        capture_output=True,
    )
    return token


def open_session(token: Token) -> pkcs11.Session:
    """Return a session that may write."""
    slot = pkcs11.lib(str(token.library)).get_token(token_label=token.label)
    try:
        return slot.open(rw=True, user_pin=token.pin)
    except UserAlreadyLoggedIn:
        # Logging in counts for the whole process, and another test of it was here before.
        return slot.open(rw=True)


def generate_key(token: Token, label: str) -> bytes:
    """Let the token generate an Ed25519 key under a label; return the public half, 32 bytes."""
    with open_session(token) as session:
        parameters = session.create_domain_parameters(
            KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: encode_named_curve_parameters("1.3.101.112")}, local=True
        )
        public, private = parameters.generate_keypair(
            mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label=label
        )
        assert private[Attribute.SENSITIVE]
        # CKA_EC_POINT is the key's 32 bytes in a DER octet string.
        return bytes(OctetString.load(public[Attribute.EC_POINT]).native)
