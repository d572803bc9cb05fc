"""A certificate of origin as UBL 2.4: every field in its place, UBL's order of elements, the same bytes each time."""

import base64
import hashlib
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from reference_service.ubl import Sealed, ubl_certificate
from signing.canonical import JsonObject, JsonValue
from signing.content import ForeignOriginCertificate, JapaneseOriginCertificate, Kind, parse_content
from signing.qr import qr_text
from signing.reference_base import ReferenceBase
from signing.seal import parse_seal
from tests.builders import ChamberWorld

WORLD = ChamberWorld()
PAGE = "https://ref.example.jp/certificates/N/2026-03-10"
PICTURE = "ab" * 32
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
DOCUMENT = "{urn:oasis:names:specification:ubl:schema:xsd:CertificateOfOrigin-2}CertificateOfOrigin"

FULL: dict[str, JsonValue] = {
    "exporter": {
        "name": "Sakura Trading Co., Ltd.",
        "address": "1-2-3 Marunouchi\nTokyo",
        "country": "JP",
        "on_behalf_of": {"name": "Kiku & Sons <KK>", "address": "Osaka", "country": "JP"},
    },
    "consignee": {"form": "to_order", "of": "Hansebank", "destination": {"code": "DE", "name": "Germany"}},
    "transport": {
        "from": "Tokyo",
        "to": "Hamburg",
        "means": "by sea",
        "date": "2026-03-12",
        "date_form": "on_or_about",
    },
    "remarks": "L/C 4711\nsecond line",
    "issued_retrospectively": True,
    "replaces": "TYO26-000099",
}

# The order of elements in UBL's schema (2.1 to 2.4), as far as a certificate has them. `!`: UBL wants the element.
ORDER = {
    DOCUMENT: "UBLVersionID CustomizationID !ID IssueDate Description Note Signature ExporterParty EndorserParty "
    "!CertificateOfOriginApplication !IssuerEndorsement",
    "CertificateOfOriginApplication": "!ReferenceID !CertificateType !OriginalJobID PreviousJobID Remarks !Shipment "
    "!EndorserParty !PreparationParty !IssuerParty !IssuingCountry SupportingDocumentReference Signature",
    "IssuerEndorsement": "!DocumentID !ApprovalStatus Remarks !EndorserParty",
    "EndorserParty": "!RoleCode !SequenceNumeric !Party !SignatoryContact",
    "Signature": "!ID Note ValidationDate CanonicalizationMethod SignatureMethod SignatoryParty "
    "DigitalSignatureAttachment OriginalDocumentReference",
    "OriginalDocumentReference": "!ID DocumentType Attachment",
    "SupportingDocumentReference": "!ID IssueDate DocumentTypeCode DocumentType Attachment",
    "ShipmentDocumentReference": "!ID DocumentType Attachment",
    "Attachment": "EmbeddedDocumentBinaryObject ExternalReference",
    "DigitalSignatureAttachment": "EmbeddedDocumentBinaryObject ExternalReference",
    "ExternalReference": "URI DocumentHash HashAlgorithmMethod",
    **dict.fromkeys(
        ("ExporterParty", "Party", "PreparationParty", "IssuerParty", "SignatoryParty", "ConsigneeParty", "AgentParty"),
        "PartyIdentification PartyName PostalAddress PhysicalLocation Contact AgentParty",
    ),
    "PostalAddress": "AddressLine Country",
    "AddressLine": "!Line",
    "PartyIdentification": "!ID",
    "PartyName": "!Name",
    "PhysicalLocation": "Name",
    "Contact": "Name Note",
    "SignatoryContact": "Name",
    **dict.fromkeys(
        ("Country", "OriginCountry", "IssuingCountry", "FinalDestinationCountry"), "IdentificationCode Name"
    ),
    "Shipment": "!ID Consignment GoodsItem ShipmentStage TransportHandlingUnit",
    "Consignment": "!ID ConsigneeParty FinalDestinationCountry",
    "GoodsItem": "ID GrossWeightMeasure NetWeightMeasure Quantity Item ContainingPackage",
    "Item": "Description OriginCountry CommodityClassification AdditionalItemProperty",
    "CommodityClassification": "ItemClassificationCode",
    "AdditionalItemProperty": "!Name Value",
    "ContainingPackage": "Quantity PackagingTypeCode",
    "ShipmentStage": "Instructions LoadingPortLocation UnloadingPortLocation PlannedDepartureTransportEvent",
    "LoadingPortLocation": "Name",
    "UnloadingPortLocation": "Name",
    "PlannedDepartureTransportEvent": "OccurrenceDate Description",
    "TransportHandlingUnit": "ID ShippingMarks ShipmentDocumentReference",
}


