"""Certificates made from the demonstration's drafts, and the press that prints them."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from issuance.demo.papers import sample_document, sample_drafts
from issuance.paper import Press, Stationery
from issuance.paper.pictures import page_pictures
from signing.content import AnyContent, build_content
from signing.number import draw_number

CHAMBER = {
    "code": "TYO",
    "name": "The Tokyo Chamber of Commerce and Industry",
    "address": "3-2-2 Marunouchi, Chiyoda-ku\nTokyo 100-0005",
    "country": "JP",
    "contact": "trade@tokyo-cci.example.jp",
}
HOST = "ref.example.jp"
SEAL_URL = "HTTPS://REF.EXAMPLE.JP/V/" + "2KCEMISFAYEKCABBZYQKAIIGBYABGSCD7XJ5K4LMNOPQRSTUVWXYZ" * 4

Issue = Callable[..., tuple[AnyContent, dict[str, bytes]]]


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


@pytest.fixture
def stationery() -> Stationery:
    return Stationery(check_host=HOST)


@pytest.fixture(scope="session")
def seal_url() -> str:
    return SEAL_URL


@pytest.fixture(scope="session")
def issue(press: Press) -> Issue:
    """Turn a sample draft into content, as the office does: `issue("coo-jp", remarks="…")`."""

    def make(sample: str, **changes: Any) -> tuple[AnyContent, dict[str, bytes]]:
        fields = sample_drafts()[sample]
        pictures: dict[str, bytes] = {}
        if "document" in fields:
            file = sample_document(fields["document"]["file"], press)
            pages = page_pictures(file)
            pictures = {hashlib.sha256(page).hexdigest(): page for page in pages}
            fields["document"] = {
                "title": fields["document"]["title"],
                "pages": len(pages),
                "sha256": hashlib.sha256(file).hexdigest(),
                "page_images": [hashlib.sha256(page).hexdigest() for page in pages],
            }
        number = draw_number("TYO", 2026, 1234, lambda count: bytes(range(7, 7 + count)))
        fields |= {
            "schema": f"https://{HOST}/schema/{fields['type']}/1",
            "chamber": CHAMBER,
            "number": number.canonical,
            "issued": "2026-11-20",
            "place": "Tokyo, Japan",
            "salt": "00112233445566778899aabbccddeeff",
            "certifying_officer": "Haruko Sato",
            "statement": "It is hereby certified, on the basis of the evidence submitted, that the above is correct.",
        }
        return build_content(fields | changes), pictures

    return make
