"""Every drill at small size: each passes, and leaves a record that says so."""

import json
import re
from pathlib import Path

import pytest

from drills.__main__ import EXIT_USAGE, main
from drills.catalogue import DRILLS
from drills.drill import Drill, DrillError, Verdict, carry_out
from issuance.cli import main as issuance
from tests.builders import NOW


@pytest.mark.slow
@pytest.mark.parametrize("name", DRILLS)
def test_drill(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([name, "--records", str(tmp_path)])
    assert code == 0, capsys.readouterr().out
    (file,) = tmp_path.glob("*.json")
    record = json.loads(file.read_text())
    assert (record["drill"], record["verdict"], record["reason"]) == (name, Verdict.PASSED, "")
    assert record["facts"] != []


def test_a_fact_that_does_not_hold_fails_the_drill_and_is_kept(tmp_path: Path) -> None:
    def run(drill: Drill) -> None:
        drill.fact("one is one", 1 == 1)  # the point
        drill.fact("the sky is green", False, "blue")

    record = carry_out(Drill("sky", tmp_path, lambda _: None), run, NOW)
    assert (record.verdict, record.reason) == (Verdict.FAILED, "the sky is green: not so (blue).")
    kept = json.loads(record.write(tmp_path / "records").read_text())
    assert (kept["verdict"], kept["facts"]) == ("failed", ["one is one"])


def test_a_drill_that_breaks_down_has_failed_and_one_without_its_program_has_not(tmp_path: Path) -> None:
    def broken(_drill: Drill) -> None:
        raise DrillError("It broke.")

    def missing(_drill: Drill) -> None:
        pytest.skip("no such program")

    verdicts = [carry_out(Drill("x", tmp_path, lambda _: None), run, NOW).verdict for run in (broken, missing)]
    assert verdicts == [Verdict.FAILED, Verdict.NOT_POSSIBLE]


@pytest.mark.parametrize("names", [[], ["absent"], ["redis-loss", "absent"]])
def test_a_name_that_is_none_starts_nothing(names: list[str], tmp_path: Path) -> None:
    assert main([*names, "--records", str(tmp_path)]) == EXIT_USAGE
    assert list(tmp_path.iterdir()) == []


def test_the_list_says_what_each_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(DRILLS)


def test_the_calendar_names_every_drill() -> None:
    calendar = Path("docs/operations/drills.md").read_text(encoding="utf-8")
    assert [name for name in DRILLS if f"`{name}`" not in calendar] == []


_COMMAND = re.compile(r"`issuance ([a-z-]+(?: [a-z-]+)*)")


def test_the_handbook_names_commands_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command is asked for its help; only those of backups may be another version's."""
    handbook = Path("docs/operations/drills.md").read_text(encoding="utf-8")
    named = {tuple(found.split()[:2]) for found in _COMMAND.findall(handbook)}
    assert ("trust", "survivors") in named
    assert {words for words in named if issuance([*words, "--help"]) != 0} == set(), capsys.readouterr().err
