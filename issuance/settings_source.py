"""Settings as texts: from the environment and a TOML file, and what each text has to be.

A text that is none of what it may be is a `ConfigError`, whose sentence names the setting.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from issuance.connections import ALLOW, REFUSE
from issuance.domain.messages import MailAddress
from issuance.errors import ConfigError, RefusedError

_PREFIX = "ISSUANCE_"
_CONFIG = "ISSUANCE_CONFIG"


def read_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what the settings file and the environment say, by name in small letters; the environment wins."""
    settings = _from_file(environment.get(_CONFIG))
    for name, value in environment.items():
        if name.startswith(_PREFIX) and name != _CONFIG:
            settings[name.removeprefix(_PREFIX).lower()] = value
    return settings


def _from_file(path: str | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        settings = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"The settings file {path} cannot be read: {error}.") from error
    if not all(isinstance(value, str) for value in settings.values()):
        raise ConfigError(f"Every setting in {path} is a text in quotes.")
    return dict(settings)


def allow_or_refuse(settings: Mapping[str, str], name: str, default: str) -> str:
    """Return `allow` or `refuse`."""
    chosen = settings.get(name, default)
    if chosen not in (ALLOW, REFUSE):
        raise ConfigError(f"{name} is {chosen!r}: allow or refuse is expected.")
    return chosen


def card_service(settings: Mapping[str, str], name: str, default: str) -> str:
    """Return an address of the card service: scheme and host alone, and TLS unless it is this very machine."""
    address = settings.get(name, default).rstrip("/")
    if not re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]+)?|http://(127\.0\.0\.1|localhost):[0-9]+", address):
        raise ConfigError(f"{name} is {address!r}: https:// and a host is expected, such as {default}.")
    return address


def mail_address(settings: Mapping[str, str], name: str) -> str | None:
    """Return an address of mail; None where there is none."""
    if not settings.get(name):
        return None
    try:
        return str(MailAddress(settings[name]))
    except RefusedError as error:
        raise ConfigError(f"{name} is {settings[name]!r}: an address such as oncall@example.jp is expected.") from error


def days(settings: Mapping[str, str], name: str, default: int) -> int:
    """Return a number of days, 1 to 999."""
    text = settings.get(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]{0,2}", text):
        raise ConfigError(f"{name} is {text!r}: a number of days from 1 to 999 is expected, such as {default}.")
    return int(text)


def collector(settings: Mapping[str, str]) -> str | None:
    """Return where spans go by OTLP; None: nowhere."""
    address = settings.get("traces_url") or None
    if address is not None and not re.fullmatch(r"https?://[^\s/?#@]+/[^\s?#@]*", address):
        raise ConfigError(f"traces_url is {address!r}: http://127.0.0.1:4318/v1/traces is expected.")
    return address


def path(settings: Mapping[str, str], name: str) -> Path | None:
    """Return the place of a file; None where there is none."""
    return Path(settings[name]) if settings.get(name) else None


def yes_or_no(settings: Mapping[str, str], name: str) -> bool:
    """Return whether a setting says yes; no is the default."""
    text = settings.get(name, "no")
    if text not in ("yes", "no"):
        raise ConfigError(f"{name} is {text!r}: yes or no is expected.")
    return text == "yes"
