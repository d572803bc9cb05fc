"""An installation is a sandbox or a real one from its first chamber on, and no setting turns it (ADR 0054)."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from issuance.cli import main
from issuance.commands.serve import check_start
from issuance.demo.profile import PROFILE
from issuance.errors import ConfigError, KindError
from issuance.office import Office
from issuance.setup import make_databases
from issuance.storage.engine import open_engine
from issuance.storage.store import OfficeStore
from issuance.storage.tables.chambers import chamber
from register.create import create_register
from register.errors import RegisterSchemaError
from tests.builders import NOW
from tests.office_databases import Urls
from tests.offices import Installation
from tests.sandboxes import make_sandbox_office, of_other_kind


@pytest.fixture
def sandbox(office_templates: Callable[[int], Path], empty_urls: Urls, tmp_path: Path) -> Installation:
    """Return a sandbox, on SQLite and again on PostgreSQL."""
    return make_sandbox_office(office_templates(NOW.year), tmp_path / "sandbox", empty_urls)


@pytest.fixture(params=["a sandbox", "a real one"])
def made(request: pytest.FixtureRequest, database: str) -> Installation:
    """Return an installation of each kind, on each kind of database."""
    del database
    found: Installation = request.getfixturevalue("sandbox" if request.param == "a sandbox" else "installation")
    return found


def test_its_own_settings_open_it(made: Installation) -> None:
    with made.open() as office:
        assert office.store.profile("TYO").sandbox is made.config.sandbox
        assert office.reader.changes_since(0) is not None
        assert office.writer


def test_settings_of_the_other_kind_open_no_office_database(made: Installation) -> None:
    with of_other_kind(made).open() as office, pytest.raises(KindError, match="ISSUANCE_SANDBOX"):
        office.settings_directory.codes()


def test_nor_its_register_to_read_or_to_write(made: Installation) -> None:
    said = "set up as a real one" if made.config.sandbox else "set up as a sandbox"
    with of_other_kind(made).open() as office:
        with pytest.raises(RegisterSchemaError, match=said):
            _ = office.reader
        with pytest.raises(RegisterSchemaError, match=said):
            _ = office.writer


def test_nor_does_the_command_that_makes_databases_turn_it(made: Installation) -> None:
    with of_other_kind(made).open() as office, pytest.raises(KindError):
        make_databases(office)
    with pytest.raises(RegisterSchemaError):
        create_register(made.config.register_url, sandbox=not made.config.sandbox)
    with made.open() as office:
        make_databases(office)
        assert office.store.profile("TYO").sandbox is made.config.sandbox


def test_the_start_refuses_it(made: Installation) -> None:
    other = of_other_kind(made).config
    with pytest.raises((KindError, ConfigError), match="ISSUANCE_SANDBOX"):
        check_start(other)


def test_a_database_without_a_chamber_is_neither_until_the_first_one_comes(
    installation: Installation,
) -> None:
    with installation.open() as office, office.store.engine.begin() as connection:
        connection.execute(chamber.delete())
    url = installation.config.database_url
    real, sandbox = (OfficeStore.open(url, sandbox=is_one) for is_one in (False, True))
    sandbox.save_profile(PROFILE)
    with pytest.raises(KindError):
        real.save_profile(PROFILE.model_copy(update={"code": "OSA"}))
    sandbox.save_profile(PROFILE.model_copy(update={"code": "OSA"}))
    for store in (real, sandbox):
        store.close()


def test_what_a_real_chamber_stores_says_nothing_of_sandboxes(installation: Installation) -> None:
    """A program of before there were any refuses fields that it does not know."""
    with installation.open() as office, office.store.engine.connect() as connection:
        stored = json.loads(connection.execute(select(chamber.c.profile)).scalar_one())

    assert "sandbox" not in stored
    assert stored["code"] == "TYO"


def test_the_kind_is_read_of_a_database_of_an_older_program_too(sandbox: Installation) -> None:
    engine = open_engine(sandbox.config.database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    engine.dispose()
    with of_other_kind(sandbox).open() as office, pytest.raises(KindError):
        make_databases(office)


@pytest.mark.parametrize(("is_sandbox", "name"), [(True, "Tokyo Chamber"), (False, "Sandbox: Tokyo Chamber")])
def test_the_trust_lists_names_say_which_it_is(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, name: str, *, is_sandbox: bool
) -> None:
    with installation.open() as office:
        listed = office.trust_list()
    misnamed = listed.model_copy(update={"chambers": (listed.chambers[0].model_copy(update={"name": name}),)})
    monkeypatch.setattr(Office, "trust_list", lambda _office: misnamed)

    with pytest.raises(ConfigError, match="ISSUANCE_SANDBOX=yes"):
        check_start(replace(installation.config, sandbox=is_sandbox))


def test_a_start_waits_for_no_database_that_is_away(installation: Installation) -> None:
    """Pages say so until it is back."""
    away = replace(installation.config, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")

    check_start(away)


def test_no_sandbox_is_made_where_no_setting_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ISSUANCE_SANDBOX", raising=False)

    assert main(["sandbox", "make", "--directory", str(tmp_path / "var")]) == 1
    assert "set ISSUANCE_SANDBOX=yes" in capsys.readouterr().err
    assert not (tmp_path / "var").exists()
