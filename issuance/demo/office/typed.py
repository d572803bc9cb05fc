"""What somebody would have typed into an application's form for one of the demo's drafts."""

import datetime as dt
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from issuance.domain.application.entry import Entry
from signing.content import Kind


def typed_sample(kind: Kind, today: dt.date, *, invoice: str, **changes: str) -> Entry:
    """Return a sample of a kind, of the days before `today`; `transport__date=…` changes a field."""
    text = (resources.files("issuance.demo.samples") / f"{kind.slug}.json").read_text("utf-8")
    entry = typed_of(json.loads(text))
    dates = {
        "invoice.date": (today - dt.timedelta(days=4)).isoformat(),
        "transport.date": (today + dt.timedelta(days=6)).isoformat(),
        "declaration.date": "",
    }
    fields = {name: dates.get(name, text) for name, text in entry.fields.items()}
    fields |= {name.replace("__", "."): text for name, text in changes.items()}
    if "invoice.number" in fields:
        fields["invoice.number"] = invoice
    return Entry(fields={name: text for name, text in fields.items() if text}, goods=entry.goods)


def typed_of(draft: Mapping[str, Any]) -> Entry:
    """Return what somebody would have typed for a draft."""
    fields: dict[str, str] = {"language": draft["language"]}
    consignee = draft.get("consignee", {})
    for name in ("form", "name", "address", "country"):
        fields[f"consignee.{name}"] = consignee.get(name, "")
    fields["consignee.order_of"] = consignee.get("of", "")
    fields["consignee.destination"] = consignee.get("destination", {}).get("name", "")
    for group in ("invoice", "transport"):
        fields |= {f"{group}.{name}": value for name, value in draft.get(group, {}).items()}
    fields |= {f"on_behalf_of.{name}": v for name, v in draft["exporter"].get("on_behalf_of", {}).items()}
    for name in ("place", "date"):
        fields[f"declaration.{name}"] = draft.get("declaration", {}).get(name, "")
    fields["document.title"] = draft.get("document", {}).get("title", "")
    fields |= {"remarks": draft.get("remarks", ""), "capacity": draft.get("capacity", "")}
    if draft["type"] == "coo-foreign":
        fields["origin"] = "\n".join(country["name"] for country in draft["origin"])
    return Entry(fields=fields, goods=tuple(_row(line) for line in draft.get("goods", ())))


def _row(line: Mapping[str, Any]) -> dict[str, str]:
    row = {
        "marks": line.get("marks", {}).get("text", ""),
        "packages": str(line["packages"]["count"]),
        "package_kind": f"{line['packages']['name']} ({line['packages']['kind']})",
        "description": line["description"],
        "hs": line["hs"]["code"],
        "quantity": line["quantity"]["value"],
        "unit": f"{line['quantity']['name']} ({line['quantity']['unit']})",
        "gross_weight": line["gross_weight"]["value"],
        "net_weight": f"{line['net_weight']['value']} {line['net_weight']['name']}",
    }
    return row | ({"origin": line["origin"]["name"]} if "origin" in line else {})
