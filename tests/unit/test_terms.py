"""``docs/terms.md`` is complete, and what it calls done exists."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Every demand that the terms make of the software, in the order of the table.
IDS = {
    "Parties": "T2.1 T2.6 T2.7 T2.9 T3.2 T3.1 T7 T8.5 T9.5 T9.6 T10.5 T8.2 T8.4 T14.2 T14.1 T15 T16 T25 T26.1"
    " T26.2 T30 T29",
    "Applications": "T2.5 T2.10 T14.3 T11 T17.1 T19.1 T19.2 T19.4 T18 T3.5 T28.3",
    "Notices": "T6 T5 T22 T23 T24",
    "Service levels": "A1 A2 A3 A4 A5 A6 A7",
}
HEAD = ["id", "article", "requirement", "module", "test", "state"]


@dataclass(frozen=True)
class Row:
    """One line of the table: ``modules`` and ``tests`` as the names between backticks."""

    id: str
    requirement: str
    modules: list[str]
    tests: list[str]
    state: str


def rows_of(text: str) -> list[Row]:
    """Return the rows of all tables in ``text``; every line of a table must have all its columns."""
    rows = []
    for line in text.splitlines():
        if not line.startswith("|") or set(line) <= set("|-"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == len(HEAD), f"{len(cells)} columns instead of {len(HEAD)}: {line}"
        if cells != HEAD:
            rows.append(Row(cells[0], cells[2], _names(cells[3]), _names(cells[4]), cells[5]))
    return rows


def _names(cell: str) -> list[str]:
    return cell.split("`")[1::2]


def problems_of(row: Row, root: Path) -> list[str]:
    """Return what keeps ``row`` from being true in the working copy ``root``."""
    if row.state not in {"done", "planned"}:
        return [f"{row.id}: the state is {row.state!r}; write done or planned"]
    found = [] if row.modules else [f"{row.id}: names no module"]
    if row.state == "planned":
        return found
    if not row.tests:
        found.append(f"{row.id}: is done but names no test")
    found += [f"{row.id}: there is no module {name}" for name in row.modules if not _module_exists(name, root)]
    found += [f"{row.id}: there is no test {name}" for name in row.tests if not _test_exists(name, root)]
    return found


def _module_exists(name: str, root: Path) -> bool:
    """Say whether ``name`` (``register.reader``, or a file such as ``deploy/nginx.conf``) is in ``root``."""
    dotted = root / name.replace(".", "/")
    return (root / name).exists() or dotted.is_dir() or dotted.with_name(f"{dotted.name}.py").is_file()


def _test_exists(name: str, root: Path) -> bool:
    """Say whether ``path::function`` or ``path::Class::method`` is in ``root``, without importing it."""
    path, *parts = name.split("::")
    if not parts or not (root / path).is_file():
        return False
    scope: ast.AST = ast.parse((root / path).read_text(encoding="utf-8"))
    for part in parts:
        inside = [
            node
            for node in ast.iter_child_nodes(scope)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == part
        ]
        if not inside:
            return False
        scope = inside[0]
    return True


def table() -> list[Row]:
    return rows_of((ROOT / "docs" / "terms.md").read_text(encoding="utf-8"))


def test_every_demand_has_exactly_one_row() -> None:
    assert sorted(row.id for row in table()) == sorted(" ".join(IDS.values()).split())


def test_every_row_says_what_is_demanded() -> None:
    assert [row.id for row in table() if not row.requirement] == []


def test_what_is_done_names_a_module_and_a_test_that_exist() -> None:
    assert [problem for row in table() for problem in problems_of(row, ROOT)] == []


@pytest.mark.parametrize(
    ("module", "test", "problem"),
    [
        ("`signing`", "`tests/unit/test_terms.py::test_every_demand_has_exactly_one_row`", None),
        ("`signing.nowhere`", "`tests/unit/test_terms.py::table`", "X1: there is no module signing.nowhere"),
        ("`signing`", "`tests/unit/test_terms.py::test_of_nothing`", "there is no test"),
        ("`signing`", "`tests/unit/test_nowhere.py::test_of_nothing`", "there is no test"),
        ("`signing`", "`tests/unit/test_terms.py`", "there is no test"),
        ("`signing`", "–", "is done but names no test"),
        ("–", "`tests/unit/test_terms.py::table`", "names no module"),
    ],
)
def test_a_row_that_is_not_true_is_found(module: str, test: str, problem: str | None) -> None:
    (row,) = rows_of(f"| X1 | 1 | Something. | {module} | {test} | done |")

    problems = problems_of(row, ROOT)

    assert problems == [] if problem is None else problem in "\n".join(problems)
