"""The report as one HTML file: nothing is fetched, no script, fit for a phone and for A4.

A summary first, then what needs a person with the worst first, then what has still to be compared, then the rest. What
was not established stands beside what was. File names, words in codes and names of chambers are strangers' texts:
`markup` puts them in as text. The small pictures come from the process that read the file and are only passed on.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from scanner.language import N_, _, current, is_right_to_left
from scanner.report.cards import cards
from scanner.report.looks import CLASSES
from scanner.report.markup import element, serialised
from scanner.report.summary import ORDER, Summary, summarise
from scanner.report.times import local_text
from scanner.screen.finding import Kind
from scanner.stack.values import Row
from scanner.words import CAVEAT, NON_PREFERENTIAL

GENERATOR: Final = "OriginSeal scanner check"
MARK: Final = f'<meta name="generator" content="{GENERATOR}">'.encode("ascii")
"""By this a report is known as ours."""

_TILES: Final = {
    Kind.INVALID: N_("not valid: do not accept"),
    Kind.INDETERMINATE: N_("nothing can be said yet"),
    Kind.COMPARE: N_("in force: now compare each with its paper"),
    Kind.CONFIRMED: N_("in force: compared, or the chamber's own file"),
}

_HEADINGS: Final = {
    Kind.INVALID: N_("Do not accept"),
    Kind.INDETERMINATE: N_("Cannot tell"),
    Kind.COMPARE: N_("In force: now compare"),
    Kind.CONFIRMED: N_("In force: compared, or the chamber's own file"),
}

_LEADS: Final = {
    Kind.COMPARE: N_(
        "The chamber issued these and has not ended them. That says nothing of the papers: compare every box of each."
    ),
}


@dataclass(frozen=True)
class Circumstances:
    """What a report says of the run itself. Instants are UTC."""

    began: dt.datetime
    ended: dt.datetime
    version: str
    """Of the scanner."""
    trust_list_version: int
    trust_refreshed: dt.datetime
    status_version: int | None
    status_as_of: dt.datetime | None
    reference: str | None
    """The address that was asked; None for an offline run."""
    files: int
    """How many there were to check."""
    finished: bool = True
    """False where the run was stopped, or goes on."""
    left_out: int = 0
    receipts: str | None = None
    """The folder of the receipts."""


def html_bytes(rows: Sequence[Row], about: Circumstances, zone: dt.tzinfo | None = None) -> bytes:
    """Return the report; `zone` is that of its times, by default this machine's."""
    summary = summarise(rows)
    style = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
    root = element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="generator", content=GENERATOR),
            _policy(style),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="referrer", content="no-referrer"),
            element("title", _("Report of checked papers"), " · ", local_text(about.ended, zone)),
            _style(style),
        ),
        element(
            "body",
            element("header", element("p", "OriginSeal", class_="brand"), class_="band"),
            element("main", *_head(summary, about, zone), *_sections(summary, zone), _foot(summary, about, zone)),
        ),
        lang=current(),
        dir="rtl" if is_right_to_left() else "ltr",
    )
    return serialised(root)


def is_our_html(start: bytes) -> bool:
    """Tell whether a file that begins so was written here."""
    return start.startswith(b"<!doctype html>") and MARK in start


def _policy(style: str) -> Element:
    """Forbid the page everything but its own style and the pictures inside it, whatever a stranger's text tries."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    made = element("meta", content=policy)
    made.set("http-equiv", "Content-Security-Policy")
    return made


def _style(style: str) -> Element:
    made = element("style")
    made.text = style  # ours, and exactly the bytes that the policy's hash names
    return made


def _head(summary: Summary, about: Circumstances, zone: dt.tzinfo | None) -> list[Element | None]:
    tiles = [
        element("li", element("strong", str(summary.counts[kind])), _(_TILES[kind]), class_=f"tile {CLASSES[kind]}")
        for kind in ORDER
    ]
    return [
        element("h1", _("Report of checked papers")),
        element(
            "p",
            _(
                "%(done)d of %(files)d files, from %(began)s to %(ended)s",
                done=summary.documents,
                files=about.files,
                began=local_text(about.began, zone),
                ended=local_text(about.ended, zone),
            ),
            class_="lead",
        ),
        None if about.finished else element("p", _("This run is not finished: more files may follow."), class_="open"),
        element("ul", *tiles, class_="tiles"),
    ]


def _sections(summary: Summary, zone: dt.tzinfo | None) -> list[Element]:
    return [
        element(
            "section",
            element("h2", _(_HEADINGS[kind])),
            element("p", _(_LEADS[kind]), class_="lead") if kind in _LEADS else None,
            *cards(summary.rows[kind], kind, zone),
        )
        for kind in ORDER
        if summary.rows[kind]
    ]


def _foot(summary: Summary, about: Circumstances, zone: dt.tzinfo | None) -> Element:
    facts = [
        (_("Asked"), about.reference or _("no service: the stored trust files alone (offline)")),
        (
            _("Trust list"),
            _(
                "version %(version)d, refreshed %(time)s",
                version=about.trust_list_version,
                time=local_text(about.trust_refreshed, zone),
            ),
        ),
        (_("Signed revocation list"), _status_text(about, zone)),
        (_("Receipts"), about.receipts or _("none were kept")),
        (_("Files of other kinds, left out"), str(about.left_out)),
        (_("Codes of other systems in the chamber's own files"), str(len(summary.aside))),
        (_("Scanner"), about.version),
    ]
    return element(
        "footer",
        element("h2", _("How it was checked")),
        element("dl", *[element("div", element("dt", term), element("dd", text)) for term, text in facts]),
        element("p", _(CAVEAT), " ", _(NON_PREFERENTIAL)),
        element(
            "p",
            _("This page is not signed. What it says can be checked again with the files themselves and the receipts."),
        ),
    )


def _status_text(about: Circumstances, zone: dt.tzinfo | None) -> str:
    if about.status_version is None or about.status_as_of is None:
        return _("none was there")
    return _(
        "version %(version)d, as of %(time)s",
        version=about.status_version,
        time=local_text(about.status_as_of, zone),
    )
