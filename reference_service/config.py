"""The settings: one frozen object, built once at the entry point.

Every setting can stand in the environment as `REFERENCE_…` or, in lower case without that prefix, in the TOML file
that `REFERENCE_CONFIG` names; the environment wins. `REFERENCE_DIRECTORY` is the short way for a demo installation:
register, documents and trust repository then lie at their usual places below it.
"""

import dataclasses
import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from reference_service.errors import ConfigError
from reference_service.limits.origins import Network, read_networks
from register.encrypted import plain_database, plain_documents, plain_redis

_PREFIX = "REFERENCE_"
_CONFIG_FILE = "config"
# `script/run` and `reference-service serve` read the port; it is no property of the application.
_NOT_OURS = {"port"}
MAX_CONFIG_FILE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Config:
    """What the service needs to know. The reference base is no setting: it stands in the signed trust list."""

    register_url: str
    """`sqlite:///path` or `postgresql+psycopg://…`; a role that can only SELECT is enough."""

    documents_url: str
    """`file:///folder` or `s3://bucket/prefix` of the published documents."""

    trust_directory: Path
    """The TUF repository, with `metadata/` and `targets/`; served as it lies there."""

    redis_url: str | None = None
    """A cache that the processes share, and the office's news of the log: one Redis or the Sentinels of several, as
    :mod:`register.redis_address` reads it."""

    site_name: str = "Trade Certificate Reference"
    """Stands at the head of every page."""

    receipt_key: Path | None = None
    """The service's own receipt key, encrypted PKCS#8 in PEM; None: answers come without a receipt and say so."""

    receipt_passphrase_file: Path | None = None
    """The file with the receipt key's passphrase; blanks and line ends around it do not count."""

    office_url: str | None = None
    """Where the chambers' office takes reports and inquiries; None: pages name the chambers' contacts alone."""

    limits: bool = True
    """Whether callers are limited; off for measurements and tests alone."""

    proxies: tuple[Network, ...] = ()
    """Whose `X-Forwarded-For` is believed, besides a Unix socket's and this machine's own."""

    sandbox: bool = False
    """Whether this is the public half of a sandbox (ADR 0054): every page says so, and only its register is opened."""

    plain_connections: bool = False
    """Whether servers on other machines may be reached without TLS: for a network that nobody else is on."""

    metrics_directory: Path | None = None
    """A folder in which the processes put their figures together; None: there is no `/metrics`."""

    traces_url: str | None = None
    """Where spans are sent by OTLP, such as http://127.0.0.1:4318/v1/traces; None: nothing is traced."""

    stale_after: dt.timedelta = dt.timedelta(seconds=10)
    """Register data older than this are never answered as “in force”."""

    max_form_bytes: int = 16 * 1024
    """The largest request body that is read; the form needs a few hundred bytes."""


def load_config(environ: Mapping[str, str], *, directory: Path | None = None) -> Config:
    """Build the settings; `directory` is the command line's and wins over `REFERENCE_DIRECTORY`.

    Raises :class:`ConfigError` that names each unknown, missing or unusable setting.
    """
    given = _from_environment(environ)
    config_file = given.pop(_CONFIG_FILE, None)
    settings = (_from_file(Path(config_file)) if config_file is not None else {}) | given
    known = {field.name for field in dataclasses.fields(Config)} - {"stale_after", "max_form_bytes"}
    unknown = sorted(settings.keys() - known - {"directory"})
    if unknown:
        raise ConfigError(f"Unknown settings: {_names(unknown)}. Known are {_names(sorted(known | {'directory'}))}.")
    folder = directory or (Path(settings["directory"]) if "directory" in settings else None)
    settings.pop("directory", None)
    settings = _defaults_below(folder) | settings
    missing = sorted({"register_url", "documents_url", "trust_directory"} - settings.keys())
    if missing:
        raise ConfigError(
            f"Missing settings: {_names(missing)}. Set them, or set REFERENCE_DIRECTORY to a demo installation."
        )
    empty = sorted(name for name, value in settings.items() if not value.strip())
    if empty:
        raise ConfigError(f"Empty settings: {_names(empty)}. Give each a value or leave it out.")
    if ("receipt_key" in settings) != ("receipt_passphrase_file" in settings):
        raise ConfigError("Set receipt_key and receipt_passphrase_file both, or neither: half of a key signs nothing.")
    plain = _either(settings, "plain_connections", "allow", "refuse", "refuse")
    if not plain:
        _refuse_plain(settings, environ)
    return Config(
        register_url=settings["register_url"],
        documents_url=settings["documents_url"],
        trust_directory=Path(settings["trust_directory"]),
        redis_url=settings.get("redis_url"),
        site_name=settings.get("site_name", Config.site_name),
        receipt_key=_path(settings.get("receipt_key")),
        receipt_passphrase_file=_path(settings.get("receipt_passphrase_file")),
        office_url=_address(settings.get("office_url"), "office_url"),
        limits=_either(settings, "limits", "on", "off", "on"),
        sandbox=_either(settings, "sandbox", "yes", "no", "no"),
        plain_connections=plain,
        proxies=read_networks(settings["proxies"]) if "proxies" in settings else (),
        metrics_directory=_path(settings.get("metrics_directory")),
        traces_url=_address(settings.get("traces_url"), "traces_url"),
    )


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    settings = {
        name.removeprefix(_PREFIX).lower(): value for name, value in environ.items() if name.startswith(_PREFIX)
    }
    return {name: value for name, value in settings.items() if name not in _NOT_OURS}


