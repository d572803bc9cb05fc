"""The office's settings: one frozen object, read once at the start.

Environment variables `ISSUANCE_…` win over the TOML file that `ISSUANCE_CONFIG` names. What is not set has its
embedded default under the installation's directory. An unknown setting stops the start: a typing slip must not be
obeyed silently.
"""

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from issuance.connections import ALLOW, REFUSE, plain_settings
from issuance.domain.messages import MailAddress
from issuance.errors import IssuanceError, RefusedError

_PREFIX = "ISSUANCE_"
_CONFIG = "ISSUANCE_CONFIG"
DEFAULT_DIRECTORY = Path("var")
WEB_SETTINGS = frozenset(
    {
        "port",
        "public_url",
        "reference_url",
        "idle_minutes",
        "session_hours",
        "proxies",
        "requests_per_minute",
        "limits_redis_url",
    }
)
"""Settings that `issuance.web.config` reads; they may stand in the same places."""


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
    redis_url: str | None = None
    """Redis of the reference services, or its Sentinels (:mod:`register.redis_address`): they are told there when the
    register has grown. None: they poll."""
    clamd: str | None = None
    """`unix:/run/clamd.sock` or `tcp://host:3310` of the virus scanner. None: files are not scanned."""
    uploads_unscanned: str = "allow"
    """Without a scanner: `allow` files, with a mark that says so, or `refuse` them."""
    smtp_url: str | None = None
    """`smtp+starttls://user@host:587`, `smtps://…`, `smtp://localhost`, or `folder:/path`. None: messages wait."""
    smtp_password_file: Path | None = None
    smtp_ca_file: Path | None = None
    """Authority of the mail server's certificate, where that is not one of the system's."""
    mail_from: str = "noreply@localhost"
    """From which address mail is sent; answers go to the chamber's own."""
    on_call_mail: str | None = None
    """Where whoever is on call for this system is told at once of what cannot wait, such as a virus."""
    fax_gateway: str | None = None
    """Address of a mail-to-fax gateway, `{number}` in it: `{number}@fax.example.jp`. None: faxes wait."""

    plain_connections: str = REFUSE
    """`refuse` servers on other machines without TLS, or `allow` them: for a network that nobody else is on."""

    card_api: str = "https://api.stripe.com"
    """Where the card service answers programs."""
    card_pages: str = "https://checkout.stripe.com"
    """Where its pages lie on which people pay: another one where a chamber has them at a name of its own."""

    traces_url: str | None = None
    """Where spans are sent by OTLP, such as http://127.0.0.1:4318/v1/traces. None: nothing is traced."""

    beats: Path | None = None
    """Where periodic jobs note that they ended well. None: `office/beats` below the directory."""

    backup_url: str | None = None
    """Where backups are kept: `file:///folder` on another machine's disk, `s3://bucket/prefix`. None: nowhere yet."""
    backup_days: int = 7
    """How long a backup is kept (Annex 1, A6); the newest good one is kept longer where none follows it."""
    backup_recipients_file: Path | None = None
    """Whom backups are sealed for; None: `keys/backup/recipients`. For `backup wal`, which the database's user runs."""
    backup_cluster: str | None = None
    """`postgresql://user@host` of a user with REPLICATION, for base backups (point in time)."""
    backup_cluster_password_file: Path | None = None

    public_url: str = "http://localhost:8001"
    """Where people reach the office's pages, without a slash at the end: links in mails and passkeys name it."""

    @property
    def keys(self) -> Path:
        """Private keys."""
        return self.directory / "keys"

    @property
    def trust_repository(self) -> Path:
        """The TUF repository that the reference service shows."""
        return self.directory / "trust" / "repository"

    @property
    def backup_keys(self) -> Path:
        """The public halves of the backups' keys, and what signs manifests."""
        return self.keys / "backup"

    @property
    def backup_recipients(self) -> Path:
        """Whom backups are sealed for."""
        return self.backup_recipients_file or self.backup_keys / "recipients"

    @property
    def restored(self) -> Path:
        """Stands here from a restore until `issuance reconcile`: meanwhile no number is given out."""
        return self.directory / "office" / "restored.json"

    @property
    def card_keys(self) -> Path:
        """Each chamber's keys of the card service, in a folder of its code."""
        return self.keys / "cards"

    @property
    def web_secret(self) -> Path:
        """The secret with which the office's pages sign cookies."""
        return self.keys / "web-secret"

    @property
    def beats_folder(self) -> Path:
        """A file for each periodic job."""
        return self.beats or self.directory / "office" / "beats"

    @property
    def claims(self) -> Path:
        """Claim files, where the database is SQLite."""
        return self.directory / "office" / "claims"

    @property
    def bulletin(self) -> Path:
        """What is noted for the bulletin, with the names of the banks that hold API keys."""
        return self.directory / "office" / "bulletin.json"

    @property
    def stationery(self) -> Path:
        """Each chamber's pictures for the forms, in a folder of its code."""
        return self.directory / "office" / "stationery"

    @property
    def demo(self) -> Path:
        """The demo's samples; only a demo has this folder."""
        return self.directory / "demo"

    @property
    def calls_loopback(self) -> bool:
        """Whether webhooks may go to this very machine: only where the office itself is reached without TLS, on it."""
        parts = urlsplit(self.public_url)
        return parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")

    @property
    def is_demo(self) -> bool:
        """Whether this installation holds all keys and goes around four eyes."""
        return (self.demo / DEMO_MARK).exists()


DEMO_MARK = "THIS-IS-A-DEMO.txt"


def load_config(environment: Mapping[str, str] = os.environ, *, directory: Path | None = None) -> OfficeConfig:
    """Read the settings; `directory` (from the command line) wins over both sources."""
    settings = _settings(environment)
    known = {field.name for field in fields(OfficeConfig)} | WEB_SETTINGS
    unknown = sorted(settings.keys() - known)
    if unknown:
        raise ConfigError(f"Unknown setting {unknown[0]!r}. Known: {', '.join(sorted(known))}.")
    root = (directory or Path(settings.get("directory", DEFAULT_DIRECTORY))).resolve()
    plain = _choice(settings, "plain_connections", REFUSE)
    if plain == REFUSE:
        _refuse_plain(settings, environment)
    return OfficeConfig(
        directory=root,
        database_url=settings.get("database_url", f"sqlite:///{root}/office/office.sqlite"),
        register_url=settings.get("register_url", f"sqlite:///{root}/register/register.sqlite"),
        documents_url=settings.get("documents_url", f"file://{root}/register/documents"),
        originals_url=settings.get("originals_url", f"file://{root}/office/documents"),
        passphrase_file=Path(settings.get("passphrase_file", root / "keys" / "passphrase")),
        token_pin_file=_path(settings, "token_pin_file"),
        redis_url=settings.get("redis_url") or None,
        clamd=settings.get("clamd") or None,
        uploads_unscanned=_choice(settings, "uploads_unscanned", ALLOW),
        plain_connections=plain,
        # By name, not by figures: browsers make no passkeys for an address of figures.
        public_url=settings.get("public_url", f"http://localhost:{settings.get('port', '8001')}").rstrip("/"),
        smtp_url=settings.get("smtp_url") or None,
        smtp_password_file=_path(settings, "smtp_password_file"),
        smtp_ca_file=_path(settings, "smtp_ca_file"),
        mail_from=settings.get("mail_from", OfficeConfig.mail_from),
        on_call_mail=_mail(settings, "on_call_mail"),
        fax_gateway=settings.get("fax_gateway") or None,
        traces_url=_collector(settings),
        beats=_path(settings, "beats"),
        backup_url=settings.get("backup_url") or None,
        backup_days=_days(settings, "backup_days", OfficeConfig.backup_days),
        backup_recipients_file=_path(settings, "backup_recipients_file"),
        backup_cluster=settings.get("backup_cluster") or None,
        backup_cluster_password_file=_path(settings, "backup_cluster_password_file"),
        card_api=_card_service(settings, "card_api", OfficeConfig.card_api),
        card_pages=_card_service(settings, "card_pages", OfficeConfig.card_pages),
    )


def web_settings(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the settings of the web application alone, as texts."""
    return {name: value for name, value in _settings(environment).items() if name in WEB_SETTINGS}


def _choice(settings: Mapping[str, str], name: str, default: str) -> str:
    chosen = settings.get(name, default)
    if chosen not in (ALLOW, REFUSE):
        raise ConfigError(f"{name} is {chosen!r}: allow or refuse is expected.")
    return chosen


def _refuse_plain(settings: Mapping[str, str], environment: Mapping[str, str]) -> None:
    """Stop where something would leave this machine in the clear (Annex 1: TLS everywhere)."""
    plain = list(plain_settings(settings, environment))
    if plain:
        raise ConfigError(f"{' '.join(plain)} In a network of yours alone, set ISSUANCE_PLAIN_CONNECTIONS=allow.")


def _card_service(settings: Mapping[str, str], name: str, default: str) -> str:
    """Return an address of the card service: scheme and host alone, and TLS unless it is this very machine."""
    address = settings.get(name, default).rstrip("/")
    if not re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]+)?|http://(127\.0\.0\.1|localhost):[0-9]+", address):
        raise ConfigError(f"{name} is {address!r}: https:// and a host is expected, such as {default}.")
    return address


def _mail(settings: Mapping[str, str], name: str) -> str | None:
    if not settings.get(name):
        return None
    try:
        return str(MailAddress(settings[name]))
    except RefusedError as error:
        raise ConfigError(f"{name} is {settings[name]!r}: an address such as oncall@example.jp is expected.") from error


def _days(settings: Mapping[str, str], name: str, default: int) -> int:
    text = settings.get(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]{0,2}", text):
        raise ConfigError(f"{name} is {text!r}: a number of days from 1 to 999 is expected, such as {default}.")
    return int(text)


def _collector(settings: Mapping[str, str]) -> str | None:
    address = settings.get("traces_url") or None
    if address is not None and not re.fullmatch(r"https?://[^\s/?#@]+/[^\s?#@]*", address):
        raise ConfigError(f"traces_url is {address!r}: http://127.0.0.1:4318/v1/traces is expected.")
    return address


def _path(settings: Mapping[str, str], name: str) -> Path | None:
    return Path(settings[name]) if settings.get(name) else None


def read_secret(path: Path, what: str) -> bytes:
    """Read a one-line secret from a file that only its owner can read, or root's that our group alone can."""
    try:
        if _is_open_to_others(path.stat()):
            raise ConfigError(f"{path} holds {what} and can be read by others. Run: chmod 600 {path}")
        secret = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"The file with {what} cannot be read: {error}.") from error
    if not secret:
        raise ConfigError(f"The file {path} should hold {what} and is empty.")
    return secret


def _is_open_to_others(found: os.stat_result) -> bool:
    """Tell whether somebody else can read a secret's file.

    A cluster hands secrets out as root's files that the pod's group can read: then the group is ours by design.
    """
    open_to = stat.S_IMODE(found.st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    is_handed_out = found.st_uid == 0 and os.geteuid() != 0
    return open_to not in ((0, stat.S_IRGRP) if is_handed_out else (0,))


def _settings(environment: Mapping[str, str]) -> dict[str, str]:
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
