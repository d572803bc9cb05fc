"""What tests of messages share: an office with a mail server, a clock that can be put forward, messages to post."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from issuance.config import OfficeConfig
from issuance.domain.actor import Actor
from issuance.domain.messages import FaxNumber, MailAddress, Message
from issuance.office import Office
from issuance.services.messages.posting import post
from issuance.storage.tables.messages import message
from tests.builders import NOW
from tests.offices import Installation

CHAMBER = "TYO"
GATEWAY = "{number}@fax.example.jp"
JOB = Actor.job(CHAMBER, "test")


@dataclass
class Clock:
    """A clock that stands until it is put forward."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        """Return the present instant."""
        return self.now

    def forward(self, **span: float) -> None:
        """Put the clock forward."""
        self.now += dt.timedelta(**span)


def with_mail(config: OfficeConfig, url: str | None, gateway: str | None = GATEWAY) -> OfficeConfig:
    """Return the settings with a mail server."""
    return replace(config, smtp_url=url, mail_from="noreply@office.example.jp", fax_gateway=gateway if url else None)


def open_office(installation: Installation, url: str | None, gateway: str | None = GATEWAY) -> Office:
    """Open the office as another process would, with a mail server."""
    return Installation(with_mail(installation.config, url, gateway), installation.clock, installation.keys).open()


def a_message(title: str = "Closed on Friday", to: MailAddress | FaxNumber | None = None) -> Message:
    """Return a message with a template that exists."""
    values = {"chamber": "TYO", "title": title, "body": "See you on Monday.", "link": "https://office.example.jp/TYO/"}
    return Message("board_notice", to or MailAddress("trade@example.co.jp"), "en", values)


def post_all(office: Office, *messages: Message) -> list[str]:
    """Post messages in one act; return their ids."""
    with office.units.act(JOB) as unit:
        return [post(unit, each) for each in messages or (a_message(),)]


def rows(office: Office, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the messages' rows, in the order of `ids`."""
    with office.units.look(JOB) as unit:
        found = {row["id"]: dict(row) for row in unit.rows(unit.select(message))}
    return [found[each] for each in ids]


def states(office: Office, ids: Sequence[str]) -> list[str]:
    """Return what has become of messages."""
    return [row["state"] for row in rows(office, ids)]
