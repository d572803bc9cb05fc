"""No parser raises what it does not say, whatever it is given: by known shapes, then by a fuzzer for a fixed budget."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.corpus import seeds
from tests.fuzz.parsers import PARSERS, Parser

ROOT = Path(__file__).parents[2]
_PLANTED = """
import sys
from tests.fuzz import parsers, run
def planted(data):
    if data[:1] == b"F":
        raise ZeroDivisionError
parsers.PARSERS["planted"] = parsers.Parser(planted)
sys.exit(run.main())
"""


@pytest.mark.parametrize("name", PARSERS)
def test_every_parser_holds_against_its_vectors_and_the_shapes_that_break_parsers(name: str) -> None:
    """Found so, once: nesting without end stopped the readers of settings and of a disclosure's signature."""
    for seed in seeds(name):
        PARSERS[name](seed)


def test_an_error_that_a_parser_does_not_say_comes_out() -> None:
    with pytest.raises(ZeroDivisionError):
        Parser(lambda _: 1 / 0, (ValueError,))(b"")


def fuzz(folder: Path) -> "subprocess.CompletedProcess[str]":
    pytest.importorskip("atheris", reason="the fuzzer has no wheel for this Python or machine")
    command = [sys.executable, "-c", _PLANTED, "--seconds", "5", "--rounds", "300", "--folder", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace", timeout=240, check=False
    )


@pytest.mark.slow
def test_the_fuzzer_finds_the_fault_that_was_planted_and_no_other(tmp_path: Path) -> None:
    ran = fuzz(tmp_path)
    ours = [parser for parser in PARSERS.values() if not parser.native]
    assert len(ours) >= 40
    assert f"{len(ours) + 1} parsers, 1 with findings: planted" in ran.stdout, ran.stdout + ran.stderr[-4000:]
    assert ran.returncode == 1
    (finding,) = tmp_path.iterdir()
    assert finding.read_bytes().startswith(b"F")
