"""The README's commands exist and answer.

``script/run`` and ``script/test`` themselves are run end to end elsewhere. Here it is enough that whoever
types a line of the README does not hear "command not found".
"""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.removeprefix("$ ")
    for block in CONSOLE_BLOCK.findall(README)
    for line in block.splitlines()
    if line.startswith("$ ")
]
SCRIPTS = sorted({shlex.split(command)[0] for command in COMMANDS if command.startswith("./script/")})
PROGRAMS = sorted(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"])


def test_the_two_commands_come_first() -> None:
    assert COMMANDS[:2] == ["./script/run", "./script/test"]


def test_every_command_is_a_script_or_one_of_our_programs() -> None:
    known = {*SCRIPTS, *(f".venv/bin/{name}" for name in PROGRAMS)}

    assert [command for command in COMMANDS if shlex.split(command)[0] not in known] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_there_and_may_be_executed(script: str) -> None:
    assert (ROOT / script).is_file()
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize("script", re.findall(r"`\./(script/\w+)`", README))
def test_a_script_named_in_the_text_is_there(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_says_how_it_is_used(program: str) -> None:
    command = [Path(sys.executable).with_name(program), "--help"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: {program}")


def test_every_picture_and_document_that_it_points_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README) + re.findall(r"`((?:docs|\w+)/[\w./-]*)`", README)
    local = [link for link in links if "://" not in link and not link.startswith("var/")]

    assert local
    assert [link for link in local if not (ROOT / link).exists()] == []
