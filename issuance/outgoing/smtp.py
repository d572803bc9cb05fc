"""Hand mail to a server by SMTP (RFC 5321), over TLS unless the server is on this machine."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from issuance.errors import ConfigError
from issuance.outgoing.letter import Answer, UnreachableError, Verdict
from issuance.secret_files import read_secret
from register.encrypted import plain_mail

TIMEOUT_SECONDS = 30.0
"""How long the server may keep silent at any step."""

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_PERMANENT = range(500, 600)
_TOO_LARGE = 552


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over. `scheme` is `smtp` (plain), `smtp+starttls` or `smtps`."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    """Trusted in place of the system's authorities: for a mail server with the office's own certificate."""


def read_server(
    url: str, *, password_file: Path | None = None, ca_file: Path | None = None, plain_allowed: bool = False
) -> SmtpServer:
    """Read `smtp+starttls://user@host:587`, `smtps://…`, or `smtp://localhost`; raise `ConfigError` otherwise.

    With `plain_allowed` (setting plain_connections), `smtp://` may name another machine.
    """
    expected = "smtp+starttls://user@host:587, smtps://user@host:465, smtp://localhost:25 or folder:/path is expected."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigError(f"The setting smtp_url cannot be read: {expected}") from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigError(f"The setting smtp_url names no mail server: {expected}")
    if parts.password is not None:
        raise ConfigError(
            "The setting smtp_url holds a password. Put it into a file and name that in smtp_password_file."
        )
    plain = None if plain_allowed else plain_mail(url)
    if plain is not None:
        raise ConfigError(f"The setting smtp_url {plain}; plain smtp:// is for a server on this machine.")
    user = unquote(parts.username) if parts.username else None
    if bool(user) != (password_file is not None):
        raise ConfigError("A user in smtp_url and smtp_password_file go together: set both or neither.")
    return SmtpServer(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user, password_file, ca_file)


class SmtpTransport:
    """Keeps one connection for the letters of a round, and opens it again where the server has ended it."""

    def __init__(self, server: SmtpServer, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._server = server
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage, sender: str, recipient: str) -> Answer:
        """Hand over a mail; what the server says of the mail is the answer, what keeps all mail back is raised."""
        connection = self._connected()
        try:
            # Not send_message, which would turn a line that begins with "From" into ">From".
            connection.sendmail(sender, [recipient], mail.as_bytes(policy=SMTP))
        except smtplib.SMTPRecipientsRefused as error:
            return self._after(_judged(*error.recipients[recipient]))
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code < _PERMANENT.start or error.smtp_code == _TOO_LARGE:
                return self._after(_judged(error.smtp_code, error.smtp_error))
            # Our own address is at fault, for all mail alike.
            self.close()
            self._give_up_on_all(f"refuses mail from our address: {_said(error.smtp_code, error.smtp_error)}", error)
        except smtplib.SMTPResponseException as error:
            return self._after(_judged(error.smtp_code, error.smtp_error))
        except (smtplib.SMTPServerDisconnected, OSError, ValueError) as error:
            # ValueError: the server said something that is no reply. Whether it took the mail is not known: it is sent
            # again, under the same Message-ID.
            self.close()
            return Answer.of(Verdict.PUT_OFF, f"The connection ended without an answer: {error or 'timed out'}")
        return Answer(Verdict.TAKEN, "")

    def close(self) -> None:
        """End the connection, politely where it still works."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError, ValueError):
            connection.close()

    def _after(self, answer: Answer) -> Answer:
        if answer.text.startswith("421"):  # the server says that it closes the connection
            self.close()
        return answer

    def _connected(self) -> smtplib.SMTP:
        """Return a connection that answers."""
        if self._connection is not None:
            try:
                self._connection.noop()
            except (smtplib.SMTPException, OSError, ValueError):
                self.close()
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            context = ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)
            connection: smtplib.SMTP
            if server.scheme == "smtps":
                connection = smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)
            else:
                connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._give_up_on_all(f"cannot be reached: {error}", error)
        try:
            if server.scheme == "smtp+starttls":
                connection.starttls(context=context)
            if server.user and server.password_file:
                secret = read_secret(server.password_file, "the password of the mail server")
                connection.login(server.user, secret.decode())
        except (smtplib.SMTPException, OSError, ValueError) as error:
            connection.close()
            self._give_up_on_all(f"does not let us in: {error}", error)
        return connection

    def _give_up_on_all(self, what: str, error: Exception) -> NoReturn:
        raise UnreachableError(f"The mail server {self._server.host}:{self._server.port} {what}.") from error


def _judged(code: int, text: bytes | str) -> Answer:
    return Answer.of(Verdict.REFUSED if code in _PERMANENT else Verdict.PUT_OFF, _said(code, text))


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
