"""Entries and contexts of applications: the demo's sample drafts, as an applicant would have typed them.

read(Kind.COO_JP, entry(Kind.COO_JP, {"invoice.date": "2026/11/16"}), context(papers=ALL_PAPERS))
"""

import datetime as dt
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from issuance.demo.office.typed import typed_of
from issuance.demo.profile import PROFILE, demo_chamber
from issuance.domain.application.application import PaperRole
from issuance.domain.application.context import Context, DocumentData, ExporterData, OfficeData, SignatoryData
from issuance.domain.application.entry import Entry
from issuance.paper import unprintable
from signing.content import Kind

TODAY = dt.date(2026, 11, 23)
ALL_PAPERS = frozenset(PaperRole)
DOCUMENT = DocumentData("ab" * 32, ("cd" * 32, "ef" * 32))


def sample(name: str) -> dict[str, Any]:
    """Return one of the demo's drafts."""
    text = (resources.files("issuance.demo.samples") / f"{name}.json").read_text("utf-8")
    return dict(json.loads(text))


def context(**changes: Any) -> Context:
    """Return a context in which every paper has been handed in."""
    given: dict[str, Any] = {
        "office": OfficeData(demo_chamber(None), PROFILE, "https://ref.example.jp"),
        "exporter": ExporterData("Shirakawa Precision Machinery Co., Ltd.", "2-14-8 Kita-Shinagawa, Tokyo, Japan"),
        "signatory": SignatoryData("Kenji Nakamura", "Manager, Export Department"),
        "today": TODAY,
        "papers": ALL_PAPERS,
        "document": DOCUMENT,
        "unprintable": unprintable,
    }
    return Context(**given | changes)


def entry(kind: Kind, fields: Mapping[str, str] | None = None, *goods: Mapping[str, str]) -> Entry:
    """Return the sample of a kind as typed, some fields changed; `goods` replaces its lines."""
    typed = typed_of(sample(kind.slug))
    return Entry(fields=typed.fields | dict(fields or {}), goods=tuple(map(dict, goods)) or typed.goods)


def changed_line(kind: Kind, number: int, **cells: str) -> Entry:
    """Return the sample of a kind with some cells of a goods line (from 1) changed."""
    typed = entry(kind)
    goods = list(typed.goods)
    goods[number - 1] = goods[number - 1] | cells
    return Entry(fields=typed.fields, goods=tuple(goods))
