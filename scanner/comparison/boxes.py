"""Lay verified content out as the boxes that a person compares, in the order and with the numbers of the paper.

The words and the lines are those of the reference service's page for comparing
(`reference_service/templates/certificate/compare.html`), so that who knows the one finds the way in the other. The two
other kinds carry the numbers of their paper, and the box of the certified document that stands on it.
"""

from collections.abc import Iterator

from scanner.comparison.form import Box, Line, Look, Part, PartKind
from scanner.comparison.goods import goods_boxes
from scanner.comparison.lines import FormWords, decimal_text, hash_text, plain, strong
from scanner.language import N_
from signing.content import (
    AnyContent,
    CertifiedDocument,
    ForeignOriginCertificate,
    InvoiceCertification,
    JapaneseOriginCertificate,
    PartyConsignee,
    SignatureCertification,
)

OriginCertificate = JapaneseOriginCertificate | ForeignOriginCertificate


def boxes_of(content: AnyContent) -> tuple[Box, ...]:
    """Return all boxes of a certificate, one for each line of goods and for each page of a certified document."""
    words = FormWords(content.language)
    if isinstance(content, InvoiceCertification):
        boxes = _invoice(content, words)
    elif isinstance(content, SignatureCertification):
        boxes = _signature(content, words)
    else:
        boxes = _origin(content, words)
    return (_head(content, words), *boxes)


def _head(content: AnyContent, words: FormWords) -> Box:
    number = content.certificate_number.printed
    lines = [Line(number, Look.NUMBER, number), words.day(N_("Issued on"), content.issued)]
    if isinstance(content, OriginCertificate) and content.issued_retrospectively:
        lines.append(strong(words.said(N_("ISSUED RETROSPECTIVELY"))))
    if content.replaces:
        lines.append(words.labelled(N_("Replaces"), content.replaces))
    return Box(N_("Certificate number"), tuple(lines))


def _origin(content: OriginCertificate, words: FormWords) -> Iterator[Box]:
    yield Box(N_("Exporter"), words.exporter(content.exporter), 1)
    yield Box(N_("Consignee"), _consignee(content, words), 2)
    yield Box(N_("Invoice number and date"), _invoice_reference(content, words), 3)
    yield Box(N_("Country of origin"), tuple(strong(country.name) for country in content.origin), 4)
    yield Box(N_("Transport"), _transport(content, words), 5)
    remarks = plain(content.remarks) if content.remarks else Line(words.said(N_("none")), Look.SMALL)
    yield Box(N_("Remarks"), (remarks,), 6)
    yield from goods_boxes(content.goods, words)
    declaration = content.declaration
    signed = (
        plain(declaration.text),
        words.place_and_day(declaration.place, declaration.date),
        *_signatory(content),
    )
    yield Box(N_("Declaration by the exporter"), signed, 9)
    yield Box(N_("Certification"), _certification(content, words), 10)


def _invoice(content: InvoiceCertification, words: FormWords) -> Iterator[Box]:
    invoice = content.invoice
    yield Box(N_("Exporter"), words.exporter(content.exporter), 1)
    yield Box(N_("Consignee"), _consignee(content, words), 2)
    yield Box(N_("Invoice number and date"), _invoice_reference(content, words), 3)
    yield Box(N_("Invoice total"), (strong(f"{invoice.currency} {decimal_text(invoice.total)}"),), 3)
    yield _document(content.document, 4, words)
    yield Box(N_("Signed for the exporter by"), _signatory(content), 5)
    yield Box(N_("Certification"), _certification(content, words), 6)
    yield from _pages(content.document)


def _signature(content: SignatureCertification, words: FormWords) -> Iterator[Box]:
    yield Box(N_("Exporter"), words.exporter(content.exporter), 1)
    yield Box(N_("Company"), (strong(content.company),), 2)
    yield Box(N_("Certified signature of"), _signatory(content), 2)
    yield Box(N_("Signs in the capacity of"), (plain(content.capacity),), 2)
    yield _document(content.document, 3, words)
    yield Box(N_("Certification"), _certification(content, words), 5)
    yield from _pages(content.document)


def _document(document: CertifiedDocument, number: int, words: FormWords) -> Box:
    lines = (
        strong(document.title),
        Line(words.said(N_("Pages: %(count)d")) % {"count": document.pages}),
        Line(f"SHA-256: {hash_text(document.sha256)}", Look.SMALL, document.sha256),
    )
    return Box(N_("Certified document"), lines, number)


def _pages(document: CertifiedDocument) -> Iterator[Box]:
    for index, picture in enumerate(document.page_images, start=1):
        part = Part(PartKind.PAGE, index, document.pages)
        yield Box(N_("Certified document"), (), part=part, picture=picture)


def _consignee(content: OriginCertificate | InvoiceCertification, words: FormWords) -> tuple[Line, ...]:
    consignee = content.consignee
    if isinstance(consignee, PartyConsignee):
        return words.party(consignee)
    destination = words.labelled(N_("Destination:"), consignee.destination.name)
    if consignee.of is None:
        return strong(words.said(N_("To order"))), destination
    return words.labelled(N_("To order of"), consignee.of, Look.STRONG), destination


def _invoice_reference(content: OriginCertificate | InvoiceCertification, words: FormWords) -> tuple[Line, ...]:
    date = words.day_text(content.invoice.date)
    return strong(content.invoice.number), Line(words.said(N_("of %(day)s")) % {"day": date}, value=date)


def _transport(content: OriginCertificate, words: FormWords) -> tuple[Line, ...]:
    transport = content.transport
    lines = [
        words.labelled(N_("From"), transport.loading),
        words.labelled(N_("to"), transport.discharge),
        plain(transport.means),
    ]
    if transport.date is not None:
        form = N_("on or about") if transport.date_form == "on_or_about" else N_("on")
        lines.append(words.day(form, transport.date))
    return tuple(lines)


def _signatory(content: AnyContent) -> tuple[Line, ...]:
    return strong(content.signatory.name), plain(content.signatory.title)


def _certification(content: AnyContent, words: FormWords) -> tuple[Line, ...]:
    return (
        plain(content.statement),
        words.place_and_day(content.place, content.issued),
        strong(content.certifying_officer),
        strong(content.chamber.name),
        plain(content.chamber.address),
    )
