"""Is this file the chamber's original? Told by the PDF's own signature, offline.

Bytes first, parsing after. A PDF parser can be led astray (two readings of one file, appended revisions, signatures
over parts of it), so the signature is verified over the raw bytes before any parser sees them:

1. The file holds exactly one `/ByteRange`; its two ranges are the whole file but for one hex string.
2. The hex string is one CMS signature of the template of :mod:`scanner.cms`, then zeros, nothing else.
3. Its certificate was issued directly by one of the given anchors, both valid at the given time, both P-256.
4. The signature and the digest of both ranges are right. From here on the bytes are what the chamber signed.
5. pyHanko, as an independent second reading, agrees: one signature, entire file, no modification, chain trusted.
6. The signature's reason names certificate number and seal.

No network is used and revocation is not asked: a revoked certificate is the register's matter (`seal.md`, 6 and 7).
"""

import datetime as dt
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError

from scanner.cms import CmsError, CmsSignature, issuer_and_serial_of, parse_cms, split_certificate
from signing.errors import MalformedError
from signing.number import CertificateNumber
from signing.pdf_reason import parse_reason

MAX_PDF_BYTES = 64_000_000
MAX_SIGNATURE_BYTES = 32_768
MAX_SIGNATURES_LOOKED_AT = 8

_BYTE_RANGE = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{0,8}\]"
)
_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")


class NotOriginal(StrEnum):
    """Why a file is not the chamber's original by its signature. None of these says that the paper is false."""

    NOT_SIGNED = "NOT_SIGNED"
    """No signature was found: a scan, a print-out saved again, a copy, or no PDF at all."""
    ALTERED = "ALTERED"
    """It carries a signature by a chamber's certificate, but the file is not what was signed."""
    FOREIGN = "FOREIGN"
    """It carries a signature, but none that leads to a trusted anchor at that time, or none that can still be read."""


@dataclass(frozen=True)
class SignedPdf:
    """An original, proved by its signature."""

    number: CertificateNumber
    sid: bytes
    """The seal's id, 32 bytes, as in `seal.md`. Whoever asks still compares it with the seal in the QR code."""
    chamber: str
    """The chamber's name as in its anchor."""
    anchor: bytes
    """The anchor that the signature leads to, DER. It must be the anchor of the number's own chamber."""


@dataclass(frozen=True)
class _Candidate:
    """A place in the file that claims to be a signature."""

    ranges: tuple[int, int, int, int]
    cms: CmsSignature | None
    """None where what stands there is not of the template."""


def verify_pdf_signature(
    pdf: bytes, anchors: Sequence[x509.Certificate | bytes], at: dt.datetime
) -> SignedPdf | NotOriginal:
    """Verify the chamber's signature of a whole PDF; any bytes get an answer and never an exception.

    `anchors` are the chambers' trusted certificates (DER or objects), `at` the instant, with zone, at which the
    chain must be valid: the day of issue, not today, since signing certificates end while papers live on.
    Raises :class:`ValueError` for anchors that cannot be read and for an instant without zone: faults of the caller.
    """
    if at.tzinfo is None:
        raise ValueError("The instant at which the chain must be valid needs a zone.")
    trusted = [x509.load_der_x509_certificate(one) if isinstance(one, bytes) else one for one in anchors]
    if len(pdf) > MAX_PDF_BYTES:
        return NotOriginal.NOT_SIGNED
    candidates = _candidates(pdf)
    if not candidates:
        return NotOriginal.NOT_SIGNED
    by_us = [pair for pair in ((one, _chain(one.cms, trusted, at)) for one in candidates) if pair[1] is not None]
    if not by_us:
        return NotOriginal.FOREIGN
    candidate, chain = by_us[0]
    if len(candidates) != 1 or candidate.cms is None or chain is None:
        return NotOriginal.ALTERED
    certificate, anchor = chain
    if not _covers_whole_file(pdf, candidate.ranges) or not _is_signed_by(pdf, candidate, certificate):
        return NotOriginal.ALTERED
    return _second_reading(pdf, anchor, at)


