"""Write mail as readers in Japan and elsewhere expect it: UTF-8, no HTML, who sends, where answers go."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from issuance.domain.messages import Delivery
from issuance.outgoing.letter import Answer, Letter

FOOT_MARK = "-- "
"""The line above a signature, by which mail programs know it (RFC 3676, 4.3)."""


class Transport(Protocol):
    """What takes a finished mail."""

    def send(self, mail: EmailMessage, sender: str, recipient: str) -> Answer:
        """Hand over a mail with its envelope."""
        ...

    def close(self) -> None:
        """End the connection, if there is one."""
        ...


class MailDoor:
    """Sends letters as mail from `mail_from`, an address whose domain names this system in every Message-ID."""

    taken = Delivery.SENT

    def __init__(self, transport: Transport, mail_from: str) -> None:
        self._transport = transport
        self._from = mail_from

    def deliver(self, letter: Letter) -> Answer:
        """Write and hand over one mail."""
        return self._transport.send(compose(letter, self._from), self._from, str(letter.to))

    def close(self) -> None:
        """End the connection."""
        self._transport.close()


def compose(letter: Letter, mail_from: str) -> EmailMessage:
    """Return the mail. Header fields are built from values; a line end in one raises ValueError, never adds a field."""
    mail = envelope(letter, mail_from, recipient=str(letter.to))
    text = f"{letter.body.rstrip()}\n\n{FOOT_MARK}\n{letter.sender.foot or letter.sender.name}\n"
    # The library chooses 7bit for plain ASCII, base64 for Japanese: each is what common readers show unharmed.
    mail.set_content(text, charset="utf-8")
    mail["Content-Language"] = letter.language
    return mail


def envelope(letter: Letter, mail_from: str, *, recipient: str) -> EmailMessage:
    """Return a mail with its header and without content."""
    local, _, domain = mail_from.rpartition("@")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(letter.sender.name, local, domain)
    mail["To"] = Address(addr_spec=recipient)
    if letter.sender.reply_to:
        mail["Reply-To"] = Address(letter.sender.name, addr_spec=letter.sender.reply_to)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.id}@{domain}>"
    # Absence notes and other programs do not answer what a program wrote (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    return mail
