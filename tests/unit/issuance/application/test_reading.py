"""What is typed into an application becomes a draft that can be issued, or problems beside the fields at fault."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuance.demo.office.typed import typed_of
from issuance.domain.application.application import PaperRole
from issuance.domain.application.context import ExporterData
from issuance.domain.application.entry import Entry
from issuance.domain.application.fields import columns_of, fields_of, label_of
from issuance.domain.application.preview import preview_content
from issuance.domain.application.problems import Problem
from issuance.domain.application.reading import read
from issuance.domain.application.specimen import specimen_content
from issuance.domain.rules import check_rules
from issuance.domain.texts import Bilingual
from issuance.language import speaking
from signing.content import KIND_BY_SLUG, Kind
from tests.applications import context, entry, sample

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("entries.json").read_text("utf-8"))


def typed_in(case: Mapping[str, Any]) -> Entry:
    typed = entry(KIND_BY_SLUG[case["kind"]], case.get("fields"))
    goods = [row | case.get("all_lines", {}) for row in typed.goods]
    if "line" in case:
        goods[0] |= case["line"]
    return Entry(fields=typed.fields, goods=tuple(goods))


def beside(case: Mapping[str, Any]) -> Any:
    given: dict[str, Any] = dict(case.get("context", {}))
    if "papers" in given:
        given["papers"] = frozenset(map(PaperRole, given["papers"]))
    given["hand_signed"] = {code: Bilingual(**note) for code, note in given.get("hand_signed", {}).items()}
    return context(**given)


def at(draft: Any, path: str) -> Any:
    for step in path.split("."):
        draft = draft[int(step)] if isinstance(draft, list) else draft[step]
    return draft


def assert_said(problems: tuple[Problem, ...], expected: Mapping[str, str]) -> None:
    assert {problem.field for problem in problems} == set(expected), problems
    for field, pattern in expected.items():
        assert any(re.search(pattern, each.sentence) for each in problems if each.field == field), problems


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_entries_are_read_as_expected(case: dict[str, Any]) -> None:
    beside_it = beside(case)
    reading = read(KIND_BY_SLUG[case["kind"]], typed_in(case), beside_it)

    assert_said(reading.errors, case.get("errors", {}))
    assert_said(reading.warnings, case.get("warnings", {}))
    assert (reading.draft is None) == bool(reading.errors)
    for path, value in case.get("draft", {}).items():
        assert at(reading.draft, path) == value
    if reading.draft is not None:
        check_rules(specimen_content(reading.draft, beside_it))


@pytest.mark.parametrize("name", ["coo-jp", "coo-foreign", "coo-jp-60-lines", "coo-jp-world-names", "coo-jp-replaced"])
def test_a_draft_that_is_typed_in_again_comes_out_the_same(name: str) -> None:
    draft = sample(name)
    reading = read(KIND_BY_SLUG[draft["type"]], typed_of(draft), context())

    assert reading.draft is not None, reading.problems
    for field in ("consignee", "invoice", "origin", "transport", "goods", "declaration", "language", "type"):
        assert reading.draft[field] == draft[field]


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_form_is_refused_at_every_field_that_must_be_filled(kind: Kind) -> None:
    reading = read(kind, Entry(), context(papers=frozenset(), document=None))

    assert reading.draft is None
    names = {problem.field for problem in reading.errors}
    required = {field.name for field in fields_of(kind) if field.need == "required" and field.widget != "choice"}
    not_asked = {"consignee.destination", "origin"}  # of a named consignee; where lines name origins
    assert required - not_asked <= names


def test_a_registration_without_english_name_is_told_where_it_is_changed() -> None:
    reading = read(Kind.COO_JP, entry(Kind.COO_JP), context(exporter=ExporterData("", "Tokyo")))

    assert [(each.field, "have it changed" in each.sentence) for each in reading.errors] == [("exporter", True)]


def test_what_is_read_for_lists_is_told_beside_the_draft() -> None:
    reading = read(Kind.COO_JP, entry(Kind.COO_JP, {"invoice.number": " ＳＰＭ-1 "}), context())

    assert (reading.destination, reading.invoice_number) == ("DE", "SPM-1")


def test_problems_stand_in_the_order_of_the_form_errors_first() -> None:
    typed = entry(Kind.COO_JP, {"declaration.place": "", "consignee.name": "", "transport.date": "2026-11-22"})
    problems = read(Kind.COO_JP, typed, context(papers=frozenset())).problems

    assert [problem.field for problem in problems] == [
        "consignee.name",
        "declaration.place",
        "papers",
        "issued_retrospectively",
    ]


def test_fields_and_cells_are_called_by_their_labels() -> None:
    assert label_of("goods.3.hs") == "Goods line 3: HS code"
    assert label_of("consignee.name") == "Consignee's name"
    assert [label_of(name) for name in ("goods.2", "papers", "")] == ["Goods line 2", "Papers", "The application"]


FIELD_NAMES = sorted({field.name for kind in Kind for field in fields_of(kind)})
COLUMN_NAMES = sorted({column.name for kind in Kind for column in columns_of(kind)})
TYPED = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["party", "to_order", "on", "JP", "TH", "2026-11-01", "1", "5 kg", "pcs", "cartons", "fr", "2017"]),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(list(Kind)),
    fields=st.dictionaries(st.sampled_from(FIELD_NAMES), TYPED, max_size=20),
    goods=st.lists(st.dictionaries(st.sampled_from(COLUMN_NAMES), TYPED, max_size=9), max_size=3),
    whole=st.booleans(),
)
def test_whatever_is_typed_is_read_and_previewed(
    kind: Kind, fields: dict[str, str], goods: list[dict[str, str]], whole: bool
) -> None:
    typed = entry(kind, fields) if whole else Entry(fields=fields, goods=tuple(goods))
    beside_it = context()
    reading = read(kind, typed, beside_it)

    assert "" not in {problem.field for problem in reading.problems}, reading.problems
    assert preview_content(kind, typed, beside_it).kind is kind


def test_sentences_are_said_in_japanese() -> None:
    with speaking("ja"):
        problems = read(Kind.COO_JP, Entry(), context(papers=frozenset())).problems

    assert all(any(ord(sign) > 0x3000 for sign in problem.sentence) for problem in problems), problems