def _candidates(pdf: bytes) -> list[_Candidate]:
    """Find what claims to be a signature, by the raw bytes alone."""
    found = []
    for match in _BYTE_RANGE.finditer(pdf):
        start, first, second, last = (int(group) for group in match.groups())
        gap = pdf[first:second] if first < second <= first + 2 * MAX_SIGNATURE_BYTES + 2 else b""
        found.append(_Candidate((start, first, second, last), _parse_gap(gap)))
        if len(found) == MAX_SIGNATURES_LOOKED_AT:
            break
    return found


def _parse_gap(gap: bytes) -> CmsSignature | None:
    """Read the hex string between both ranges: one signature, then zeros up to its end."""
    if not _HEX.fullmatch(gap) or len(gap) % 2:
        return None
    try:
        cms, padding = parse_cms(bytes.fromhex(gap[1:-1].decode("ascii")))
    except CmsError:
        return None
    return None if padding.strip(b"\0") else cms


def _chain(
    cms: CmsSignature | None, anchors: Sequence[x509.Certificate], at: dt.datetime
) -> tuple[x509.Certificate, x509.Certificate] | None:
    """Return signing certificate and anchor where one of the anchors issued the signer's certificate."""
    if cms is None:
        return None
    for anchor in anchors:
        if anchor.subject.public_bytes() != cms.issuer or not _is_usable(anchor, at):
            continue
        anchor_der = anchor.public_bytes(Encoding.DER)
        others = [der for der in cms.certificates if der != anchor_der]
        # The anchor is the only other certificate that may stand in the file: no byte of the file is free.
        if len(others) == 1 and _is_issued_by(others[0], anchor):
            certificate = x509.load_der_x509_certificate(others[0])
            if issuer_and_serial_of(certificate) == cms.issuer_and_serial and _is_usable(certificate, at):
                return certificate, anchor
    return None


def _is_issued_by(der: bytes, anchor: x509.Certificate) -> bool:
    """Verify a certificate's bytes under the anchor's key before anything interprets them."""
    key = _p256_key(anchor)
    try:
        signed, signature = split_certificate(der)
    except CmsError:
        return False
    return key is not None and _is_signature(key, signature, signed)


def _is_signature(key: ec.EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _is_usable(certificate: x509.Certificate, at: dt.datetime) -> bool:
    return (
        certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc and _p256_key(certificate) is not None
    )


def _p256_key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey | None:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1) else None


def _covers_whole_file(pdf: bytes, ranges: tuple[int, int, int, int]) -> bool:
    start, first, second, last = ranges
    return start == 0 and 0 < first < second and second + last == len(pdf)


def _is_signed_by(pdf: bytes, candidate: _Candidate, certificate: x509.Certificate) -> bool:
    """Check the digest of both ranges and the signature over the attributes that hold it."""
    key = _p256_key(certificate)
    if key is None or candidate.cms is None:
        return False
    _, first, second, _ = candidate.ranges
    digest = hashlib.sha256(pdf[:first] + pdf[second:]).digest()
    cms = candidate.cms
    return cms.message_digest == digest and _is_signature(key, cms.signature, cms.signed_attributes)


def _second_reading(pdf: bytes, anchor: x509.Certificate, at: dt.datetime) -> SignedPdf | NotOriginal:
    """Let pyHanko validate the file that is already known to be authentic, and read the signature's reason."""
    anchor_der = anchor.public_bytes(Encoding.DER)
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(anchor_der)],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
    )
    try:
        signatures = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
        if len(signatures) != 1:
            return NotOriginal.ALTERED
        status = validate_pdf_signature(signatures[0], signer_validation_context=context)
        reason = str(signatures[0].sig_object["/Reason"])
        number, sid = parse_reason(reason)
    except (PdfError, SigningError, PathError, ValueError, KeyError, MalformedError):
        return NotOriginal.ALTERED
    agrees = (
        status.bottom_line
        and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        and status.modification_level in (None, ModificationLevel.NONE)
    )
    if not agrees:
        return NotOriginal.ALTERED
    chamber = str(anchor.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)
    return SignedPdf(number=number, sid=sid, chamber=chamber, anchor=anchor_der)
