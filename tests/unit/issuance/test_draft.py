"""From the applicant's draft to content: what the office adds, and what an applicant may not say."""

import datetime as dt

import pytest

from issuance.demo.profile import PROFILE, demo_chamber
from issuance.domain.draft import OFFICE_FIELDS, complete, kind_of
from issuance.errors import RefusedError
from signing.canonical import JsonObject
from signing.content import Kind, build_content
from tests.builders import ChamberWorld
from tests.offices import draft


def completed(fields: JsonObject, *, replaces: str | None = None) -> JsonObject:
    return complete(
        fields,
        chamber=demo_chamber(None),
        profile=PROFILE,
        number=ChamberWorld().number(7),
        issued=dt.date(2026, 3, 10),
        salt=bytes(16),
        site="https://ref.example.jp",
        replaces=replaces,
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_a_completed_draft_of_every_kind_is_content(kind: Kind) -> None:
    content = build_content(completed(draft(kind)))

    assert content.kind is kind
    assert content.place == PROFILE.place
    assert content.certifying_officer == PROFILE.certifying_officer
    assert content.statement == PROFILE.statements["en"][kind.slug]
    assert content.certificate_number.public == "TYO26-000007"


def test_content_names_what_it_replaces() -> None:
    assert completed(draft(), replaces="TYO26-000003")["replaces"] == "TYO26-000003"
    assert "replaces" not in completed(draft())


@pytest.mark.parametrize("field", sorted(OFFICE_FIELDS))
def test_what_is_the_offices_to_say_is_refused_in_a_draft(field: str) -> None:
    with pytest.raises(RefusedError, match=f"must not hold {field}"):
        completed(draft(**{field: "TYO"}))


@pytest.mark.parametrize("language", ["de", "", 7, None, ["en"], {"en": "en"}])
def test_a_language_that_the_chamber_does_not_certify_in_is_refused(language: object) -> None:
    with pytest.raises(RefusedError, match="certifies no coo-jp in the language"):
        completed(draft(language=language))  # type: ignore[arg-type]  # what a garbage file may hold


@pytest.mark.parametrize("kind", ["coo", "COO-JP", "", 1, None, ["coo-jp"]])
def test_an_unknown_kind_is_refused_with_the_kinds_that_there_are(kind: object) -> None:
    with pytest.raises(RefusedError, match="one of coo-jp, coo-foreign, invoice, signature"):
        kind_of(draft(type=kind))  # type: ignore[arg-type]  # what a garbage file may hold
