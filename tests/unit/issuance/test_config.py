"""The office's settings: sources, order, defaults, and slips that stop the start."""

from pathlib import Path

import pytest

from issuance.config import load_config
from issuance.errors import ConfigError
from issuance.secret_files import read_secret


def test_without_settings_everything_lies_below_the_folder(tmp_path: Path) -> None:
    config = load_config({}, directory=tmp_path)
    assert config.directory == tmp_path
    assert config.database_url == f"sqlite:///{tmp_path}/office/office.sqlite"
    assert config.passphrase_file == tmp_path / "keys" / "passphrase"
    assert not config.is_demo


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_text('directory = "/from/file"\nregister_url = "sqlite:////from/file.sqlite"\n')
    environment = {"ISSUANCE_CONFIG": str(file), "ISSUANCE_REGISTER_URL": "sqlite:////from/environment.sqlite"}

    assert load_config(environment).directory == Path("/from/file")
    assert load_config(environment).register_url == "sqlite:////from/environment.sqlite"
    assert load_config(environment, directory=tmp_path).directory == tmp_path


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('datbase_url = "x"', "Unknown setting 'datbase_url'"),
        ("directory = 7", "text in quotes"),
        ("directory = ", "cannot be read"),
        ("[directory]\nx = 1", "text in quotes"),
    ],
)
def test_a_slip_in_the_file_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=sentence):
        load_config({"ISSUANCE_CONFIG": str(file)})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.toml"):
        load_config({"ISSUANCE_CONFIG": str(tmp_path / "nothing.toml")})


def test_a_secret_is_read_from_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    with pytest.raises(ConfigError, match="cannot be read"):
        read_secret(file, "the passphrase")
    file.write_bytes(b"  \n")
    file.chmod(0o600)
    with pytest.raises(ConfigError, match="is empty"):
        read_secret(file, "the passphrase")
    file.write_bytes(b"geheim\n")
    assert read_secret(file, "the passphrase") == b"geheim"
    file.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        read_secret(file, "the passphrase")


@pytest.mark.parametrize("name", ["CARD_API", "CARD_PAGES"])
@pytest.mark.parametrize(
    "address", ["http://api.stripe.com", "https://a.example/path", "https://a.example;x", "javascript:x", "https://"]
)
def test_an_address_of_the_card_service_is_a_host_reached_over_tls(tmp_path: Path, name: str, address: str) -> None:
    """One of them stands in a header: nothing but scheme and host may."""
    with pytest.raises(ConfigError, match=f"{name.lower()} is"):
        load_config({f"ISSUANCE_{name}": address}, directory=tmp_path)


def test_the_address_of_whoever_is_on_call_is_one(tmp_path: Path) -> None:
    assert load_config({}, directory=tmp_path).on_call_mail is None
    on_call = load_config({"ISSUANCE_ON_CALL_MAIL": "oncall@example.jp"}, directory=tmp_path).on_call_mail
    assert on_call == "oncall@example.jp"
    with pytest.raises(ConfigError, match="on_call_mail is 'nobody'"):
        load_config({"ISSUANCE_ON_CALL_MAIL": "nobody"}, directory=tmp_path)
