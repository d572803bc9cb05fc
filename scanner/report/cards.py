"""One row of the run as a card of the report: the answer, the paper's picture, what was and was not established."""

import base64
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from scanner.language import N_, _, day_text, shown
from scanner.report.compared import compared_sentences
from scanner.report.lines import hints
from scanner.report.looks import CLASSES, word_of
from scanner.report.markup import element, icon, name
from scanner.report.times import local_text
from scanner.screen.finding import Kind
from scanner.stack.values import Row
from scanner.words import CLAIMS, headline, next_step, reason_text
from signing.number import parse_number
from signing.result import Paper, Reason

SHORT_HASH: Final = 16

_KINDS: Final = {
    "coo-jp": N_("Certificate of origin"),
    "coo-foreign": N_("Certificate of origin"),
    "invoice": N_("Certification of an invoice"),
    "signature": N_("Certification of a signature"),
}


def cards(rows: Sequence[Row], kind: Kind, zone: dt.tzinfo | None) -> Iterator[Element]:
    """Yield a card for each row, all of one kind.

    What needs a person is large; of what is in force there may be a thousand, so those cards are dense.
    """
    for row in rows:
        dense = kind in (Kind.COMPARE, Kind.CONFIRMED)
        yield element(
            "article",
            _picture(row),
            element("div", *_answer(row, kind, zone, dense=dense), class_="answer"),
            element("div", *_claims(row, dense=dense), class_="claims") if row.code.result.established else None,
            _evidence(row, zone),
            class_=f"card {CLASSES[kind]}{' dense' if dense else ''}",
        )


def _picture(row: Row) -> Element:
    if row.thumbnail is None:
        return element("div", _("no picture"), class_="paper")
    data = base64.b64encode(row.thumbnail).decode("ascii")
    return element("div", element("img", src=f"data:image/jpeg;base64,{data}", alt=""), class_="paper")


def _answer(row: Row, kind: Kind, zone: dt.tzinfo | None, *, dense: bool) -> Iterator[Element | None]:
    result = row.code.result
    number: list[Element | str] = []
    if result.number and result.issued:
        issued = _("issued on %(day)s", day=day_text(result.issued))
        number = [
            element("span", parse_number(result.number).printed, class_="number"),
            " ",
            element("span", issued, class_="day"),
        ]
    yield element("p", icon(kind), element("span", word_of(result)), class_="word")
    yield None if dense else element("h3", headline(result))
    yield element("h3" if dense else "p", *number) if number else None
    if result.chamber:
        what = _(_KINDS[result.kind.slug]) if result.kind else ""
        yield element("p", what, " · " if what else "", name(result.chamber), class_="small")
    yield element("p", *_place(row), class_="place")
    # In force says the same of each paper: the section says it once.
    if not dense and (step := next_step(result)):
        yield element("p", step, class_="next")
    for sentence in _sentences(row, zone):
        yield element("p", sentence, class_="small")
    for hint in hints(row):
        yield element("p", hint, class_="hint")


def _place(row: Row) -> list[Element | str]:
    source = element("bdi", row.code.source, class_="file")
    if row.code.page is None:
        return [source]
    if row.pages is None:
        return [source, " · ", _("page %(page)d", page=row.code.page)]
    return [source, " · ", _("page %(page)d of %(pages)d", page=row.code.page, pages=row.pages)]


def _sentences(row: Row, zone: dt.tzinfo | None) -> Iterator[str]:
    """Yield what was found, each as a sentence."""
    result = row.code.result
    if result.paper is Paper.MATCHED:
        yield _("This file is the chamber's own, known by its bytes or by the chamber's signature in it.")
    if result.host:
        yield _("The code leads to %(host)s.", host=result.host)
    if result.since:
        yield _("Since %(time)s.", time=local_text(result.since, zone))
    if result.revocation_reason:
        yield _("The chamber's reason: %(reason)s.", reason=reason_text(result.revocation_reason))
    if result.successor:
        yield _("Its successor is %(number)s.", number=result.successor)
    if result.detail and result.reason is not Reason.IN_FORCE:
        yield shown(result.detail)
    if row.comparison:
        yield from compared_sentences(row.comparison, zone)


def _claims(row: Row, *, dense: bool) -> Iterator[Element]:
    result = row.code.result
    for heading, claims, mark in (
        (_("Established"), result.established, "✓"),
        (_("Not established"), result.not_established, "?"),
    ):
        words = [_(CLAIMS[claim]) for claim in claims]
        if not words:
            continue
        if dense:
            yield element("p", element("strong", heading, ": "), "; ".join(words), ".")
        else:
            items = [element("li", element("span", mark, class_="mark"), " ", text) for text in words]
            yield element("div", element("h4", heading), element("ul", *items))


def _evidence(row: Row, zone: dt.tzinfo | None) -> Element:
    """Return the small print: as of when, and which bytes."""
    result = row.code.result
    facts = [_("Checked on %(time)s.", time=local_text(row.checked_at, zone))]
    if result.server_as_of:
        facts.append(_("Register as of %(time)s.", time=local_text(result.server_as_of, zone)))
    if result.signed_as_of:
        facts.append(_("Signed status as of %(time)s.", time=local_text(result.signed_as_of, zone)))
    if row.receipt:
        facts.append(_("Receipt: %(file)s.", file=row.receipt))
    small: list[Element | str] = [" ".join(facts)]
    if row.code.sha256:
        small += [" SHA-256 ", element("code", row.code.sha256.hex()[:SHORT_HASH] + "…", title=row.code.sha256.hex())]
    return element("p", *small, class_="evidence")
