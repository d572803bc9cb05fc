"""What the office's web application is told at its start, beside where everything lies (`issuance.config`).

Environment variables `ISSUANCE_…` or the same names in the TOML file: see `WEB_SETTINGS` in `issuance.config`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from issuance.config import OfficeConfig, web_settings
from issuance.errors import ConfigError
from issuance.secret_files import read_secret
from issuance.web.limits.policy import REQUESTS_PER_MINUTE

DEFAULT_PORT = 8001
_IDLE_MINUTES = 30
_SESSION_HOURS = 10
MOST_REQUESTS = 100_000


@dataclass(frozen=True)
class WebConfig:
    """Settings of the web application."""

    secret: bytes
    """Signs what a browser keeps for us: the language's and the forms' cookies."""
    public_url: str
    """Where people reach it, without a slash at the end; `https://` makes cookies secure."""
    reference_url: str
    """Where anybody checks a certificate, without a slash at the end."""
    port: int = DEFAULT_PORT
    idle: dt.timedelta = dt.timedelta(minutes=_IDLE_MINUTES)
    """A session at rest ends after it."""
    absolute: dt.timedelta = dt.timedelta(hours=_SESSION_HOURS)
    """Every session ends after it, and so does a form that lies open."""
    proxies: int = 0
    """How many proxies of ours stand in front and say who asks (X-Forwarded-For)."""
    requests_per_minute: int = REQUESTS_PER_MINUTE
    """Of one session; what follows for addresses, files and open forms says `issuance.web.limits`. 0: no limits."""
    limits_redis_url: str | None = None
    """`redis://`, `rediss://` or `unix://` of a Redis in which all processes count together; None: each for itself."""

    @property
    def is_https(self) -> bool:
        """Whether people reach it over TLS."""
        return self.public_url.startswith("https://")


def load_web_config(office: OfficeConfig, environment: Mapping[str, str], *, reference_url: str) -> WebConfig:
    """Read the settings; `reference_url` is what the trust list names, for where no setting says another.

    Raises `ConfigError` with the name of a setting that cannot be used.
    """
    settings = web_settings(environment)
    port = _number(settings, "port", DEFAULT_PORT, 65535)
    return WebConfig(
        secret=read_secret(office.web_secret, "the secret of the office's pages"),
        public_url=_url(settings.get("public_url", office.public_url), "public_url"),
        reference_url=_url(settings.get("reference_url", reference_url), "reference_url"),
        port=port,
        idle=dt.timedelta(minutes=_number(settings, "idle_minutes", _IDLE_MINUTES, 24 * 60)),
        absolute=dt.timedelta(hours=_number(settings, "session_hours", _SESSION_HOURS, 24 * 7)),
        proxies=_number(settings, "proxies", 0, 5),
        requests_per_minute=_number(settings, "requests_per_minute", REQUESTS_PER_MINUTE, MOST_REQUESTS),
        limits_redis_url=_redis(settings.get("limits_redis_url")),
    )


def _number(settings: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = settings.get(name, str(default))
    least = 0 if name in ("proxies", "requests_per_minute") else 1
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and least <= int(text) <= most):
        raise ConfigError(f"ISSUANCE_{name.upper()} is {text!r}; a number from {least} to {most} is expected.")
    return int(text)


def _url(text: str, name: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f"ISSUANCE_{name.upper()} is {text!r}; an address like https://office.example is expected.")
    return text.rstrip("/")


def _redis(text: str | None) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("redis", "rediss", "unix") or not (parts.hostname or parts.path):
        raise ConfigError("ISSUANCE_LIMITS_REDIS_URL is no address of a Redis: rediss://host:6379/0 is expected.")
    return text
