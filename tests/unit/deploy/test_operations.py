"""The operator's book names every command that there is, and no other; its files are what their programs take."""

import argparse
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuance.cli import build_parser
from tests.deployed_units import units
from tests.servers.programs import require_program

BOOK = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path("docs/operations").glob("*.md")))
SERVER = Path("docs/operations/server.md").read_text(encoding="utf-8")
SCRIPTS = (*Path("deploy").glob("install*/*.sh"), *map(Path, ("deploy/install", "deploy/pause", "deploy/notify")))


def commands(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command that does something, as its words."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield before
    for action in inner:
        for name, child in action.choices.items():
            yield from commands(child, (*before, name))


COMMANDS = sorted(set(commands(build_parser())))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_book_names_every_command(words: tuple[str, ...]) -> None:
    # Of groups with many small commands (bulletin notice add, withdraw) the group is named.
    named = {" ".join(("issuance", *words[:length])) for length in (1, 2)[len(words) > 1 :]}
    assert any(re.search(rf"{re.escape(name)}(?![\w-])", BOOK) for name in named), (
        f"docs/operations names none of {named}"
    )


@pytest.mark.parametrize("said", sorted(set(re.findall(r"issuance ((?:[a-z][a-z-]+)(?: [a-z][a-z-]+)?)", SERVER))))
def test_every_command_that_it_names_is_there(said: str) -> None:
    known = {" ".join(words[:length]) for words in COMMANDS for length in (1, 2)}
    first = said.split()[0]
    groups = {words[0] for words in COMMANDS if len(words) > 1}
    assert said in known or (first in known and first not in groups), said


def test_every_unit_is_in_the_book() -> None:
    for unit in (*units("service"), *units("timer")):
        name = unit.name.rpartition(".")[0].removesuffix("-anchor")
        assert name.removesuffix("@") in SERVER, name


def test_the_firewall_is_one_and_lets_nothing_in_by_default() -> None:
    program = require_program("nft", "nftables")
    shipped = Path("deploy/firewall.nft")
    command = ["unshare", "--net", str(program), "--check", "--file", str(shipped)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Operation not permitted" in done.stderr:
        pytest.skip("nft asks the kernel, which takes root")
    assert (done.returncode, done.stderr) == (0, "")
    assert shipped.read_text().count("policy drop;") == 3


@pytest.mark.parametrize("script", [*SCRIPTS, Path("deploy/office-command")], ids=str)
def test_every_script_is_one(script: Path) -> None:
    subprocess.run([shutil.which("bash") or "bash", "-n", str(script)], check=True)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text or script.suffix == ".sh", "it stops at the first thing that fails"


def test_the_installation_says_how_it_is_used() -> None:
    for arguments in ([], ["--reference", "ref.example.jp"], ["--reference", "a b", "--office", "x.example"], ["--x"]):
        done = subprocess.run(["deploy/install", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 64
        assert "deploy/install --reference" in done.stderr
