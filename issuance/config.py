"""The office's settings: one frozen object, read once at the start.

Environment variables `ISSUANCE_…` win over the TOML file that `ISSUANCE_CONFIG` names. What is not set has its
embedded default under the installation's directory. An unknown setting stops the start: a typing slip must not be
obeyed silently.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from issuance.errors import IssuanceError

_PREFIX = "ISSUANCE_"
_CONFIG = "ISSUANCE_CONFIG"
DEFAULT_DIRECTORY = Path("var")


class ConfigError(IssuanceError):
    """A setting is unknown, missing or cannot be read."""


@dataclass(frozen=True)
class OfficeConfig:
    """Where everything lies. URLs: `sqlite:///file`, `postgresql+psycopg://…`, `file:///folder`, `s3://bucket/prefix`."""

    directory: Path
    database_url: str
    register_url: str
    documents_url: str
    originals_url: str
    passphrase_file: Path
    token_pin_file: Path | None = None

    @property
    def keys(self) -> Path:
        """Private keys."""
        return self.directory / "keys"

    @property
    def trust_repository(self) -> Path:
        """The TUF repository that the reference service shows."""
        return self.directory / "trust" / "repository"

    @property
    def claims(self) -> Path:
        """Claim files, where the database is SQLite."""
        return self.directory / "office" / "claims"

    @property
    def stationery(self) -> Path:
        """Each chamber's pictures for the forms, in a folder of its code."""
        return self.directory / "office" / "stationery"

    @property
    def demo(self) -> Path:
        """The demo's samples; only a demo has this folder."""
        return self.directory / "demo"

    @property
    def is_demo(self) -> bool:
        """Whether this installation holds all keys and goes around four eyes."""
        return (self.demo / DEMO_MARK).exists()


DEMO_MARK = "THIS-IS-A-DEMO.txt"


def load_config(environment: Mapping[str, str] = os.environ, *, directory: Path | None = None) -> OfficeConfig:
    """Read the settings; `directory` (from the command line) wins over both sources."""
    settings = _from_file(environment.get(_CONFIG))
    for name, value in environment.items():
        if name.startswith(_PREFIX) and name != _CONFIG:
            settings[name.removeprefix(_PREFIX).lower()] = value
    known = {field.name for field in fields(OfficeConfig)}
    unknown = sorted(settings.keys() - known)
    if unknown:
        raise ConfigError(f"Unknown setting {unknown[0]!r}. Known: {', '.join(sorted(known))}.")
    root = (directory or Path(settings.get("directory", DEFAULT_DIRECTORY))).resolve()
    token_pin_file = settings.get("token_pin_file")
    return OfficeConfig(
        directory=root,
        database_url=settings.get("database_url", f"sqlite:///{root}/office/office.sqlite"),
        register_url=settings.get("register_url", f"sqlite:///{root}/register/register.sqlite"),
        documents_url=settings.get("documents_url", f"file://{root}/register/documents"),
        originals_url=settings.get("originals_url", f"file://{root}/office/documents"),
        passphrase_file=Path(settings.get("passphrase_file", root / "keys" / "passphrase")),
        token_pin_file=Path(token_pin_file) if token_pin_file else None,
    )


def read_secret(path: Path, what: str) -> bytes:
    """Read a one-line secret from a file that only its owner can read."""
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"{path} holds {what} and can be read by others. Run: chmod 600 {path}")
        secret = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"The file with {what} cannot be read: {error}.") from error
    if not secret:
        raise ConfigError(f"The file {path} should hold {what} and is empty.")
    return secret


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
