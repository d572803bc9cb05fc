"""A real SMTP server on loopback (aiosmtpd) that answers as it is told to.

with MailServer() as server:
server.replies["RCPT"] = ["451 4.7.1 Greylisted"]      # the next RCPT; after that it accepts again
…
server.mails[0].message["Subject"]
"""

import asyncio
import ssl
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.process import free_port

OK = "250 OK"


@dataclass(frozen=True)
class Taken:
    """A mail that the server has taken, with its envelope."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    over_tls: bool


@dataclass
class MailServer:
    """`replies` are given once each, by command (`MAIL`, `RCPT`, `DATA`), and then it accepts everything.

    While `silent` is set, it keeps what it is sent and answers nothing. With `tls` (a PEM file with key and
    certificate) it takes mail after STARTTLS alone, from `user` with `password` where they are given.
    """

    tls: Path | None = None
    user: str | None = None
    password: str | None = None
    replies: dict[str, list[str]] = field(default_factory=dict)
    mails: list[Taken] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)
    reached_data: threading.Event = field(default_factory=threading.Event)
    connections: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        context = None
        if self.tls is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(self.tls)
        self._controller = Controller(
            _Handler(self),
            hostname="127.0.0.1",
            port=free_port(),
            tls_context=context,
            require_starttls=context is not None,
            authenticator=self._authenticate if self.user else None,
            auth_required=self.user is not None,
        )
        self._controller.start()
        self.port = self._controller.port
        return self

    def __exit__(self, *_: object) -> None:
        self.silent.clear()
        self._controller.stop()

    @property
    def url(self) -> str:
        """The setting `smtp_url` for it."""
        user = f"{self.user}@" if self.user else ""
        return f"{'smtp+starttls' if self.tls else 'smtp'}://{user}127.0.0.1:{self.port}"

    @property
    def subjects(self) -> list[str]:
        """The subjects that were taken, in order."""
        return [str(mail.message["Subject"]) for mail in self.mails]

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        expected = LoginPassword((self.user or "").encode(), (self.password or "").encode())
        return AuthResult(success=data == expected, handled=False)


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_EHLO(  # noqa: N802  # the name is aiosmtpd's
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self._server.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802  # the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        reply = self._reply("MAIL")
        if reply == OK:
            envelope.mail_from = address
        return reply

    async def handle_RCPT(  # noqa: N802  # the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        reply = self._reply("RCPT")
        if reply == OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802  # the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self._server.reached_data.set()
        while self._server.silent.is_set():
            await asyncio.sleep(0.01)
        reply = self._reply("DATA")
        if reply == OK:
            assert isinstance(envelope.content, bytes)
            message = BytesParser(policy=default).parsebytes(envelope.content)
            assert isinstance(message, EmailMessage)
            taken = Taken(str(envelope.mail_from), list(envelope.rcpt_tos), message, session.ssl is not None)
            self._server.mails.append(taken)
        return reply

    def _reply(self, command: str) -> str:
        waiting = self._server.replies.get(command)
        return waiting.pop(0) if waiting else OK
