"""`issuance migrate` gives a new office its vault, and never another one to an office whose keys are away."""

import shutil
from pathlib import Path

from issuance.cli import main
from issuance.domain.actor import Actor
from issuance.storage.settings import add_settings
from tests.office_pages import SETTINGS
from tests.offices import CHAMBER, Installation


def keys_in(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.glob("keys/*/*.key"))}


def test_a_new_office_gets_a_vault_with_its_tables_once(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    passphrase = tmp_path / "keys" / "passphrase"
    passphrase.write_text("geheim\n")
    passphrase.chmod(0o600)
    assert main(["migrate", "--directory", str(tmp_path)]) == 0
    made = keys_in(tmp_path)
    assert set(made) == {"keys/index/1.key", "keys/vault/1.key"}
    assert main(["migrate", "--directory", str(tmp_path)]) == 0
    assert keys_in(tmp_path) == made


def test_without_a_passphrase_there_are_tables_and_no_keys(tmp_path: Path) -> None:
    assert main(["migrate", "--directory", str(tmp_path)]) == 0
    assert keys_in(tmp_path) == {}


def test_an_office_whose_keys_are_away_gets_no_others(sqlite_installation: Installation) -> None:
    directory = sqlite_installation.config.directory
    with sqlite_installation.open() as office, office.units.act(Actor.job(CHAMBER, "test")) as unit:
        add_settings(unit, 1, SETTINGS)
    for name in ("vault", "index"):
        shutil.rmtree(directory / "keys" / name)
    assert main(["migrate", "--directory", str(directory)]) == 0
    assert keys_in(directory) == {}, "what lies sealed could not be opened with others"
