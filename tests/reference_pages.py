"""Every page of the reference site, for the tests that try each of them: one list, served once.

A new page is one line in `PAGES`; a page of a certificate is one in `serve_pages`.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signing.canonical import JsonObject
from signing.content import Kind
from tests.builders import ChamberWorld
from tests.reference_site import PNG, ReferenceSite, page_of, qr_page_of
from tests.servers.reference import ReferenceServer

DESKTOP = {"width": 1180, "height": 950}
PHONE = {"width": 360, "height": 640}

PAGES = {
    "home": "/",
    "scan": "/scan",
    "check file": "/check-file",
    "batch": "/batch",
    "receipts": "/receipts",
    "about": "/about",
    "keys": "/keys",
    "report": "/report",
    "service": "/service",
    "docs": "/docs",
    "none": "/nothing",
    "bad seal": "/v/x",
}
OF_CERTIFICATES = (
    "mistyped",
    "not known",
    "in force",
    "full",
    "long",
    "revoked",
    "replaced",
    "invoice",
    "signature",
    "seal",
    "receipt",
    "compare",
    "compare invoice",
)
EVERY_PAGE = (*PAGES, *OF_CERTIFICATES)


@dataclass(frozen=True)
class Served:
    """A running site, the paths of its pages by name, and number and date of a certificate in force."""

    url: str
    paths: dict[str, str]
    number: str
    day: dt.date

    def page(self, name: str, code: str) -> str:
        """Return a page's address in a language."""
        path = self.paths[name]
        return f"{self.url}{path}{'&' if '?' in path else '?'}lang={code}"


def full_certificate(world: ChamberWorld) -> dict[str, Any]:
    """Return fields of a certificate of origin with every box filled and six lines of goods, as many have."""
    fields: dict[str, Any] = world.fields(8)
    (line,) = fields["goods"]
    marked = {
        "marks": {"text": "HB-WZM\nHAMBURG\nNO. 1–2"},
        "description": "CNC vertical machining centre, model SV-560, with 24-tool changer and standard accessories",
        "net_weight": {"value": "10960", "unit": "KGM", "name": "kg"},
    }
    address = {"address": "2-14-8 Kita-Shinagawa, Shinagawa-ku\nTokyo 140-0001\nJapan"}
    voyage = {"means": "M/V “Ever Grace” V. 0126W", "date": "2026-12-01", "date_form": "on_or_about"}
    return {
        "exporter": fields["exporter"] | address,
        "consignee": fields["consignee"] | address,
        "transport": fields["transport"] | voyage,
        "remarks": "L/C No. HB-LC-2026-00831 of Norddeutsche Handelsbank, Hamburg",
        "goods": [line | marked] * 6,
        "statement": "The undersigned, duly authorised, certifies on the basis of the declaration and the evidence "
        "presented that the goods described above originate in Japan.",
    }


@contextmanager
def serve_pages(directory: Path) -> Iterator[Served]:
    """Serve an installation whose certificates are of today, and which signs receipts."""
    world = ChamberWorld(now=dt.datetime.now(dt.UTC).replace(microsecond=0))
    site = ReferenceSite(directory, world=world)
    site.write_receipt_key()
    sample: dict[str, Any] = world.fields(1)
    (line,) = sample["goods"]
    picture = site.documents.put(PNG, max_bytes=1000)
    document: JsonObject = {"title": "Commercial invoice", "pages": 1, "sha256": "ab" * 32, "page_images": [picture]}
    in_force = site.publish(world.issue(1))
    invoice = site.publish(world.issue(3, Kind.INVOICE, document=document))
    paths = PAGES | {
        "mistyped": f"/?number={in_force.number[:-1]}0&day=31&month=2&year=2026",
        "not known": page_of(world.issue(90)),
        "in force": page_of(in_force),
        "full": page_of(site.publish(world.issue(8, **full_certificate(world)))),
        "long": page_of(site.publish(world.issue(2, goods=[line] * 30))),
        "revoked": page_of(site.publish(world.revoke(world.issue(4)))),
        "replaced": page_of(site.publish(world.replace(world.issue(5), world.number(6)))),
        "invoice": page_of(invoice),
        "signature": page_of(site.publish(world.issue(7, Kind.SIGNATURE, document=document))),
        "seal": qr_page_of(in_force),
        "receipt": f"{page_of(in_force)}/receipt",
        "compare": f"{page_of(in_force)}/compare",
        "compare invoice": f"{page_of(invoice)}/compare",
    }
    assert set(paths) == set(EVERY_PAGE)
    with ReferenceServer(site.directory) as server:
        yield Served(server.url, paths, in_force.number, in_force.issue_date)
    site.close()
