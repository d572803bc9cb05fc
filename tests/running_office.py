"""The office as people meet it: `issuance serve` in processes of its own, and its mails in a folder.

with RunningOffice.start(folder, template) as office:
    registrar = office.staff("田中由美", Role.REGISTRAR)
    …
    link = office.link_in_mail("trade@example.co.jp")       # sends what waits, and reads the newest mail
"""

import email
import http.client
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from issuance.office import Office, system_clock
from issuance.setup import make_web_secret
from issuance.storage.settings import add_settings
from tests.office_databases import DATABASES
from tests.office_pages import SETTINGS
from tests.office_people import Holder, make_person
from tests.offices import Installation
from tests.servers.process import ServerProcess, start_on_port

CHAMBER = "TYO"
FAX_GATEWAY = "{number}@fax.example.jp"
_LINK = re.compile(r"https?://\S+")


@dataclass
class RunningOffice:
    """A served installation. `office` is another process's view of it: this test's."""

    url: str
    office: Office
    mail_folder: Path

    @classmethod
    @contextmanager
    def start(cls, folder: Path, template: Callable[[int], Path]) -> "Iterator[RunningOffice]":
        """Make an installation of today with one chamber, and serve it until the end of the block."""
        year = system_clock().astimezone(ZoneInfo("Asia/Tokyo")).year
        lent = ExitStack()
        urls = lent.enter_context(DATABASES.lent(folder / "var"))
        installation = Installation.make(template(year), folder / "var", urls, system_clock)
        with installation.open() as office, office.units.act(Actor.job(CHAMBER, "test")) as unit:
            make_web_secret(office)
            add_settings(unit, 1, SETTINGS)
        mails = folder / "mail"
        started: list[tuple[ServerProcess, str]] = []

        def start(port: int) -> None:
            url = f"http://127.0.0.1:{port}"
            environment = os.environ | installation.environment
            environment |= {"ISSUANCE_PUBLIC_URL": url, "PYTHONPATH": str(Path.cwd())}
            command = [sys.executable, "-m", "issuance", "serve", "--port", str(port)]
            process = ServerProcess(command, folder, environment=environment)
            process.wait_until(lambda: _is_ready(port))
            started.append((process, url))

        start_on_port(start, 0)
        process, url = started[0]
        installation.config = replace(
            installation.config, public_url=url, smtp_url=f"folder:{mails}", fax_gateway=FAX_GATEWAY
        )
        try:
            with installation.open() as office:
                yield cls(url, office, mails)
        finally:
            process.stop()
            lent.close()

    def staff(self, name: str, *roles: Role) -> Holder:
        """Make somebody who works for the chamber and has an app for codes."""
        return make_person(self.office.units, CHAMBER, IdKind.STAFF, roles=roles, name=name)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Send what waits; return the mails to an address, the newest last."""
        self.office.postings.courier.round()
        files = sorted(self.mail_folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        mails = [email.message_from_bytes(path.read_bytes(), policy=default) for path in files]
        return [mail for mail in mails if address in str(mail["To"])]

    def link_in_mail(self, address: str) -> str:
        """Return the first link of the newest mail to an address that has one: several may go out at once."""
        texts = [str(mail.get_content()) for mail in self.mails_to(address)]
        found = [link.group() for link in map(_LINK.search, texts) if link is not None]
        assert found, texts
        return found[-1]

    def text_of_mail(self, address: str) -> str:
        """Return the text of the newest mail to an address."""
        mails = self.mails_to(address)
        assert mails, f"no mail went to {address}"
        return str(mails[-1].get_content())


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
