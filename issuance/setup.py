"""Make what an installation needs before its first certificate: databases, keys, trust repository.

Every step may be run again: what is there stays as it is.
"""

import datetime as dt
import secrets
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from issuance.files import write_durably
from issuance.office import Office
from issuance.paper import issue_pdf_certificate, make_pdf_anchor
from issuance.storage.engine import open_engine
from issuance.storage.kind import check_kind_of
from issuance.storage.migrate import upgrade
from issuance.trust.trust_list import key_of_year
from issuance.vault import add_key
from register.create import create_register
from signing.content import Kind
from signing.keys import PrivateKeySigner
from signing.trust import KeyRole, KeyState, TrustedKey

FIRST_VAULT_KEY = 1
ANCHOR_YEARS = 15
_SECRET_BYTES = 32


def make_databases(office: Office) -> None:
    """Create or upgrade the office's database and the register."""
    engine = open_engine(office.config.database_url, create=True)
    try:
        check_kind_of(engine, sandbox=office.config.sandbox)
        upgrade(engine)
    finally:
        engine.dispose()
    create_register(office.config.register_url, sandbox=office.config.sandbox)


def make_vault(office: Office) -> None:
    """Make the first key of the vault, and the key under which sealed fields are found again."""
    for name in ("vault", "index"):
        folder = office.config.keys / name
        if not any(folder.glob("*.key")):
            add_key(folder, FIRST_VAULT_KEY, office.passphrase)


def make_web_secret(office: Office) -> None:
    """Make the secret with which the office's pages sign cookies; whoever changes it ends all sessions."""
    if not office.config.web_secret.exists():
        write_durably(office.config.web_secret, secrets.token_urlsafe(_SECRET_BYTES).encode() + b"\n")


def pdf_anchor(office: Office, code: str, chamber_name: str, year: int) -> x509.Certificate:
    """Return the chamber's anchor for PDF signatures; make it, and the year's signing key, where they lack."""
    folder = office.config.keys / "pdf" / code
    if not (folder / "anchor.crt").exists():
        start = dt.datetime(year, 1, 1, tzinfo=dt.UTC) - dt.timedelta(days=1)
        key, anchor = make_pdf_anchor(chamber_name, start, start.replace(year=year + ANCHOR_YEARS))
        write_durably(folder / "anchor.pem", _encrypted(key, office.passphrase))
        write_durably(folder / "anchor.crt", anchor.public_bytes(serialization.Encoding.PEM))
    anchor = x509.load_pem_x509_certificate((folder / "anchor.crt").read_bytes())
    if not (folder / f"{year}.crt").exists():
        anchor_key = serialization.load_pem_private_key((folder / "anchor.pem").read_bytes(), office.passphrase)
        if not isinstance(anchor_key, EllipticCurvePrivateKey):
            raise TypeError("an anchor's key is always ECDSA: this program made it")
        key, certificate = issue_pdf_certificate(
            anchor_key,
            anchor,
            dt.datetime(year, 1, 1, tzinfo=dt.UTC) - dt.timedelta(days=1),
            dt.datetime(year + 1, 2, 1, tzinfo=dt.UTC),
        )
        write_durably(folder / f"{year}.pem", _encrypted(key, office.passphrase))
        write_durably(folder / f"{year}.crt", certificate.public_bytes(serialization.Encoding.PEM))
    return anchor


def make_chamber_key(office: Office, code: str, year: int, kinds: tuple[Kind, ...]) -> TrustedKey:
    """Make a chamber's Ed25519 key of a year, with one month of overlap into the next; store it encrypted."""
    signer = PrivateKeySigner.generate()
    office.keys.add_chamber_key(code, signer)
    return key_of_year(signer.public_key, code, year, kinds)


def receipt_key_file(office: Office, year: int) -> Path:
    """Return where the receipt key of a year lies; apart, for it goes to the reference host alone."""
    return office.config.keys / "receipt" / f"{year}.pem"


def make_receipt_key(office: Office, year: int) -> TrustedKey:
    """Make the reference service's receipt key of a year, where there is none; return its entry of the trust list."""
    file = receipt_key_file(office, year)
    if file.exists():
        signer = PrivateKeySigner.from_pkcs8(file.read_bytes(), office.passphrase)
    else:
        signer = PrivateKeySigner.generate()
        write_durably(file, signer.to_pkcs8(office.passphrase))
    return TrustedKey(
        public_key=signer.public_key.raw.hex(),
        role=KeyRole.RECEIPT,
        not_before=dt.date(year, 1, 1),
        not_after=dt.date(year + 1, 1, 31),
        state=KeyState.ACTIVE,
    )


def _encrypted(key: EllipticCurvePrivateKey, passphrase: bytes) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
