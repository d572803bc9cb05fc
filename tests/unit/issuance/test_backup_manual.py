"""Every command of the operator's chapter on backups is one that the program takes."""

import re
import shlex
from pathlib import Path

import pytest

from issuance.cli import build_parser

ROOT = Path(__file__).parents[3]
CHAPTER = (ROOT / "docs" / "operations" / "backup.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^ *\$ (issuance .+)$", CHAPTER, re.MULTILINE)


def test_the_chapter_has_commands() -> None:
    assert len(COMMANDS) > 12


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_understood(command: str) -> None:
    parsed = build_parser().parse_args(shlex.split(command)[1:])
    assert callable(parsed.func)


def test_the_archive_command_is_understood() -> None:
    found = re.search(r"archive_command = '(.+)'", CHAPTER)
    assert found is not None
    words = [word for word in shlex.split(found[1]) if not word.startswith("ISSUANCE_")]
    assert build_parser().parse_args(words[1:]).file == Path("%p")


def test_what_the_chapter_lays_into_system_folders_is_there() -> None:
    for path in re.findall(r"`(deploy/[\w./-]+|register/roles\.sql)`", CHAPTER):
        assert (ROOT / path).is_file(), path
