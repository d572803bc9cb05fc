"""The parties: chamber, exporter, consignee."""

from reference_service.ubl.elements import Element, aggregate, basic, filled
from signing.content import (
    Chamber,
    Consignee,
    CountryName,
    ForeignOriginCertificate,
    JapaneseOriginCertificate,
    Party,
    PartyConsignee,
    Signatory,
)

OriginCertificate = JapaneseOriginCertificate | ForeignOriginCertificate


def exporter(content: OriginCertificate) -> Element:
    """Return the party that exports; an exporter “on behalf of” it is its agent."""
    principal = content.exporter.on_behalf_of
    if principal is None:
        return aggregate("ExporterParty", *_name_and_address(content.exporter))
    agent = aggregate("AgentParty", *_name_and_address(content.exporter))
    return aggregate("ExporterParty", *_name_and_address(principal), agent)


def signing_exporter(name: str, content: OriginCertificate, *, place: str | None = None) -> Element:
    """Return the exporter who declares, with the signatory, and the place of the declaration where it is given."""
    location = aggregate("PhysicalLocation", basic("Name", place)) if place is not None else None
    return aggregate(name, *_name_and_address(content.exporter), location, _contact(content.signatory))


def consignee(of: Consignee) -> Element:
    """Return box 2; “to order” stands as the name, in English whatever the language of the paper."""
    if isinstance(of, PartyConsignee):
        return aggregate("ConsigneeParty", *_name_and_address(of))
    return aggregate("ConsigneeParty", _name(f"To order of {of.of}" if of.of is not None else "To order"))


def destination(of: Consignee) -> Element | None:
    """Return the destination, which stands in the content where the consignee is “to order”."""
    return None if isinstance(of, PartyConsignee) else country("FinalDestinationCountry", of.destination)


def chamber(name: str, of: Chamber, *, place: str | None = None) -> Element:
    """Return the issuing chamber, with the place of certification where it is given."""
    return aggregate(
        name,
        aggregate("PartyIdentification", basic("ID", of.code)),
        _name(of.name),
        _address(of.address, of.country),
        aggregate("PhysicalLocation", basic("Name", place)) if place is not None else None,
        aggregate("Contact", basic("Note", of.contact)),
    )


def endorser(content: OriginCertificate) -> Element:
    """Return the chamber as the one who certifies, with its certifying officer."""
    return aggregate(
        "EndorserParty",
        basic("RoleCode", "Issuer"),
        basic("SequenceNumeric", "1"),
        chamber("Party", content.chamber, place=content.place),
        aggregate("SignatoryContact", basic("Name", content.certifying_officer)),
    )


def country(name: str, of: CountryName) -> Element:
    """Return a country by its code, with its name as printed."""
    return aggregate(name, basic("IdentificationCode", of.code), basic("Name", of.name))


def _name_and_address(of: Party) -> tuple[Element, Element]:
    return _name(of.name), _address(of.address, of.country)


def _name(text: str) -> Element:
    return aggregate("PartyName", basic("Name", text))


def _address(lines: str, country_code: str) -> Element:
    # The content knows an address as it is printed; streets and towns in it are not guessed.
    address = aggregate("PostalAddress", *(aggregate("AddressLine", basic("Line", line)) for line in lines.split("\n")))
    return filled(address, aggregate("Country", basic("IdentificationCode", country_code)))


def _contact(of: Signatory) -> Element:
    return aggregate("Contact", basic("Name", of.name), basic("Note", of.title))