def _from_file(path: Path) -> dict[str, str]:
    try:
        if path.stat().st_size > MAX_CONFIG_FILE_BYTES:
            raise ConfigError(f"REFERENCE_CONFIG names {path}, which is larger than {MAX_CONFIG_FILE_BYTES} bytes.")
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"REFERENCE_CONFIG names {path}, which cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:  # TOML syntax and UTF-8 alike
        raise ConfigError(f"REFERENCE_CONFIG names {path}, which is not TOML in UTF-8: {error}.") from error
    wrong = sorted(name for name, value in values.items() if not isinstance(value, str))
    if wrong:
        raise ConfigError(f"In {path} these settings are not text: {', '.join(wrong)}.")
    return values


def _defaults_below(directory: Path | None) -> dict[str, str]:
    if directory is None:
        return {}
    folder = directory.absolute()
    return {
        "register_url": f"sqlite:///{folder / 'register' / 'register.sqlite'}",
        "documents_url": (folder / "register" / "documents").as_uri(),
        "trust_directory": str(folder / "trust" / "repository"),
        **_receipt_key_below(folder / "keys"),
    }


def _receipt_key_below(keys: Path) -> dict[str, str]:
    """Return the newest year's receipt key, which a demo keeps beside all others; a real host holds that one alone."""
    files = sorted(file for file in (keys / "receipt").glob("*.pem") if file.stem.isdecimal())
    passphrase = keys / "passphrase"
    if not files or not passphrase.exists():
        return {}
    return {"receipt_key": str(files[-1]), "receipt_passphrase_file": str(passphrase)}


def _either(settings: Mapping[str, str], setting: str, yes: str, no: str, default: str) -> bool:
    """Return whether a setting says the first of two words."""
    text = settings.get(setting, default).strip()
    if text not in (yes, no):
        raise ConfigError(f"{_names([setting])} is {text!r}; it is either {yes} or {no}.")
    return text == yes


def _refuse_plain(settings: Mapping[str, str], environ: Mapping[str, str]) -> None:
    """Stop where something would leave this machine in the clear."""
    found = {
        "register_url": plain_database(settings["register_url"]),
        "documents_url": plain_documents(settings["documents_url"], environ),
        "redis_url": plain_redis(settings.get("redis_url", "")),
    }
    plain = [f"{_names([name])} {why}." for name, why in found.items() if why is not None]
    if plain:
        raise ConfigError(f"{' '.join(plain)} In a network of yours alone, set REFERENCE_PLAIN_CONNECTIONS=allow.")


def _address(text: str | None, setting: str) -> str | None:
    if text is None:
        return None
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f"{_names([setting])} is {text!r}; an address like https://office.example is expected.")
    return text.strip().rstrip("/")


def _path(text: str | None) -> Path | None:
    return Path(text) if text is not None else None


def _names(settings: list[str]) -> str:
    return ", ".join(_PREFIX + name.upper() for name in settings)
