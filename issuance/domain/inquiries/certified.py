"""A certificate's boxes as lines of text: beside a case, and quoted in its answer."""

from enum import StrEnum

from signing.content import AnyContent, GoodsLine, InvoiceCertification, Measure, Party, SignatureCertification

MOST_GOODS = 40
"""So many lines of goods are quoted; the reference page has them all."""


class Box(StrEnum):
    """What a paper can be compared by. The values are stored."""

    EXPORTER = "exporter"
    CONSIGNEE = "consignee"
    INVOICE = "invoice"
    ORIGIN = "origin"
    TRANSPORT = "transport"
    GOODS = "goods"
    DOCUMENT = "document"
    SIGNATORY = "signatory"


def boxes_of(content: AnyContent) -> dict[Box, list[str]]:
    """Return the lines of each box that a certificate has, as it was printed; the order is that of the paper."""
    boxes = {Box.EXPORTER: _exporter(content), **_of_kind(content)}
    boxes[Box.SIGNATORY] = [f"{content.signatory.name}, {content.signatory.title}"]
    return boxes


def _of_kind(content: AnyContent) -> dict[Box, list[str]]:
    if isinstance(content, SignatureCertification):
        return {Box.DOCUMENT: [content.document.title, content.company, content.capacity]}
    boxes = {Box.CONSIGNEE: _consignee(content), Box.INVOICE: _invoice(content)}
    if isinstance(content, InvoiceCertification):
        return {**boxes, Box.DOCUMENT: [content.document.title]}
    transport = content.transport
    way = [transport.means, f"{transport.loading} – {transport.discharge}"]
    if transport.date is not None:
        way.append(transport.date.isoformat())
    goods = [_goods(line) for line in content.goods[:MOST_GOODS]]
    if len(content.goods) > MOST_GOODS:
        goods.append(f"… ({len(content.goods)})")
    return {
        **boxes,
        Box.ORIGIN: [", ".join(country.name for country in content.origin)],
        Box.TRANSPORT: way,
        Box.GOODS: goods,
    }


def _exporter(content: AnyContent) -> list[str]:
    behalf = content.exporter.on_behalf_of
    return [*_party(content.exporter), *(["on behalf of", *_party(behalf)] if behalf is not None else [])]


def _party(party: Party) -> list[str]:
    return [party.name, *_lines(party.address)]


def _consignee(content: AnyContent) -> list[str]:
    if isinstance(content, SignatureCertification):
        return []
    consignee = content.consignee
    if consignee.form == "party":
        return _party(consignee)
    return [f"To order of {consignee.of}" if consignee.of else "To order", consignee.destination.name]


def _invoice(content: AnyContent) -> list[str]:
    if isinstance(content, SignatureCertification):
        return []
    lines = [f"{content.invoice.number} · {content.invoice.date.isoformat()}"]
    if isinstance(content, InvoiceCertification):
        lines.append(f"{content.invoice.currency} {content.invoice.total}")
    return lines


def _goods(line: GoodsLine) -> str:
    packages = [f"{line.packages.count} {line.packages.name}"] if line.packages else []
    facts = [*packages, _measure(line.quantity)]
    facts += [_measure(weight) for weight in (line.gross_weight, line.net_weight) if weight is not None]
    return " · ".join([" ".join(_lines(line.description)), *facts])


def _measure(measure: Measure) -> str:
    return f"{measure.value} {measure.name}"


def _lines(text: str) -> list[str]:
    return text.split("\n")
