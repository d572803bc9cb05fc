"""Making XML elements with the prefixes that UBL's own examples have."""

import base64
from xml.etree import ElementTree as ET

NAMESPACES = {
    "xmlns": "urn:oasis:names:specification:ubl:schema:xsd:CertificateOfOrigin-2",
    "xmlns:cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "xmlns:cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

Element = ET.Element


def basic(name: str, text: str, /, **attributes: str) -> Element:
    """Return a `cbc:` element, which holds text."""
    element = Element(f"cbc:{name}", attributes)
    element.text = text
    return element


def aggregate(name: str, *children: Element | None) -> Element:
    """Return a `cac:` element with those children that there are, in UBL's order."""
    return filled(Element(f"cac:{name}"), *children)


def filled(element: Element, *children: Element | None) -> Element:
    """Add those children that there are."""
    element.extend(child for child in children if child is not None)
    return element


def embedded(data: bytes, media_type: str, file_name: str) -> Element:
    """Return bytes inside the document, in base64."""
    text = base64.b64encode(data).decode("ascii")
    return basic("EmbeddedDocumentBinaryObject", text, mimeCode=media_type, filename=file_name)


def serialised(root: Element) -> bytes:
    """Return the document in UTF-8, indented by two blanks; attributes keep the order in which they were given."""
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return _DECLARATION + text.encode() + b"\n"
