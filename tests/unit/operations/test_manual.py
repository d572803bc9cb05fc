"""The operator's chapter on watching: its commands are understood, its files and alerts exist."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from issuance.cli import build_parser as issuance
from operations.cli import build_parser as operations
from operations.config import _KNOWN

ROOT = Path(__file__).parents[3]
CHAPTER = (ROOT / "docs" / "operations" / "watch.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", CHAPTER, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith(("operations ", "issuance "))]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_understood(command: str) -> None:
    program, *arguments = shlex.split(command.partition(" > ")[0])
    parser = {"operations": operations, "issuance": issuance}[program]()
    assert callable(parser.parse_args(arguments).func)


def test_every_command_of_the_tools_is_in_the_chapter() -> None:
    assert len(COMMANDS) >= 10
    for command in ("probe", "incident open", "incident note", "incident close", "incident list", "report"):
        assert any(line.startswith(f"operations {command}") for line in COMMANDS), command
    for command in ("metrics", "beat", "chamber hours", "bulletin availability take"):
        assert any(line.startswith(f"issuance {command}") for line in COMMANDS), command


def test_its_settings_are_settings() -> None:
    (settings,) = re.findall(r"```toml\n(.*?)```", CHAPTER, re.DOTALL)
    assert tomllib.loads(settings).keys() <= _KNOWN


def test_what_it_names_exists() -> None:
    for name in re.findall(r"`(deploy/[\w./-]+|issuance/[\w./-]+\.py)`", CHAPTER):
        assert (ROOT / name).exists(), name
    for link in re.findall(r"\]\(([^)#]+)\)", CHAPTER):
        assert (ROOT / "docs" / "operations" / link).exists(), link
    rules = [
        yaml.safe_load(file.read_text("utf-8")) for file in (ROOT / "deploy" / "prometheus" / "rules").glob("*.yml")
    ]
    alerts = {rule.get("alert") for each in rules for group in each["groups"] for rule in group["rules"]}
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+|Watchdog)`", CHAPTER))
    assert len(named) >= 8
    assert named <= alerts, named - alerts
