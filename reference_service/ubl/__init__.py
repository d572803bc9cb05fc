"""A certificate of origin as UBL 2.4 `CertificateOfOrigin` (OASIS, ISO/IEC 19845), made from the sealed content alone.

Content comes in, bytes go out: the same content gives the same bytes. Elements that UBL had in version 2.1 already are
all that is used, so an older reader understands the file too. Where which field of the content goes:

| content | UBL |
|---|---|
| number; public number; `replaces` | ID and the application's ReferenceID; OriginalJobID; PreviousJobID |
| chamber, place, officer, statement | EndorserParty, IssuerEndorsement, IssuerParty |
| exporter; “A on behalf of B” | ExporterParty; ExporterParty B with AgentParty A |
| signatory, declaration | PreparationParty, the application's Signature |
| consignee; “to order”, destination | Consignment: ConsigneeParty, FinalDestinationCountry |
| invoice | SupportingDocumentReference with type code 380 (UN/CEFACT 1001) |
| transport | ShipmentStage: Instructions (the means as printed), ports, PlannedDepartureTransportEvent |
| goods lines | GoodsItem with Item and ContainingPackage |
| marks | TransportHandlingUnit of the line's number: ShippingMarks, or the picture's hash |
| seal, content's bytes and SHA-256 | Signature with the ID `seal` |
"""

from reference_service.ubl.document import Sealed, ubl_certificate

__all__ = ["Sealed", "ubl_certificate"]
