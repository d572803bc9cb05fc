"""A sandbox does not start with a way to people or to money outside (ADR 0054)."""

from pathlib import Path

import pytest

from issuance.config import OfficeConfig, load_config
from issuance.domain.messages import Channel
from issuance.domain.oauth.systems import checked_redirects
from issuance.errors import ConfigError, RefusedError
from issuance.outgoing.doors import open_doors
from issuance.sandbox import misnamed
from issuance.services.fees.cards.keys import KeyFiles
from tests.sandboxes import SETTING

WAYS_OUT = {
    "SMTP_URL": "smtps://geheim@mail.example.jp",
    "SMTP_PASSWORD_FILE": "/run/geheim",
    "SMTP_CA_FILE": "/run/geheim.pem",
    "FAX_GATEWAY": "{number}@geheim.example.jp",
}
LOOPBACK = "http://127.0.0.1:8765/callback"


def sandbox(folder: Path, **settings: str) -> OfficeConfig:
    given = {f"ISSUANCE_{name}": value for name, value in settings.items()}
    return load_config(SETTING | given, directory=folder)


def card_key(folder: Path, begin: str) -> Path:
    file = folder / "keys" / "cards" / "TYO" / "api-key"
    file.parent.mkdir(parents=True)
    file.parent.joinpath("webhook-secret").write_text("whsec_x\n", encoding="ascii")
    file.write_text(f"{begin}0123456789geheim\n", encoding="ascii")
    for each in file.parent.iterdir():
        each.chmod(0o600)
    return file


def test_an_installation_is_a_real_one_unless_a_setting_says_otherwise(tmp_path: Path) -> None:
    assert not load_config({}, directory=tmp_path).sandbox
    assert not load_config({"ISSUANCE_SANDBOX": "no"}, directory=tmp_path).sandbox
    assert sandbox(tmp_path).sandbox


@pytest.mark.parametrize("said", ["true", "1", "on", "Yes", ""])
def test_what_is_said_is_one_of_two_words(tmp_path: Path, said: str) -> None:
    with pytest.raises(ConfigError, match=r"sandbox is .*yes or no"):
        load_config({"ISSUANCE_SANDBOX": said}, directory=tmp_path)


@pytest.mark.parametrize("name", WAYS_OUT)
def test_each_way_out_stops_the_start_by_name_and_shows_no_secret(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=rf"ISSUANCE_{name} .*ISSUANCE_SANDBOX=yes") as refused:
        sandbox(tmp_path, **{name: WAYS_OUT[name]})
    assert "geheim" not in str(refused.value)


def test_all_are_named_at_once(tmp_path: Path) -> None:
    card_key(tmp_path, "rk_live_")
    with pytest.raises(ConfigError) as refused:
        sandbox(tmp_path, **WAYS_OUT)
    assert [name for name in (*WAYS_OUT, "KEY") if name.lower() not in str(refused.value).lower()] == []


@pytest.mark.parametrize("settings", [{}, {"SMTP_URL": "folder:/srv/outbox"}], ids=["none", "a folder"])
def test_mail_and_faxes_lie_in_a_folder(tmp_path: Path, settings: dict[str, str]) -> None:
    assert set(open_doors(sandbox(tmp_path, **settings))) == {Channel.MAIL, Channel.FAX}


@pytest.mark.parametrize("begin", ["sk_live_", "rk_live_"])
def test_a_key_for_real_payments_stops_the_start(tmp_path: Path, begin: str) -> None:
    file = card_key(tmp_path, begin)
    with pytest.raises(ConfigError, match="begins with sk_test_") as refused:
        sandbox(tmp_path)
    assert str(file) in str(refused.value)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("begin", ["sk_live_", "rk_live_"])
def test_one_that_comes_while_it_runs_takes_no_card(tmp_path: Path, begin: str) -> None:
    card_key(tmp_path, begin)
    folder = tmp_path / "keys" / "cards"

    assert KeyFiles(folder, "https://api.example", "https://pages.example", sandbox=True).of("TYO") is None
    assert KeyFiles(folder, "https://api.example", "https://pages.example").of("TYO") is not None


@pytest.mark.parametrize("begin", ["sk_test_", "rk_test_"])
def test_a_test_key_is_taken(tmp_path: Path, begin: str) -> None:
    card_key(tmp_path, begin)
    config = sandbox(tmp_path)

    assert KeyFiles(config.card_keys, config.card_api, config.card_pages, sandbox=True).of("TYO") is not None


def test_in_a_sandbox_answers_may_go_to_the_machine_of_whoever_tries() -> None:
    assert checked_redirects([LOOPBACK], loopback=True) == (LOOPBACK,)
    with pytest.raises(RefusedError, match="https://"):
        checked_redirects([LOOPBACK])


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/callback",
        "http://127.0.0.1:8765@evil.example/callback",
        "http://user@127.0.0.1:8765/callback",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1:87651234/callback",
        "http://127.0.0.1.evil.example:8765/callback",
        "http://localhost:8765/callback",
        "http://[::1]:8765/callback",
        "http://127.0.0.1:8765/*",
        "http://127.0.0.1:8765/#here",
        "ftp://127.0.0.1:8765/",
        "http://tradedocs.example:8765/callback",
    ],
)
def test_and_nowhere_else_in_the_clear(address: str) -> None:
    with pytest.raises(RefusedError):
        checked_redirects([address], loopback=True)


def test_a_name_in_the_trust_list_says_which_kind_it_is_of() -> None:
    assert misnamed(["Sandbox: Tokyo", "Sandbox: Osaka"], sandbox=True) is None
    assert misnamed(["Tokyo", "Osaka"], sandbox=False) is None
    assert "'Osaka'" in str(misnamed(["Sandbox: Tokyo", "Osaka"], sandbox=True))
    assert "'Sandbox: Osaka'" in str(misnamed(["Tokyo", "Sandbox: Osaka"], sandbox=False))
