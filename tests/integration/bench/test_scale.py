"""What docs/scale.md says is what was measured, and measuring works."""

import json
from pathlib import Path

import pytest

from bench.scale import MIX, RESULTS, USED, measure, page, simulation


def test_the_page_says_what_was_measured() -> None:
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert page(figures) in Path("docs/scale.md").read_text(encoding="utf-8")


def test_the_mix_is_whole_and_waits_grow_with_use() -> None:
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert sum(MIX.values()) == pytest.approx(1)
    rates = figures["simulation"]["rates"]
    assert [rate["used"] for rate in rates] == list(USED)
    assert [rate["p95_ms"] for rate in rates] == sorted(rate["p95_ms"] for rate in rates)


@pytest.mark.slow
def test_costs_are_measured_on_the_whole_stack() -> None:
    figures = measure(count=4, issues=1)
    questions = figures["cpu_us_each_question"]
    assert questions.keys() == MIX.keys()
    assert all(questions[kind]["nginx"] > 0 for kind in MIX)
    # What nginx has kept never reaches the service.
    assert questions["api, kept by nginx"]["reference"] < questions["api, first time"]["reference"]
    assert figures["cpu_ms_each_certificate"]["issue job"] > 1
    assert figures["bytes_each_certificate"]["originals"] > 10_000
    assert simulation(figures)["rates"][0]["questions_a_second"] > 0
