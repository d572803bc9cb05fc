"""A SoftHSM2 token of the tests' own: a hardware security module made of software, behind real PKCS#11."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

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
