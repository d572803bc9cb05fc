"""Settings: the environment, the file, the short way, and every way of getting them wrong."""

from pathlib import Path

import pytest

from reference_service.checks.receipts import load_receipt_signer
from reference_service.config import load_config
from reference_service.errors import ConfigError
from signing.keys import PrivateKeySigner

COMPLETE = {
    "REFERENCE_REGISTER_URL": "sqlite:////srv/register.sqlite",
    "REFERENCE_DOCUMENTS_URL": "file:///srv/documents",
    "REFERENCE_TRUST_DIRECTORY": "/srv/trust",
}


def test_all_settings_from_the_environment() -> None:
    config = load_config({**COMPLETE, "REFERENCE_SITE_NAME": "Tokyo CCI", "PATH": "/bin", "REFERENCE_PORT": "8000"})
    assert config.register_url == "sqlite:////srv/register.sqlite"
    assert config.trust_directory == Path("/srv/trust")
    assert config.site_name == "Tokyo CCI"


def test_the_office_that_takes_reports_is_an_address() -> None:
    given = {**COMPLETE, "REFERENCE_OFFICE_URL": "https://office.example/"}
    assert load_config(given).office_url == "https://office.example"
    assert load_config(COMPLETE).office_url is None
    for wrong in ("office.example", "javascript:alert(1)", "https://", "https://office.example/?a=b"):
        with pytest.raises(ConfigError, match="REFERENCE_OFFICE_URL"):
            load_config({**COMPLETE, "REFERENCE_OFFICE_URL": wrong})


def test_a_directory_is_the_short_way(tmp_path: Path) -> None:
    config = load_config({}, directory=tmp_path)
    assert config.register_url == f"sqlite:///{tmp_path}/register/register.sqlite"
    assert config.documents_url == f"file://{tmp_path}/register/documents"
    assert config.trust_directory == tmp_path / "trust" / "repository"


def test_a_single_setting_beats_the_directory(tmp_path: Path) -> None:
    config = load_config({"REFERENCE_DIRECTORY": str(tmp_path), "REFERENCE_TRUST_DIRECTORY": "/elsewhere"})
    assert config.trust_directory == Path("/elsewhere")


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "reference.toml"
    file.write_text('directory = "/srv/var"\nsite_name = "From the file"\n', encoding="utf-8")
    assert load_config({"REFERENCE_CONFIG": str(file)}).site_name == "From the file"
    both = load_config({"REFERENCE_CONFIG": str(file), "REFERENCE_SITE_NAME": "From the environment"})
    assert both.site_name == "From the environment"


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(ConfigError, match="REFERENCE_REGISTER_URI"):
        load_config({**COMPLETE, "REFERENCE_REGISTER_URI": "sqlite:///x"})


@pytest.mark.parametrize("absent", sorted(COMPLETE))
def test_half_set_settings_name_what_is_missing(absent: str) -> None:
    with pytest.raises(ConfigError, match=f"Missing settings: {absent}[.]"):
        load_config({name: value for name, value in COMPLETE.items() if name != absent})


def test_an_empty_setting_is_named() -> None:
    with pytest.raises(ConfigError, match="REFERENCE_SITE_NAME"):
        load_config({**COMPLETE, "REFERENCE_SITE_NAME": " "})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"directory = ", "not TOML"),
        (b"\xff\xfe", "not TOML"),
        (b"directory = 1", "not text: directory"),
        (b"[register]\nurl = 'x'", "not text: register"),
        (b"#" * 70_000, "larger"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, text: bytes, what: str) -> None:
    file = tmp_path / "reference.toml"
    file.write_bytes(text)
    with pytest.raises(ConfigError, match=what):
        load_config({"REFERENCE_CONFIG": str(file)})


def test_an_absent_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load_config({"REFERENCE_CONFIG": str(tmp_path / "none.toml")})


def test_the_receipt_key_is_set_whole_or_not_at_all() -> None:
    assert load_config(COMPLETE).receipt_key is None
    key = {"REFERENCE_RECEIPT_KEY": "/srv/receipt.pem"}
    passphrase = {"REFERENCE_RECEIPT_PASSPHRASE_FILE": "/srv/passphrase"}
    for half in (key, passphrase):
        with pytest.raises(ConfigError, match="both, or neither"):
            load_config(COMPLETE | half)
    config = load_config(COMPLETE | key | passphrase)
    assert (config.receipt_key, config.receipt_passphrase_file) == (Path("/srv/receipt.pem"), Path("/srv/passphrase"))


def test_a_demo_directory_brings_the_newest_receipt_key_along(tmp_path: Path) -> None:
    folder = tmp_path / "keys" / "receipt"
    folder.mkdir(parents=True)
    for name in ("2025.pem", "2026.pem", "notes.pem"):
        (folder / name).write_bytes(b"")
    assert load_config({}, directory=tmp_path).receipt_key is None
    (tmp_path / "keys" / "passphrase").write_text("x", encoding="ascii")
    assert load_config({}, directory=tmp_path).receipt_key == folder / "2026.pem"


def test_a_receipt_key_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    key, passphrase = tmp_path / "receipt.pem", tmp_path / "passphrase"
    passphrase.write_text("right\n", encoding="ascii")
    with pytest.raises(ConfigError, match="REFERENCE_RECEIPT_KEY names "):
        load_receipt_signer(key, passphrase)
    signer = PrivateKeySigner.generate()
    key.write_bytes(signer.to_pkcs8(b"right"))
    opened = load_receipt_signer(key, passphrase)
    assert opened is not None
    assert opened.public_key == signer.public_key
    passphrase.write_text("wrong\n", encoding="ascii")
    with pytest.raises(ConfigError, match="passphrase is wrong"):
        load_receipt_signer(key, passphrase)
    key.write_bytes(b"no key")
    with pytest.raises(ConfigError, match="not an encrypted PKCS#8 key"):
        load_receipt_signer(key, passphrase)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("REGISTER_URL", "postgresql+psycopg://reader:geheim@db.example.jp/register"),
        ("REDIS_URL", "redis://:geheim@r.example.jp"),
        ("DOCUMENTS_URL", "s3://bucket"),
    ],
)
def test_a_server_elsewhere_is_reached_over_tls_unless_the_network_is_said_to_be_private(
    name: str, address: str
) -> None:
    given = COMPLETE | {f"REFERENCE_{name}": address, "AWS_ENDPOINT_URL_S3": "http://s3.example.jp"}
    with pytest.raises(ConfigError, match=f"REFERENCE_{name} .*REFERENCE_PLAIN_CONNECTIONS=allow") as refused:
        load_config(given)
    assert "geheim" not in str(refused.value)
    assert load_config(given | {"REFERENCE_PLAIN_CONNECTIONS": "allow"}).plain_connections
    with pytest.raises(ConfigError, match="REFERENCE_PLAIN_CONNECTIONS is"):
        load_config(COMPLETE | {"REFERENCE_PLAIN_CONNECTIONS": "on"})
