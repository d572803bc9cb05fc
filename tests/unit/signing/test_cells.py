"""No cell of a table is a formula, whatever a stranger wrote into it: in the office, the service and the scanner."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.cells import defused

STARTS = "=+-@\t\r\n＝＋－＠"
ROOT = Path(__file__).parents[3]
PACKAGES = ("issuance", "reference_service", "scanner")


@pytest.mark.parametrize("start", STARTS)
def test_what_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert defused(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


@pytest.mark.parametrize("before", [" ", "\u3000", "\u00a0 ", " \n"])
@pytest.mark.parametrize("start", "=＝")
def test_blanks_before_it_hide_no_formula(before: str, start: str) -> None:
    assert defused(f"{before}{start}SUM(A1)") == f"'{before}{start}SUM(A1)"


@pytest.mark.parametrize("cell", ["", "active", "TYO-C000001-3", "東京", "a=b", "〒100-0005"])
def test_all_else_stays_as_it_is(cell: str) -> None:
    assert defused(cell) == cell


@given(st.text(max_size=20))
def test_nothing_else_is_done_to_a_cell(cell: str) -> None:
    assert defused(cell) in (cell, f"'{cell}")
    assert not defused(cell).strip().startswith(tuple("=+-@＝＋－＠"))


def test_whoever_writes_csv_keeps_the_one_rule() -> None:
    """A module that makes a `csv.writer` for people uses `defused`, and nobody has a rule of his own."""
    lacking = []
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        source = path.read_text("utf-8")
        names = {ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)}
        if names & {"csv.writer", "csv.DictWriter"} and "defused" not in names:
            lacking.append(str(path.relative_to(ROOT)))
    assert lacking == []
