"""The office's private keys: encrypted files under one folder, or a PKCS#11 token that they name.

chambers/<CODE>/<kid>.pem          Ed25519, encrypted PKCS#8: seals and records
chambers/<CODE>/<kid>.token.json   the same key in a token: {"library", "token", "label"}
pdf/<CODE>/anchor.crt              the chamber's anchor for PDF signatures
pdf/<CODE>/<year>.pem, .crt        ECDSA P-256: signs the PDFs of a year
vault/<version>.key                AES-256, wrapped: the originals at rest
"""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from issuance.errors import KeyStoreError
from issuance.files import write_durably
from issuance.token import TokenAddress, open_token_signer
from signing.errors import KeyRefusedError
from signing.keys import PrivateKeySigner, PublicKey, Signer
from signing.trust import KeyRole, KeyState, TrustedKey, TrustList


@dataclass(frozen=True)
class PdfSigner:
    """What signs a chamber's PDFs: the year's key and certificate, and the anchor that issued it."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    anchor: x509.Certificate


class KeyStore:
    """Opens keys from a folder under one passphrase; opened signers are kept for the life of the process."""

    def __init__(self, directory: Path, passphrase: bytes, *, token_pin: str | None = None) -> None:
        self.directory = directory
        self._passphrase = passphrase
        self._token_pin = token_pin
        self._signers: dict[bytes, Signer] = {}
        self._pdf_signers: dict[tuple[str, int], PdfSigner] = {}

    def chamber_key(self, trust_list: TrustList, code: str, day: dt.date) -> tuple[TrustedKey, Signer]:
        """Return the chamber's active key for an issue date; of two in their month of overlap, the newer."""
        trusted = [
            key
            for key in trust_list.keys
            if key.chamber == code and key.role is KeyRole.CHAMBER and key.state is KeyState.ACTIVE and key.covers(day)
        ]
        usable = [key for key in trusted if self._is_here(code, key)]
        if trusted and not usable:
            raise KeyStoreError(
                f"The private half of chamber {code}'s key {trusted[-1].key_id.hex()} is not in {self.directory}: "
                "restore it from its backup."
            )
        if not usable:
            raise KeyStoreError(
                f"Chamber {code} has no active key for {day}. Add one with: issuance trust add-key --chamber {code}"
            )
        key = max(usable, key=lambda candidate: candidate.not_before)
        return key, self._signer(code, key)

    def add_chamber_key(self, code: str, signer: PrivateKeySigner) -> Path:
        """Store a new chamber key, encrypted."""
        path = self._path(code, signer.public_key)
        write_durably(path, signer.to_pkcs8(self._passphrase))
        return path

    def destroy_chamber_key(self, code: str, public_key: PublicKey) -> None:
        """Remove the private half of a key; its seals stay verifiable."""
        for path in (self._path(code, public_key), self._token_path(code, public_key)):
            path.unlink(missing_ok=True)
        self._signers.pop(public_key.raw, None)

    def pdf_signer(self, code: str, year: int) -> PdfSigner:
        """Return what signs a chamber's PDFs of a year."""
        if (code, year) not in self._pdf_signers:
            folder = self.directory / "pdf" / code
            try:
                key = serialization.load_pem_private_key((folder / f"{year}.pem").read_bytes(), self._passphrase)
                certificate = x509.load_pem_x509_certificate((folder / f"{year}.crt").read_bytes())
                anchor = x509.load_pem_x509_certificate((folder / "anchor.crt").read_bytes())
            except OSError as error:
                raise KeyStoreError(
                    f"Chamber {code}'s key for PDF signatures of {year} cannot be read in {folder}: {error.strerror}."
                ) from error
            except (ValueError, TypeError) as error:
                raise KeyStoreError(f"The PDF key of {code} for {year} cannot be opened: wrong passphrase?") from error
            if not isinstance(key, EllipticCurvePrivateKey):
                raise KeyStoreError(f"The PDF key of {code} for {year} is no ECDSA key.")
            self._pdf_signers[code, year] = PdfSigner(key, certificate, anchor)
        return self._pdf_signers[code, year]

    def _is_here(self, code: str, key: TrustedKey) -> bool:
        return self._path(code, key.key).exists() or self._token_path(code, key.key).exists()

    def _signer(self, code: str, key: TrustedKey) -> Signer:
        if key.key.raw not in self._signers:
            self._signers[key.key.raw] = self._open(code, key)
        return self._signers[key.key.raw]

    def _open(self, code: str, key: TrustedKey) -> Signer:
        token = self._token_path(code, key.key)
        if token.exists():
            return open_token_signer(_address_in(token), self._token_pin, key.key)
        try:
            signer = PrivateKeySigner.from_pkcs8(self._path(code, key.key).read_bytes(), self._passphrase)
        except (OSError, KeyRefusedError) as error:
            raise KeyStoreError(f"Key {key.key_id.hex()} of chamber {code}: {error}") from error
        if signer.public_key != key.key:
            raise KeyStoreError(f"The key file of {code} holds another key than {key.key_id.hex()}.")
        return signer

    def _path(self, code: str, key: PublicKey) -> Path:
        return self.directory / "chambers" / code / f"{key.key_id.hex()}.pem"

    def _token_path(self, code: str, key: PublicKey) -> Path:
        return self.directory / "chambers" / code / f"{key.key_id.hex()}.token.json"


def _address_in(file: Path) -> TokenAddress:
    try:
        return TokenAddress(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise KeyStoreError(f'{file} should hold {{"library", "token", "label"}} as JSON: {error}.') from error
