"""What was shipped and how: transport and goods lines."""

from reference_service.ubl.elements import Element, aggregate, basic
from reference_service.ubl.parties import OriginCertificate, consignee, country, destination
from signing.content import CountryName, GoodsLine, Marks, Measure, Packages, Transport

_ONLY = "1"
"""UBL wants an ID for the shipment and its consignment; a certificate has one of each."""

SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
"""How UBL names the hash, by XML Encryption's identifier."""


def shipment(content: OriginCertificate) -> Element:
    """Return the shipment with all goods lines, numbered from 1 as on the paper."""
    # In a Japanese-origin certificate the lines may leave their origin to box 4, which then names one country.
    origin = content.origin[0]
    consignment = aggregate(
        "Consignment", basic("ID", _ONLY), consignee(content.consignee), destination(content.consignee)
    )
    lines = list(enumerate(content.goods, start=1))
    return aggregate(
        "Shipment",
        basic("ID", _ONLY),
        consignment,
        *(_goods_item(number, line, line.origin or origin) for number, line in lines),
        _stage(content.transport),
        *(_handling_unit(number, line.marks) for number, line in lines if line.marks is not None),
    )


def _stage(transport: Transport) -> Element:
    departure = None
    if transport.date is not None:
        form = "on or about" if transport.date_form == "on_or_about" else "on"
        departure = aggregate(
            "PlannedDepartureTransportEvent",
            basic("OccurrenceDate", transport.date.isoformat()),
            basic("Description", form),
        )
    return aggregate(
        "ShipmentStage",
        basic("Instructions", transport.means),
        aggregate("LoadingPortLocation", basic("Name", transport.loading)),
        aggregate("UnloadingPortLocation", basic("Name", transport.discharge)),
        departure,
    )


def _goods_item(number: int, line: GoodsLine, origin: CountryName) -> Element:
    return aggregate(
        "GoodsItem",
        basic("ID", str(number)),
        _weight("GrossWeightMeasure", line.gross_weight),
        _weight("NetWeightMeasure", line.net_weight),
        basic("Quantity", line.quantity.value, unitCode=line.quantity.unit, unitCodeListID="UN/ECE rec 20"),
        _item(line, origin),
        _package(line.packages) if line.packages is not None else None,
    )


def _weight(name: str, of: Measure | None) -> Element | None:
    return basic(name, of.value, unitCode=of.unit) if of is not None else None


def _item(line: GoodsLine, origin: CountryName) -> Element:
    classification = None
    if line.hs is not None:
        code = basic("ItemClassificationCode", line.hs.code, listID="HS", listVersionID=str(line.hs.edition))
        classification = aggregate("CommodityClassification", code)
    # UBL has codes for units alone: their names as printed are properties of the item.
    printed = (
        ("Unit of quantity as printed", line.quantity),
        ("Unit of gross weight as printed", line.gross_weight),
        ("Unit of net weight as printed", line.net_weight),
    )
    return aggregate(
        "Item",
        basic("Description", line.description),
        country("OriginCountry", origin),
        classification,
        *(
            aggregate("AdditionalItemProperty", basic("Name", name), basic("Value", of.name))
            for name, of in printed
            if of is not None
        ),
    )


def _package(of: Packages) -> Element:
    return aggregate(
        "ContainingPackage",
        basic("Quantity", str(of.count)),
        basic("PackagingTypeCode", of.kind, listID="UN/ECE rec 21", name=of.name),
    )


def _handling_unit(number: int, marks: Marks) -> Element:
    if marks.text is not None:
        return aggregate("TransportHandlingUnit", basic("ID", str(number)), basic("ShippingMarks", marks.text))
    reference = aggregate(
        "ExternalReference", basic("DocumentHash", marks.picture or ""), basic("HashAlgorithmMethod", SHA256)
    )
    picture = aggregate(
        "ShipmentDocumentReference",
        basic("ID", f"marks-{number}"),
        basic("DocumentType", "Picture of the shipping marks"),
        aggregate("Attachment", reference),
    )
    return aggregate("TransportHandlingUnit", basic("ID", str(number)), picture)
