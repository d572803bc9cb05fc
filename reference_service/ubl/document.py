"""The document as a whole, in UBL's order of elements, and the references that lead back to what was sealed."""

from dataclasses import dataclass

from reference_service.ubl.elements import (
    NAMESPACES,
    Element,
    aggregate,
    basic,
    embedded,
    filled,
    serialised,
)
from reference_service.ubl.parties import OriginCertificate, chamber, endorser, exporter, signing_exporter
from reference_service.ubl.shipment import SHA256, shipment
from signing.content import content_bytes
from signing.seal import content_hash

UBL_VERSION = "2.4"
COMMERCIAL_INVOICE = "380"
"""UN/CEFACT code list 1001, document name."""

_WHAT_THIS_IS = (
    "Made by the reference service from the sealed content; not the certificate itself. It says what the chamber "
    "certified on the issue date. Whether that is still in force says only the reference page, each time it is asked."
)


@dataclass(frozen=True)
class Sealed:
    """Where the content comes from: the seal's bytes, the address in its QR code, and the certificate's page."""

    seal: bytes
    seal_url: str
    page_url: str


def ubl_certificate(content: OriginCertificate, sealed: Sealed) -> bytes:
    """Return the XML of a content that was verified against its seal."""
    number = content.certificate_number
    root = filled(
        Element("CertificateOfOrigin", NAMESPACES),
        basic("UBLVersionID", UBL_VERSION),
        basic("CustomizationID", content.schema_url),
        basic("ID", number.printed),
        basic("IssueDate", content.issued.isoformat()),
        basic("Description", "Certificate of origin, non-preferential", languageID="en"),
        basic("Note", _WHAT_THIS_IS, languageID="en"),
        # Box 4 is one box for all goods; UBL names an origin with each of them.
        basic("Note", "Country of origin: " + "; ".join(country.name for country in content.origin)),
        basic("Note", "ISSUED RETROSPECTIVELY", languageID="en") if content.issued_retrospectively else None,
        _seal(content, sealed),
        exporter(content),
        endorser(content),
        _application(content, sealed),
        aggregate(
            "IssuerEndorsement",
            basic("DocumentID", number.printed),
            basic("ApprovalStatus", "certified"),
            basic("Remarks", content.statement, languageID=content.language),
            endorser(content),
        ),
    )
    return serialised(root)


def _application(content: OriginCertificate, sealed: Sealed) -> Element:
    return aggregate(
        "CertificateOfOriginApplication",
        basic("ReferenceID", content.number),
        basic("CertificateType", "Ordinary (non-preferential)"),
        basic("OriginalJobID", content.certificate_number.public),
        basic("PreviousJobID", content.replaces) if content.replaces is not None else None,
        basic("Remarks", content.remarks) if content.remarks is not None else None,
        shipment(content),
        endorser(content),
        signing_exporter("PreparationParty", content),
        chamber("IssuerParty", content.chamber),
        aggregate("IssuingCountry", basic("IdentificationCode", content.chamber.country)),
        aggregate(
            "SupportingDocumentReference",
            basic("ID", content.invoice.number),
            basic("IssueDate", content.invoice.date.isoformat()),
            basic("DocumentTypeCode", COMMERCIAL_INVOICE, listID="UN/CEFACT 1001"),
        ),
        aggregate(
            "SupportingDocumentReference",
            basic("ID", content.certificate_number.printed),
            basic("DocumentType", "Reference page of this certificate: its present status", languageID="en"),
            aggregate("Attachment", aggregate("ExternalReference", basic("URI", sealed.page_url))),
        ),
        _declaration(content),
    )


def _declaration(content: OriginCertificate) -> Element:
    """Return box 9: the exporter's declaration."""
    declaration = content.declaration
    return aggregate(
        "Signature",
        basic("ID", "declaration"),
        basic("Note", declaration.text, languageID=content.language),
        basic("ValidationDate", declaration.date.isoformat()),
        signing_exporter("SignatoryParty", content, place=declaration.place),
    )


def _seal(content: OriginCertificate, sealed: Sealed) -> Element:
    """Return the seal with what it seals: who has this file can verify the content without asking anybody."""
    data = content_bytes(content)
    return aggregate(
        "Signature",
        basic("ID", "seal"),
        basic("Note", "The chamber's seal: COSE_Sign1 over number, issue date and SHA-256 of the content."),
        basic("CanonicalizationMethod", "RFC 8785"),
        basic("SignatureMethod", "RFC 9052 COSE_Sign1, Ed25519"),
        chamber("SignatoryParty", content.chamber),
        aggregate(
            "DigitalSignatureAttachment",
            embedded(sealed.seal, "application/cose", "seal.cose"),
            aggregate("ExternalReference", basic("URI", sealed.seal_url)),
        ),
        aggregate(
            "OriginalDocumentReference",
            basic("ID", content.number),
            basic("DocumentType", "The sealed content", languageID="en"),
            aggregate(
                "Attachment",
                embedded(data, "application/json", "content.json"),
                aggregate(
                    "ExternalReference",
                    basic("DocumentHash", content_hash(data).hex()),
                    basic("HashAlgorithmMethod", SHA256),
                ),
            ),
        ),
    )
