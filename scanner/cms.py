"""The one form of CMS signature that chambers put into PDFs, read strictly.

CMS (RFC 5652) leaves much room: other encodings of the same value, unsigned attributes, any number of signers. A
file would verify in many forms. Here every byte is either a constant of the template, or repeated from the signing
certificate, or covered by a signature, so that no byte of the file can change unnoticed:

    ContentInfo { signedData, SignedData { 1, {sha256}, {data}, [0] certificates, {
        SignerInfo { 1, issuer and serial, sha256, [0] signed attributes, ecdsa-with-SHA256, signature } } } }
"""

from dataclasses import dataclass

from cryptography import x509

SEQUENCE, SET, INTEGER, BITS, OCTETS, OBJECT_ID, CONTEXT_0 = 0x30, 0x31, 0x02, 0x03, 0x04, 0x06, 0xA0

_VERSION_1 = bytes.fromhex("020101")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")

MAX_CERTIFICATES = 2
"""The signing certificate and, as a courtesy to readers, its anchor."""


class CmsError(ValueError):
    """Bytes that are not exactly of the template."""


@dataclass(frozen=True)
class CmsSignature:
    """A signature of the template's form; nothing in it is verified yet."""

    certificates: tuple[bytes, ...]
    """DER certificates as they stand in the file."""
    issuer_and_serial: bytes
    signed_attributes: bytes
    """The SET OF attributes, in the encoding that is signed (RFC 5652 section 5.4)."""
    message_digest: bytes
    signature: bytes

    @property
    def issuer(self) -> bytes:
        """The DER name of who issued the signing certificate, as the signer states it."""
        return _take(_take(self.issuer_and_serial, SEQUENCE)[0], SEQUENCE, whole=True)[0]


def split_certificate(der: bytes) -> tuple[bytes, bytes]:
    """Part a certificate signed by ECDSA with SHA-256 into what is signed (TBSCertificate) and the signature.

    Raises :class:`CmsError`. It lets a certificate be verified before any part of it is interpreted.
    """
    body, end = _take(der, SEQUENCE)
    _nothing(end)
    signed, after = _take(body, SEQUENCE, whole=True)
    signature, end = _take(_constant(after, _ECDSA_SHA256), BITS)
    _nothing(end)
    # The first octet of a BIT STRING counts unused bits: none here.
    return signed, _constant(signature, b"\0")


def issuer_and_serial_of(certificate: x509.Certificate) -> bytes:
    """Return how CMS names a certificate (RFC 5652 section 10.2.4), DER."""
    return _der(SEQUENCE, certificate.issuer.public_bytes() + _der(INTEGER, _integer(certificate.serial_number)))


def parse_cms(data: bytes) -> tuple[CmsSignature, bytes]:
    """Read a signature of the template at the beginning of `data`; return it and what follows.

    Raises :class:`CmsError` for anything else.
    """
    body, rest = _take(data, SEQUENCE)
    content, end = _take(_constant(body, _SIGNED_DATA), CONTEXT_0)
    _nothing(end)
    signed_data, end = _take(content, SEQUENCE)
    _nothing(end)
    after = _constant(signed_data, _VERSION_1)
    after = _constant(after, _der(SET, _SHA256))
    after = _constant(after, _der(SEQUENCE, _DATA))
    certificates, after = _take(after, CONTEXT_0)
    signers, end = _take(after, SET)
    _nothing(end)
    signer, end = _take(signers, SEQUENCE)
    _nothing(end)
    after = _constant(signer, _VERSION_1)
    issuer_and_serial, after = _take(after, SEQUENCE)
    after = _constant(after, _SHA256)
    attributes, after = _take(after, CONTEXT_0)
    after = _constant(after, _ECDSA_SHA256)
    signature, end = _take(after, OCTETS)
    _nothing(end)
    _take(issuer_and_serial, SEQUENCE)
    parsed = CmsSignature(
        certificates=_certificates(certificates),
        issuer_and_serial=_der(SEQUENCE, issuer_and_serial),
        signed_attributes=_der(SET, attributes),
        message_digest=_message_digest(attributes),
        signature=signature,
    )
    return parsed, rest


def _certificates(data: bytes) -> tuple[bytes, ...]:
    found: list[bytes] = []
    while data:
        body, data = _take(data, SEQUENCE)
        found.append(_der(SEQUENCE, body))
        if len(found) > MAX_CERTIFICATES:
            raise CmsError(f"More than {MAX_CERTIFICATES} certificates are embedded.")
    return tuple(found)


def _message_digest(attributes: bytes) -> bytes:
    """Find the digest among the attributes; each type may stand there once, and the content type is data."""
    values: dict[bytes, bytes] = {}
    while attributes:
        attribute, attributes = _take(attributes, SEQUENCE)
        kind, after = _take(attribute, OBJECT_ID)
        value, end = _take(after, SET)
        _nothing(end)
        oid = _der(OBJECT_ID, kind)
        if oid in values:
            raise CmsError("A signed attribute stands there twice.")
        values[oid] = value
    if values.get(_CONTENT_TYPE) != _DATA:
        raise CmsError("The signed content type is not data.")
    digest, end = _take(values.get(_MESSAGE_DIGEST, b""), OCTETS)
    _nothing(end)
    return digest


def _take(data: bytes, tag: int, *, whole: bool = False) -> tuple[bytes, bytes]:
    """Split one DER value of a tag off `data`: its body (`whole`: with its head) and what follows.

    Lengths must be the shortest possible.
    """
    if len(data) < 2 or data[0] != tag:
        raise CmsError(f"The DER tag {tag:#04x} was expected.")
    length, start = data[1], 2
    if length & 0x80:
        count = length & 0x7F
        start = 2 + count
        if not 1 <= count <= 3 or len(data) < start:
            raise CmsError("A DER length is not allowed here.")
        length = int.from_bytes(data[2:start], "big")
    body = data[start : start + length]
    if len(body) != length or _der(tag, body) != data[: start + length]:
        raise CmsError("A DER value is cut off or its length is not the shortest.")
    return data[: start + length] if whole else body, data[start + length :]


def _constant(data: bytes, expected: bytes) -> bytes:
    if not data.startswith(expected):
        raise CmsError(f"The constant {expected.hex()} of the template was expected.")
    return data[len(expected) :]


def _nothing(data: bytes) -> None:
    if data:
        raise CmsError("Something follows where the template ends.")


def _der(tag: int, body: bytes) -> bytes:
    length = len(body)
    if length < 0x80:
        return bytes([tag, length]) + body
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def _integer(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)
