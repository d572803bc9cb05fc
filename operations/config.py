"""The settings: one frozen object, built once at the entry point.

Every setting can stand in the environment as `OPERATIONS_…` or, in lower case without that prefix, in the TOML file
that `OPERATIONS_CONFIG` names; the environment wins. An unknown or half-set one stops the start.
"""

import dataclasses
import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from operations.errors import ConfigError
from signing.errors import NumberError
from signing.number import parse_typed_number

_PREFIX = "OPERATIONS_"
_CONFIG = "OPERATIONS_CONFIG"
DEFAULT_DIRECTORY = Path("var/operations")


@dataclass(frozen=True)
class Canary:
    """A certificate whose answer is known: its printed number, issue date, file (None: it is only looked up)."""

    name: str
    number: str
    date: dt.date
    file: Path | None
    reason: str
    """What a right answer gives: IN_FORCE or REVOKED (`signing.result.Reason`)."""


@dataclass(frozen=True)
class Config:
    """Where records lie, and what is watched."""

    directory: Path = DEFAULT_DIRECTORY
    """Probe records, announced pauses and incidents."""
    reference_url: str | None = None
    """The reference service as the public reaches it."""
    office_url: str | None = None
    """The office as applicants reach it; None: it is not watched."""
    trust: Path | None = None
    """The scanner's trust folder with its pinned root; None: `trust` below the directory."""
    ca: Path | None = None
    """TLS authorities, PEM, where the system's own are not meant."""
    textfile: Path | None = None
    """The figures of the last round, for node_exporter's textfile collector; its name ends in .prom."""
    service_name: str = "OriginSeal"
    """Stands at the head of the report."""
    canary: Canary | None = None
    """In force: must be found VALID."""
    revoked: Canary | None = None
    """Revoked: must be found INVALID. It is this one that shows a service which says yes to everything."""

    @property
    def trust_folder(self) -> Path:
        """Where the scanner keeps its trust files."""
        return self.trust or self.directory / "trust"

    @property
    def canaries(self) -> tuple[Canary, ...]:
        """All that are asked about."""
        return tuple(canary for canary in (self.canary, self.revoked) if canary is not None)


_CANARIES = {"canary": "IN_FORCE", "revoked": "REVOKED"}
_PARTS = ("number", "date", "file")
_PLAIN = {"directory", "reference_url", "office_url", "trust", "ca", "textfile", "service_name"}
_KNOWN = _PLAIN | {f"{name}_{part}" for name in _CANARIES for part in _PARTS}


def load_config(environment: Mapping[str, str] = os.environ, *, directory: Path | None = None) -> Config:
    """Read the settings; `directory` (from the command line) wins. Raises :class:`ConfigError`."""
    settings = _settings(environment)
    unknown = sorted(settings.keys() - _KNOWN)
    if unknown:
        raise ConfigError(f"Unknown setting {unknown[0]!r}. Known: {', '.join(sorted(_KNOWN))}.")
    config = Config(
        directory=directory or Path(settings.get("directory", DEFAULT_DIRECTORY)),
        reference_url=_url(settings, "reference_url"),
        office_url=_url(settings, "office_url"),
        trust=_path(settings, "trust"),
        ca=_path(settings, "ca"),
        textfile=_path(settings, "textfile"),
        service_name=settings.get("service_name", Config.service_name),
        canary=_canary(settings, "canary"),
        revoked=_canary(settings, "revoked"),
    )
    if config.canaries and config.reference_url is None:
        raise ConfigError("A canary is set, and no reference_url where it is looked up. Set both.")
    if config.textfile is not None and config.textfile.suffix != ".prom":
        raise ConfigError(f"textfile is {config.textfile}: node_exporter reads names that end in .prom.")
    return dataclasses.replace(config, directory=config.directory.resolve())


def _settings(environment: Mapping[str, str]) -> dict[str, str]:
    settings = _from_file(environment.get(_CONFIG))
    for name, value in environment.items():
        if name.startswith(_PREFIX) and name != _CONFIG:
            settings[name.removeprefix(_PREFIX).lower()] = value
    return {name: value for name, value in settings.items() if value.strip()}


def _from_file(path: str | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        settings = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The settings file {path} cannot be read: {error}.") from error
    if not all(isinstance(value, str) for value in settings.values()):
        raise ConfigError(f"Every setting in {path} is a text in quotes.")
    return dict(settings)


def _path(settings: Mapping[str, str], name: str) -> Path | None:
    return Path(settings[name]) if name in settings else None


def _url(settings: Mapping[str, str], name: str) -> str | None:
    if name not in settings:
        return None
    address = settings[name].rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise ConfigError(f"{name} is {address!r}: an address such as https://seal.example.jp is expected.")
    return address


def _canary(settings: Mapping[str, str], name: str) -> Canary | None:
    given = {part: settings[f"{name}_{part}"] for part in _PARTS if f"{name}_{part}" in settings}
    if not given:
        return None
    missing = sorted({"number", "date"} - given.keys())
    if missing:
        raise ConfigError(f"{name}_{missing[0]} is missing: a canary has a number and an issue date.")
    try:
        number = parse_typed_number(given["number"]).printed
        date = dt.date.fromisoformat(given["date"])
    except (NumberError, ValueError) as error:
        raise ConfigError(
            f"{name}_number and {name}_date cannot be read: TYO26-001234-K7QM-3XW9 and 2026-11-20 are expected."
        ) from error
    file = _path(settings, f"{name}_file")
    if file is not None and not file.is_file():
        raise ConfigError(f"{name}_file names {file}, which is not there: put the certificate's PDF or picture there.")
    return Canary(name, number, date, file, _CANARIES[name])