def make(kind: Kind = Kind.COO_JP, **changes: JsonValue) -> tuple[bytes, bytes, bytes]:
    """Return the XML, the content and the seal."""
    issued = WORLD.issue(1, kind, **changes)
    assert issued.content is not None
    content = parse_content(issued.content)
    assert isinstance(content, JapaneseOriginCertificate | ForeignOriginCertificate)
    sealed = Sealed(issued.seal, qr_text(issued.seal, WORLD.base), PAGE)
    return ubl_certificate(content, sealed), issued.content, issued.seal


def line(**changes: JsonValue) -> JsonObject:
    goods: JsonObject = {
        "description": "Ceramic tableware",
        "quantity": {"value": "960", "unit": "C62", "name": "pieces"},
    }
    return goods | changes


def text(root: ET.Element, path: str) -> str | None:
    """Return the text at a path such as `CertificateOfOriginApplication/Shipment/ID`."""
    steps = [(CAC if is_aggregate(step) else CBC) + step for step in path.split("/")]
    return root.findtext("/".join(steps))


def is_aggregate(step: str) -> bool:
    return step.partition("[")[0] in ORDER


EXAMPLES: dict[str, tuple[Kind, dict[str, JsonValue]]] = {
    "japanese": (Kind.COO_JP, {}),
    "foreign": (Kind.COO_FOREIGN, {}),
    "full": (Kind.COO_JP, FULL),
    "to order": (Kind.COO_JP, {"consignee": {"form": "to_order", "destination": {"code": "DE", "name": "Germany"}}}),
    "marks": (Kind.COO_JP, {"goods": [line(marks={"picture": PICTURE}), line(), line(marks={"text": "A\nB"})]}),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_elements_stand_in_ubl_s_order(name: str) -> None:
    kind, changes = EXAMPLES[name]
    xml, _, _ = make(kind, **changes)
    root = ET.fromstring(xml)  # noqa: S314  # our own bytes
    assert root.tag == DOCUMENT
    for element in root.iter():
        children = [child.tag for child in element]
        if not children:
            assert element.tag.startswith(CBC)
            assert (element.text or "").strip()
            continue
        tag = element.tag.removeprefix(CAC)
        order = [wanted.removeprefix("!") for wanted in ORDER[tag].split()]
        places = [order.index(child.removeprefix(CAC).removeprefix(CBC)) for child in children]
        assert places == sorted(places), tag
        mandatory = {wanted[1:] for wanted in ORDER[tag].split() if wanted.startswith("!")}
        assert mandatory <= {order[place] for place in places}, tag
        # What holds other elements is an aggregate, everywhere.
        assert all(child.tag.startswith(CAC if len(child) else CBC) for child in element), tag


@pytest.mark.parametrize("name", EXAMPLES)
def test_oasis_own_schema_takes_it(name: str) -> None:
    folder = Path(os.environ.get("ORIGINSEAL_UBL_XSD", "/nonexistent"))
    schemas = sorted(folder.glob("**/maindoc/UBL-CertificateOfOrigin-2.[1-9].xsd"))
    if not schemas:
        pytest.skip("ORIGINSEAL_UBL_XSD does not name OASIS's unpacked UBL distribution; the order is tested above")
    etree = pytest.importorskip("lxml.etree")
    kind, changes = EXAMPLES[name]
    document = etree.fromstring(make(kind, **changes)[0])
    for schema in schemas:
        etree.XMLSchema(etree.parse(schema)).assertValid(document)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert make(**FULL)[0] == make(**FULL)[0]
    assert make(**FULL)[0] != make()[0]
    assert make()[0].startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<CertificateOfOrigin ')


def test_content_hash_seal_number_and_page_are_inside() -> None:
    xml, content, seal = make()
    root = ET.fromstring(xml)  # noqa: S314  # our own bytes
    number = parse_seal(seal).payload.number
    assert text(root, "CertificateOfOriginApplication/ReferenceID") == number
    original = "Signature/OriginalDocumentReference/Attachment"
    assert text(root, f"{original}/ExternalReference/DocumentHash") == hashlib.sha256(content).hexdigest()
    assert base64.b64decode(text(root, f"{original}/EmbeddedDocumentBinaryObject") or "") == content
    attachment = "Signature/DigitalSignatureAttachment"
    assert base64.b64decode(text(root, f"{attachment}/EmbeddedDocumentBinaryObject") or "") == seal
    url = text(root, f"{attachment}/ExternalReference/URI") or ""
    assert url.lower().startswith(ReferenceBase("https://ref.example.jp/v/").url)
    assert PAGE in [element.text for element in root.iter(f"{CBC}URI")]


def test_every_word_of_the_content_is_somewhere() -> None:
    changes = FULL | {
        "goods": [
            line(
                marks={"picture": PICTURE},
                packages={"count": 40, "kind": "CT", "name": "cartons"},
                hs={"code": "691110", "edition": 2022},
                gross_weight={"value": "812.5", "unit": "KGM", "name": "kilos"},
                net_weight={"value": "700", "unit": "TNE", "name": "tonnes"},
            )
        ]
    }
    xml, content, _ = make(**changes)
    root = ET.fromstring(xml)  # noqa: S314  # our own bytes
    said = "\n".join(
        part for element in root.iter() for part in (element.text or "", *element.attrib.values()) if len(part) < 1000
    )

    def words(value: JsonValue) -> list[str]:
        if isinstance(value, dict):
            return [word for item in value.values() for word in words(item)]
        if isinstance(value, list):
            return [word for item in value for word in words(item)]
        return str(value).split("\n")

    fields = parse_content(content).model_dump(mode="json", by_alias=True, exclude_none=True)
    # The salt only keeps the hash from being guessed, and these words are said by elements of their own.
    spoken = {"salt", "type", "issued_retrospectively"}
    left_out = {word for name, value in fields.items() if name not in spoken for word in words(value)}
    assert {word for word in left_out if word not in said} == {"to_order", "on_or_about"}
    assert "ISSUED RETROSPECTIVELY" in said
    assert "on or about" in said


def test_one_who_exports_for_another_is_its_agent() -> None:
    root = ET.fromstring(make(**FULL)[0])  # noqa: S314  # our own bytes
    assert text(root, "ExporterParty/PartyName/Name") == "Kiku & Sons <KK>"
    assert text(root, "ExporterParty/AgentParty/PartyName/Name") == "Sakura Trading Co., Ltd."
    assert text(root, "CertificateOfOriginApplication/PreparationParty/PartyName/Name") == "Sakura Trading Co., Ltd."


def test_to_order_names_the_destination_and_no_party_that_is_none() -> None:
    root = ET.fromstring(make(**FULL)[0])  # noqa: S314  # our own bytes
    consignment = "CertificateOfOriginApplication/Shipment/Consignment"
    assert text(root, f"{consignment}/ConsigneeParty/PartyName/Name") == "To order of Hansebank"
    assert text(root, f"{consignment}/FinalDestinationCountry/IdentificationCode") == "DE"


def test_goods_of_several_origins_each_name_theirs() -> None:
    thailand: JsonObject = {"code": "TH", "name": "Thailand"}
    vietnam: JsonObject = {"code": "VN", "name": "Viet Nam"}
    root = ET.fromstring(  # noqa: S314  # our own bytes
        make(Kind.COO_FOREIGN, origin=[thailand, vietnam], goods=[line(origin=thailand), line(origin=vietnam)])[0]
    )
    origins = [element.findtext(f"{CBC}IdentificationCode") for element in root.iter(f"{CAC}OriginCountry")]
    assert origins == ["TH", "VN"]
    assert "Country of origin: Thailand; Viet Nam" in [element.text for element in root.iter(f"{CBC}Note")]
