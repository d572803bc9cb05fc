"""The web application's settings: defaults, sources, slips that stop the start."""

import datetime as dt
from pathlib import Path

import pytest

from issuance.config import load_config
from issuance.errors import ConfigError
from issuance.files import write_durably
from issuance.web.config import WebConfig, load_web_config

SITE = "https://ref.example.jp"


def load(folder: Path, **environment: str) -> WebConfig:
    config = load_config(environment, directory=folder)
    if not config.web_secret.exists():
        write_durably(config.web_secret, b"secret\n")
    return load_web_config(config, environment, reference_url=SITE)


def test_without_settings_it_answers_on_this_machine_alone(tmp_path: Path) -> None:
    config = load(tmp_path)
    assert config.public_url == "http://localhost:8001"
    assert config.reference_url == SITE
    assert config.idle < config.absolute
    assert (config.is_https, config.proxies) == (False, 0)


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        ISSUANCE_PUBLIC_URL="https://office.example/",
        ISSUANCE_REFERENCE_URL="https://mirror.example",
        ISSUANCE_IDLE_MINUTES="15",
        ISSUANCE_SESSION_HOURS="8",
        ISSUANCE_PROXIES="1",
        ISSUANCE_REQUESTS_PER_MINUTE="0",
        ISSUANCE_LIMITS_REDIS_URL="unix:///run/redis.sock",
    )
    assert config.public_url == "https://office.example"
    assert config.reference_url == "https://mirror.example"
    assert (config.idle, config.absolute) == (dt.timedelta(minutes=15), dt.timedelta(hours=8))
    assert (config.is_https, config.proxies) == (True, 1)
    assert (config.requests_per_minute, config.limits_redis_url) == (0, "unix:///run/redis.sock")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUANCE_PORT", "0"),
        ("ISSUANCE_PORT", "65536"),
        ("ISSUANCE_PORT", "８００１"),
        ("ISSUANCE_IDLE_MINUTES", "0"),
        ("ISSUANCE_SESSION_HOURS", "-1"),
        ("ISSUANCE_PROXIES", "all"),
        ("ISSUANCE_REQUESTS_PER_MINUTE", "-1"),
        ("ISSUANCE_REQUESTS_PER_MINUTE", "100001"),
        ("ISSUANCE_LIMITS_REDIS_URL", "memcached://localhost"),
        ("ISSUANCE_LIMITS_REDIS_URL", "redis:"),
        ("ISSUANCE_PUBLIC_URL", "office.example"),
        ("ISSUANCE_PUBLIC_URL", "javascript:alert(1)"),
        ("ISSUANCE_REFERENCE_URL", "https://ref.example/?x=1"),
    ],
)
def test_what_cannot_be_used_stops_the_start_with_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(tmp_path, **{name: value})


def test_an_unknown_setting_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="prot"):
        load(tmp_path, ISSUANCE_PROT="8001")


def test_without_its_secret_nothing_starts(tmp_path: Path) -> None:
    config = load_config({}, directory=tmp_path)
    with pytest.raises(ConfigError, match="the secret of the office's pages"):
        load_web_config(config, {}, reference_url=SITE)
