"""docs/asvs.md answers every point of ASVS 5.0, level 2, once, and speaks of modules and tests that exist."""

import ast
import re
from pathlib import Path

import pytest

from tests.asvs_points import COUNT, POINTS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/asvs.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip()[1:-1].split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+", line)
]
ANSWERS = ("Met", "In part.", "Not met.", "Does not apply", "The operator's.")
_POINT = re.compile(r"\d+\.\d+\.\d+")
_RANGE = re.compile(r"(\d+\.\d+)\.(\d+) to (\d+\.\d+)\.(\d+)")
_TEST = re.compile(r"`(tests/[\w/.]+\.py)((?:::\w+)*)`")
_PATH = re.compile(
    r"`((?:issuance|look|register|reading|reference_service|signing|scanner|deploy|docs|script|tests|web)/[^`:]*)`"
)


def points_of(cell: str) -> list[str]:
    """Return the points that a row answers: `6.2.1, 6.2.9`, `7.2.1 to 7.2.3`, or both."""
    cell = cell.replace("(level 3)", "")
    between = [
        f"{section}.{number}"
        for section, first, _, last in _RANGE.findall(cell)
        for number in range(int(first), int(last) + 1)
    ]
    return between + _POINT.findall(_RANGE.sub("", cell))


def of_level_2(rows: list[list[str]]) -> list[str]:
    return [point for row in rows if "(level 3)" not in row[0] for point in points_of(row[0])]


def test_every_point_is_answered_once() -> None:
    assert len(POINTS) == COUNT
    answered = of_level_2(ROWS)
    assert sorted(POINTS - set(answered)) == []
    assert sorted(set(answered) - POINTS) == []
    assert sorted({point for point in answered if answered.count(point) > 1}) == []


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_begins_with_its_answer_and_names_what_shows_it(row: list[str]) -> None:
    assert len(row) == 4
    answer, module = row[1:3]
    assert answer.startswith(ANSWERS)
    if answer.startswith("Met"):
        assert module, "what is met is met by something"


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_it_names_exists(row: list[str]) -> None:
    line = " | ".join(row)
    for path in _PATH.findall(line):
        assert (ROOT / path).exists(), path
    for path, names in _TEST.findall(line):
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert set(names.split("::")[1:]) <= known, f"{path}{names}"


def test_what_lacks_is_listed_again_at_the_end() -> None:
    lacking = TEXT.split("## Not met, or in part")[1]
    partly = [point for row in ROWS if row[1].startswith(("In part.", "Not met.")) for point in points_of(row[0])]
    assert [point for point in partly if not re.search(rf"\b{re.escape(point)}\b", lacking)] == []
