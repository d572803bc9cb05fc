"""docs/threats.md and docs/seal.md speak of what exists: tests, reasons, limits."""

import ast
import json
import re
from pathlib import Path

import pytest

from signing import content, number, qr, receipt, record, seal, text
from signing.result import Claim, Reason
from signing.status import MAX_STATUS_BYTES
from signing.trust import MAX_SURVIVORS_BYTES, MAX_TRUST_LIST_BYTES

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(?:\w+::)?(\w+)(?:\[([^`]*)\])?`")
NAMED_TESTS = _NAMED.findall((ROOT / "docs/threats.md").read_text("utf-8"))
FORMAT = (ROOT / "docs/seal.md").read_text("utf-8")


def test_every_row_of_the_table_names_tests() -> None:
    table = (ROOT / "docs/threats.md").read_text("utf-8").split("## Attacks and counters")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) >= 20
    assert [row for row in rows if "::test_" not in row] == []


@pytest.mark.parametrize(("path", "name", "case"), NAMED_TESTS, ids=[f"{name} {case}" for _, name, case in NAMED_TESTS])
def test_the_named_tests_exist(path: str, name: str, case: str) -> None:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    if case:
        vectors = json.loads((ROOT / "tests/vectors/verdicts.json").read_bytes())
        assert case in {vector["name"] for vector in vectors["cases"]}


@pytest.mark.parametrize("word", [*Reason, *Claim, *record.RevocationReason])
def test_the_format_names_every_word_that_is_signed_or_answered(word: str) -> None:
    assert re.search(rf"\b{re.escape(word)}\b", FORMAT)


@pytest.mark.parametrize(
    "limit",
    [
        f"{seal.MAX_SEAL_BYTES} bytes",
        f"{record.MAX_RECORD_BYTES} bytes",
        f"{receipt.MAX_RECEIPT_BYTES:,} bytes",
        f"{content.MAX_CONTENT_BYTES:,} bytes",
        f"seq: 0..{record.MAX_RECORDS_PER_SEAL - 1}",
        f"day: 0..{seal.MAX_DAY}",
        f"[1*{receipt.MAX_RECEIPT_ROWS} row]",
        f"at most {qr.MAX_QR_TEXT}\ncharacters",
        f"at most {number.MAX_TYPED_LENGTH} characters",
        f"`goods` (1–{content.MAX_GOODS_LINES})",
        f"at most {MAX_TRUST_LIST_BYTES // 2**20} MiB",
        f"`survivors/<kid>`**, at most {MAX_SURVIVORS_BYTES // 2**20} MiB",
        f"`status/revocations.bin`**, at most {MAX_STATUS_BYTES // 2**20} MiB",
    ],
)
def test_the_format_states_the_limits_that_the_code_has(limit: str) -> None:
    assert limit in FORMAT


def test_the_format_lists_every_refused_character() -> None:
    for first, last in text.FORBIDDEN_RANGES:
        assert f"U+{first:04X}" + (f"–{last:04X}" if last > first else "") in FORMAT
