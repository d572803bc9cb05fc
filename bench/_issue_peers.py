"""What issuing is compared with, measured in the same rounds: its parts alone, in their barest form."""

import datetime as dt
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import typst
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from issuance.office import Office
from issuance.paper import Press, sign_pdf
from signing.number import draw_number

SIGNATURES_AT_ONCE = 100
"""One Ed25519 signature is too short for the clock."""


def make_peers(office: Office, folder: Path, chamber: str) -> dict[str, tuple[Callable[[], object], int]]:
    """Return each peer by name with how many times it does its work per call."""
    compiler = typst.Compiler(ignore_system_fonts=True)
    count = iter(range(10**9))

    def trivial_page() -> bytes:
        # A text of its own each time: typst remembers what it has set before.
        pdf: bytes = compiler.compile({"main.typ": f"Page {next(count)}".encode()}, format="pdf")  # type: ignore[type-var, assignment]  # typst's stubs leave the result open
        return pdf

    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    page = Press().typeset("A page", now)
    signer = office.keys.pdf_signer(chamber, now.year)

    def pyhanko() -> bytes:
        return sign_pdf(
            page,
            key=signer.key,
            certificate=signer.certificate,
            chain=[signer.anchor],
            number=draw_number(chamber, now.year, 1, os.urandom).printed,
            sid=bytes(32),
            signed_at=now,
        )

    key = Ed25519PrivateKey.generate()
    message = bytes(100)

    def ed25519() -> None:
        for _ in range(SIGNATURES_AT_ONCE):
            key.sign(message)

    (folder / "peer.sqlite").unlink(missing_ok=True)
    database = sqlite3.connect(folder / "peer.sqlite", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE row (data BLOB)"):
        database.execute(statement)

    def insert() -> None:
        database.execute("INSERT INTO row VALUES (?)", (bytes(2000),))

    return {
        "typst, trivial page": (trivial_page, 1),
        "pyHanko, that page": (pyhanko, 1),
        "Ed25519 signature": (ed25519, SIGNATURES_AT_ONCE),
        "SQLite insert, committed": (insert, 1),
    }
