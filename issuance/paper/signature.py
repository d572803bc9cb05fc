"""The signature of the PDF itself: PAdES B-B, ECDSA P-256, over the whole file.

The QR code proves what the chamber certified; this signature proves that a file *is* the original, without asking
anyone. Each chamber has a self-signed anchor, listed in the trust list, that issues the certificate it signs with.
P-256, because common PDF readers refuse Ed25519.
"""

import asyncio
import datetime as dt
import io
from collections.abc import Sequence
from typing import cast

from asn1crypto import algos as asn1_algos
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import cms_embedder
from pyhanko_certvalidator.registry import SimpleCertificateStore

from issuance.paper.errors import PaperError
from signing.errors import SigningError as FormatError
from signing.number import parse_typed_number
from signing.pdf_reason import format_reason

FIELD_NAME = "ChamberSignature"
MAX_NAME_LENGTH = 64
"""Upper bound of X.520 for an organisation's name."""
RESERVED_HEX_DIGITS = 8_192
"""Room for the signature in the file: two certificates of the longest names fit."""


def make_pdf_anchor(
    chamber_name: str, not_before: dt.datetime, not_after: dt.datetime
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Make a chamber's anchor: a self-signed certificate that can issue signing certificates and nothing below them.

    Both instants carry a zone; `not_after` is included. Raises :class:`PaperError` for a name beyond 64 characters.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(chamber_name, "PDF anchor")
    certificate = (
        _builder(name, name, key.public_key(), not_before, not_after)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def issue_pdf_certificate(
    anchor_key: ec.EllipticCurvePrivateKey,
    anchor: x509.Certificate,
    not_before: dt.datetime,
    not_after: dt.datetime,
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Issue a chamber's PDF signing certificate from its anchor, with a new key.

    Raises :class:`PaperError` where its time would reach beyond the anchor's.
    """
    if not_before < anchor.not_valid_before_utc or not_after > anchor.not_valid_after_utc:
        raise PaperError(
            f"A PDF signing certificate from {not_before:%Y-%m-%d} to {not_after:%Y-%m-%d} reaches beyond its anchor "
            f"({anchor.not_valid_before_utc:%Y-%m-%d} to {anchor.not_valid_after_utc:%Y-%m-%d}): make a new anchor."
        )
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(chamber_of(anchor), "PDF signature"), anchor.subject, key.public_key(), not_before, not_after)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(anchor_key.public_key()),
            critical=False,
        )
        .sign(anchor_key, hashes.SHA256())
    )
    return key, certificate


def chamber_of(certificate: x509.Certificate) -> str:
    """Return the chamber's name that an anchor or signing certificate carries."""
    return str(certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)


def sign_pdf(
    pdf: bytes,
    *,
    key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    number: str,
    sid: bytes,
    signed_at: dt.datetime,
    place: str | None = None,
) -> bytes:
    """Return `pdf` with the chamber's signature appended; nothing of what was there is changed.

    `key` needs only its `sign` method, so a key that stays in a token serves as well. `chain` holds the anchor,
    which is embedded for readers; `number` is printed or canonical, `sid` the seal's id (32 bytes). The signature
    certifies that no change at all is allowed afterwards (DocMDP, level 1). Raises :class:`PaperError`.
    """
    try:
        reason = format_reason(parse_typed_number(number), sid)
    except FormatError as error:
        raise PaperError(f"The PDF cannot be signed: {error}") from error
    return sign_with_reason(
        pdf, key=key, certificate=certificate, chain=chain, reason=reason, signed_at=signed_at, place=place
    )


def sign_with_reason(
    pdf: bytes,
    *,
    key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    reason: str,
    signed_at: dt.datetime,
    place: str | None = None,
) -> bytes:
    """Return a PDF that is no certificate, such as a letter, with the chamber's signature appended as by `sign_pdf`.

    `reason` is what readers of PDF show; what reads like a certificate's own makes no certificate of the file, since
    no record names its hash. Raises :class:`PaperError`.
    """
    if signed_at.tzinfo is None:
        raise PaperError(f"The time of signing {signed_at.isoformat()} has no zone: give it in UTC.")
    placeholder = signers.SignatureObject(
        timestamp=signed_at,
        subfilter=SigSeedSubFilter.PADES,
        name=chamber_of(certificate),
        location=place,
        reason=reason,
        bytes_reserved=RESERVED_HEX_DIGITS,
    )
    try:
        return _embed(pdf, placeholder, KeySigner(key, certificate, chain))
    except (PdfError, SigningError) as error:
        raise PaperError(f"The PDF cannot be signed: {error}. It must be an unsigned, unencrypted file.") from error


class KeySigner(signers.Signer):
    """Signs with any key object that has `sign`, without ever asking for the key's bytes."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate]
    ) -> None:
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's constructor lacks annotations
        known.register_multiple(_asn1(link) for link in chain)
        super().__init__(
            signing_cert=_asn1(certificate),
            cert_registry=known,
            signature_mechanism=asn1_algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign `data` with ECDSA and SHA-256; the digest is fixed by the mechanism above."""
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _UntouchedMetadata(IncrementalPdfFileWriter):
    """Appends to a file and leaves its title, dates and XMP as they are.

    pyHanko would write the machine's time and its own name there: a clock that nobody passed in, and an Info
    dictionary and XMP packet that PDF/A wants equal.
    """

    def _update_meta(self) -> None:
        """Change nothing."""


def _embed(pdf: bytes, placeholder: signers.SignatureObject, signer: KeySigner) -> bytes:
    writer = _UntouchedMetadata(io.BytesIO(pdf), strict=True)
    steps = cms_embedder.PdfCMSEmbedder(SigFieldSpec(FIELD_NAME)).write_cms(FIELD_NAME, writer)
    next(steps)
    steps.send(
        cms_embedder.SigObjSetup(
            sig_placeholder=placeholder,
            mdp_setup=cms_embedder.SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES),
        )
    )
    digest, output = steps.send(cms_embedder.SigIOSetup(md_algorithm="sha256", in_place=False))
    signature = asyncio.run(signer.async_sign(digest.document_digest, "sha256", use_pades=True))
    steps.send(signature)
    return cast(io.BytesIO, output).getvalue()


def _name(chamber_name: str, purpose: str) -> x509.Name:
    if not 1 <= len(chamber_name) <= MAX_NAME_LENGTH:
        raise PaperError(
            f"The chamber's name has {len(chamber_name)} characters; a certificate for PDF signatures holds 1 to "
            f"{MAX_NAME_LENGTH}. Give a shorter form of the name."
        )
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, chamber_name),
            x509.NameAttribute(NameOID.COMMON_NAME, purpose),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    not_before: dt.datetime,
    not_after: dt.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    """Allow issuing certificates, or signing documents that nobody can disown later; never both."""
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Carry a certificate from cryptography's type to the one that pyHanko works with."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
