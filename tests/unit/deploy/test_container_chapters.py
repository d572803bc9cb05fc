"""The operator's chapters on containers and clusters name files, settings and commands that exist."""

import re
from pathlib import Path

import pytest

from issuance.cli import build_parser
from tests.deployment import ROOT, SETTINGS, compose, manifests

CHAPTERS = [ROOT / "docs" / "operations" / name for name in ("containers.md", "cluster.md")]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.name)
def test_files_that_are_named_are_there(chapter: Path) -> None:
    text = chapter.read_text(encoding="utf-8")
    named = set(re.findall(r"\b((?:deploy|tests|docs|register|base|overlays)/[\w./-]*[\w])", text))
    made = {"deploy/secrets", "deploy/.env", "overlays/mine"}
    looked_for = {name for name in named if not any(name.startswith(one) for one in made)}
    assert looked_for
    places = (ROOT, ROOT / "deploy" / "kubernetes")
    missing = {name for name in looked_for if not any((place / name).exists() for place in places)}
    assert missing == set()
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if not (chapter.parent / link).exists()] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.name)
def test_commands_of_the_office_are_ones(chapter: Path) -> None:
    text = chapter.read_text(encoding="utf-8")
    commands = re.findall(r"run --rm job ([a-z][^\n`]*)|`issuance ([^`\n]*)`", text)
    for command in (one or other for one, other in commands):
        try:
            build_parser().parse_args(command.replace("…", "x").split())
        except SystemExit as left:
            pytest.fail(f"{command!r}: exit {left.code}")
    assert commands


def test_settings_in_the_samples_are_ones() -> None:
    text = CHAPTERS[0].read_text(encoding="utf-8")
    for file, program in (("reference.toml", "REFERENCE"), ("office.toml", "ISSUANCE")):
        (row,) = [line for line in text.splitlines() if line.strip().startswith(f"| `{file}`")]
        named = set(re.findall(r"`([a-z_]+)(?:`| = )", row))
        assert len(named) > 3
        assert named - SETTINGS[program] == set()


def test_secrets_and_services_that_are_named_are_there() -> None:
    text = "".join(chapter.read_text(encoding="utf-8") for chapter in CHAPTERS)
    for name in compose()["services"]:
        assert f"`{name}`" in text, name
    secrets = set(
        re.findall(
            r'"secretName": "([^"]+)"|"secretKeyRef": \{"name": "([^"]+)"', str(manifests("base")).replace("'", '"')
        )
    )
    names = {one or other for one, other in secrets}
    assert len(names) > 8
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []
