"""The office's settings: one frozen object, read once at the start.

Environment variables `ISSUANCE_…` win over the TOML file that `ISSUANCE_CONFIG` names. What is not set has its
embedded default under the installation's directory. An unknown setting stops the start: a typing slip must not be
obeyed silently.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from issuance.connections import ALLOW, REFUSE, plain_settings
from issuance.errors import ConfigError
from issuance.sandbox import live_card_keys, ways_out
from issuance.settings_source import (
    allow_or_refuse,
    card_service,
    collector,
    days,
    mail_address,
    path,
    read_settings,
    yes_or_no,
)

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

    sandbox: bool = False
    """Whether this is a sandbox: an installation in which nothing is genuine and from which nothing goes out."""

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
    def outbox(self) -> Path:
        """Where a sandbox's mails, faxes and letters lie, a file each; nothing leaves it otherwise."""
        return self.directory / "outbox"

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
    settings = read_settings(environment)
    known = {field.name for field in fields(OfficeConfig)} | WEB_SETTINGS
    unknown = sorted(settings.keys() - known)
    if unknown:
        raise ConfigError(f"Unknown setting {unknown[0]!r}. Known: {', '.join(sorted(known))}.")
    root = (directory or Path(settings.get("directory", DEFAULT_DIRECTORY))).resolve()
    plain = allow_or_refuse(settings, "plain_connections", REFUSE)
    if plain == REFUSE:
        _refuse_plain(settings, environment)
    sandbox = yes_or_no(settings, "sandbox")
    if sandbox:
        _refuse_ways_out(settings, root)
    return OfficeConfig(
        directory=root,
        database_url=settings.get("database_url", f"sqlite:///{root}/office/office.sqlite"),
        register_url=settings.get("register_url", f"sqlite:///{root}/register/register.sqlite"),
        documents_url=settings.get("documents_url", f"file://{root}/register/documents"),
        originals_url=settings.get("originals_url", f"file://{root}/office/documents"),
        passphrase_file=Path(settings.get("passphrase_file", root / "keys" / "passphrase")),
        token_pin_file=path(settings, "token_pin_file"),
        redis_url=settings.get("redis_url") or None,
        clamd=settings.get("clamd") or None,
        uploads_unscanned=allow_or_refuse(settings, "uploads_unscanned", ALLOW),
        sandbox=sandbox,
        plain_connections=plain,
        # By name, not by figures: browsers make no passkeys for an address of figures.
        public_url=settings.get("public_url", f"http://localhost:{settings.get('port', '8001')}").rstrip("/"),
        smtp_url=settings.get("smtp_url") or None,
        smtp_password_file=path(settings, "smtp_password_file"),
        smtp_ca_file=path(settings, "smtp_ca_file"),
        mail_from=settings.get("mail_from", OfficeConfig.mail_from),
        on_call_mail=mail_address(settings, "on_call_mail"),
        fax_gateway=settings.get("fax_gateway") or None,
        traces_url=collector(settings),
        beats=path(settings, "beats"),
        backup_url=settings.get("backup_url") or None,
        backup_days=days(settings, "backup_days", OfficeConfig.backup_days),
        backup_recipients_file=path(settings, "backup_recipients_file"),
        backup_cluster=settings.get("backup_cluster") or None,
        backup_cluster_password_file=path(settings, "backup_cluster_password_file"),
        card_api=card_service(settings, "card_api", OfficeConfig.card_api),
        card_pages=card_service(settings, "card_pages", OfficeConfig.card_pages),
    )


def web_settings(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the settings of the web application alone, as texts."""
    return {name: value for name, value in read_settings(environment).items() if name in WEB_SETTINGS}


def _refuse_plain(settings: Mapping[str, str], environment: Mapping[str, str]) -> None:
    """Stop where something would leave this machine in the clear (Annex 1: TLS everywhere)."""
    plain = list(plain_settings(settings, environment))
    if plain:
        raise ConfigError(f"{' '.join(plain)} In a network of yours alone, set ISSUANCE_PLAIN_CONNECTIONS=allow.")


def _refuse_ways_out(settings: Mapping[str, str], root: Path) -> None:
    """Stop where a sandbox would reach people or money outside."""
    found = [*ways_out(settings), *live_card_keys(root / "keys" / "cards")]
    if found:
        raise ConfigError(f"{' '.join(found)} This is a sandbox (ISSUANCE_SANDBOX=yes): nothing leaves it.")
