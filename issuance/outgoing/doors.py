"""The ways out that an installation has, by its settings."""

from pathlib import Path

from issuance.config import OfficeConfig
from issuance.connections import ALLOW
from issuance.domain.messages import Channel, MailAddress
from issuance.errors import ConfigError, RefusedError
from issuance.outgoing.fax import FaxDoor
from issuance.outgoing.folder import FolderTransport
from issuance.outgoing.letter import Door
from issuance.outgoing.mail import MailDoor, Transport
from issuance.outgoing.smtp import SmtpTransport, read_server

_FOLDER = "folder:"
_DEMO_GATEWAY = "{number}@fax.example.jp"


def open_doors(config: OfficeConfig) -> dict[Channel, Door]:
    """Return the doors that are configured, none without a mail server; raise `ConfigError` for settings unfit.

    A demo without settings writes into its own folder, faxes too. A sandbox has its outbox and no other way out.
    """
    url, gateway = config.smtp_url, config.fax_gateway
    if config.sandbox:
        # `load_config` lets no other address through.
        url, gateway = url or f"{_FOLDER}{config.outbox}", _DEMO_GATEWAY
    if url is None and config.is_demo:
        url, gateway = f"{_FOLDER}{config.demo / 'mail'}", gateway or _DEMO_GATEWAY
    if url is None:
        if gateway:
            raise ConfigError("fax_gateway is set and smtp_url is not: faxes go to the gateway by mail. Set both.")
        return {}
    transport = _transport(url, config)
    sender = _sender(config.mail_from)
    doors: dict[Channel, Door] = {Channel.MAIL: MailDoor(transport, sender)}
    if gateway:
        doors[Channel.FAX] = FaxDoor(transport, sender, gateway, sandbox=config.sandbox)
    return doors


def _transport(url: str, config: OfficeConfig) -> Transport:
    if url.startswith(_FOLDER):
        return FolderTransport(Path(url.removeprefix(_FOLDER)))
    server = read_server(
        url,
        password_file=config.smtp_password_file,
        ca_file=config.smtp_ca_file,
        plain_allowed=config.plain_connections == ALLOW,
    )
    return SmtpTransport(server)


def _sender(mail_from: str) -> str:
    try:
        return mail_from if mail_from == OfficeConfig.mail_from else str(MailAddress(mail_from))
    except RefusedError as error:
        raise ConfigError(f"The setting mail_from is an address such as noreply@example.jp: {error}") from error
