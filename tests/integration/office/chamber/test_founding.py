"""Chambers and operators of the federation are made at the installation's own terminal (terms, article 3-1)."""

import json
from pathlib import Path

import pytest

from issuance.cli import main
from issuance.demo.profile import PROFILE
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind, IdState
from issuance.domain.login import read_login
from issuance.domain.staff import Role
from issuance.services.chamber.settings import settings_of
from issuance.storage.accounts import find_login
from issuance.storage.staff import roles_held
from tests.offices import Installation


@pytest.fixture
def statements(tmp_path: Path) -> Path:
    """Write a chamber's printed statements."""
    file = tmp_path / "statements.json"
    file.write_text(json.dumps(PROFILE.statements), encoding="utf-8")
    return file


def add(installation: Installation, statements: Path, code: str = "OSA", mail: str = "aoki@osaka.example") -> int:
    return main(
        [
            *("chamber", "add", code, "--directory", str(installation.config.directory)),
            *("--name-ja", "大阪見本商工会議所", "--name-en", "Osaka Sample Chamber", "--place", "Osaka"),
            *("--officer", "Mika Aoki", "--statements", str(statements)),
            *("--administrator-name", "青木美香", "--administrator-mail", mail),
        ]
    )


def test_t3_1_a_chamber_is_added_with_its_first_administrator(
    any_installation: Installation, statements: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(any_installation, statements) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["code"]
    assert "/OSA/" in said["link"]
    with any_installation.open() as office, office.units.look(Actor.job("OSA", "test")) as unit:
        assert settings_of(unit).names.en == "Osaka Sample Chamber"
        held = find_login(unit, read_login(said["login"]))
        assert held is not None
        assert (held.kind, held.state) == (IdKind.STAFF, IdState.INVITED)
        assert roles_held(unit, held.id) == {Role.CHAMBER_ADMINISTRATOR}


def test_a_chamber_is_added_once(
    any_installation: Installation, statements: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(any_installation, statements) == 0
    assert add(any_installation, statements) == 1
    assert "There is a chamber OSA already" in capsys.readouterr().err


@pytest.mark.parametrize(("code", "told"), [("FED", "FED stands for the federation"), ("osaka", "pattern")])
def test_a_code_that_no_chamber_can_bear_is_refused(
    any_installation: Installation, statements: Path, capsys: pytest.CaptureFixture[str], code: str, told: str
) -> None:
    assert add(any_installation, statements, code) == 1
    assert told in capsys.readouterr().err


def test_statements_that_are_no_json_are_refused(
    any_installation: Installation, statements: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statements.write_bytes(b"\xff{")
    assert add(any_installation, statements) == 1
    assert "is no JSON" in capsys.readouterr().err


def test_the_chambers_are_listed(
    any_installation: Installation, statements: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(any_installation, statements)
    capsys.readouterr()
    assert main(["chamber", "list", "--directory", str(any_installation.config.directory)]) == 0
    assert [json.loads(line)["chamber"] for line in capsys.readouterr().out.splitlines()] == ["OSA", "TYO"]


def test_an_operator_of_the_federation_is_added_once(
    any_installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["federation", "add-operator", "--directory", str(any_installation.config.directory)]
    command += ["--name", "Operator", "--mail", "operator@federation.example"]
    assert main(command) == 0
    said = json.loads(capsys.readouterr().out)
    assert "/federation/" in said["link"]
    with any_installation.open() as office, office.units.look(Actor.job(FEDERATION, "test")) as unit:
        held = find_login(unit, read_login(said["login"]))
        assert held is not None
        assert held.kind is IdKind.FEDERATION
    assert main(command) == 1
    assert "an operator already" in capsys.readouterr().err
