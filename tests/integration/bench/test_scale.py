"""What docs/scale.md says is what was measured. To measure anew takes minutes and is left to script/bench scale."""

import json
from pathlib import Path

import pytest

from bench.scale import MIX, RESULTS, USED, page


def test_the_page_says_what_was_measured() -> None:
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert page(figures) in Path("docs/scale.md").read_text(encoding="utf-8")


def test_the_mix_is_whole_and_waits_grow_with_use() -> None:
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert sum(MIX.values()) == pytest.approx(1)
    rates = figures["simulation"]["rates"]
    assert [rate["used"] for rate in rates] == list(USED)
    assert [rate["p95_ms"] for rate in rates] == sorted(rate["p95_ms"] for rate in rates)
