"""The load bench at small size: the whole stack, every fault, and no wrong verdict."""

import json
from pathlib import Path

import pytest

from bench.load import main
from bench.whole.faults import FAULTS


@pytest.mark.slow
def test_a_few_seconds_of_traffic_with_all_faults_bring_no_wrong_verdict(tmp_path: Path) -> None:
    small = ["--seconds", "10", "--clients", "3", "--before", "8", "--issues", "1", "--revoked-every", "1"]
    code = main([*small, "--hasty", "--out", str(tmp_path)])
    figures = json.loads((tmp_path / "load.json").read_text())
    assert figures["wrong"] == []
    assert figures["not_mended"] == []
    assert code == 0
    assert [fault["name"] for fault in figures["faults"]] == [fault.name for fault in FAULTS]
    assert figures["judgements"]["right"] > 100
    assert figures["judgements"]["error"] <= figures["answers"] // 20, figures["errors"]
    assert figures["not_issued_a_minute_after"] == 0
    assert figures["revocations_shown"] > 0
    assert (tmp_path / "load.svg").read_text().startswith("<svg ")
