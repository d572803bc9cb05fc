"""docs/operations/security.md and docs/release.md name commands, settings and files that exist."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from issuance.cli import build_parser
from issuance.config import WEB_SETTINGS, OfficeConfig
from reference_service.config import Config

ROOT = Path(__file__).parents[2]
TEXT = "\n".join((ROOT / name).read_text("utf-8") for name in ("docs/operations/security.md", "docs/release.md"))
COMMANDS = sorted(set(re.findall(r"`issuance ([a-z-]+(?: [a-z-]+)?)", TEXT)))
SETTINGS = sorted(set(re.findall(r"\b(ISSUANCE|REFERENCE)_([A-Z_]*[A-Z])\b", TEXT)))
SCRIPTS = sorted(set(re.findall(r"`?(script/[a-z_]+(?:\.py)?)", TEXT)))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_named_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args([*command.split(), "--help"])
    assert ended.value.code == 0, capsys.readouterr().err


@pytest.mark.parametrize(("program", "name"), SETTINGS)
def test_a_setting_that_is_named_is_known(program: str, name: str) -> None:
    office = {field.name for field in fields(OfficeConfig)} | WEB_SETTINGS
    known = office if program == "ISSUANCE" else {field.name for field in fields(Config)}
    assert name.lower() in known


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_that_is_named_is_there(script: str) -> None:
    assert (ROOT / script).is_file()
    assert (ROOT / script).stat().st_mode & 0o111, "and can be run"


def test_there_is_something_to_compare() -> None:
    assert min(len(COMMANDS), len(SETTINGS), len(SCRIPTS)) >= 5
