"""Send notices to the organisations that they concern, and see what became of each (terms, article 6).

A job, not the act of posting: a notice for ten thousand organisations does not keep a browser waiting. What is to be
sent in one chamber is written in one transaction with the mark that it was, so nobody is sent a notice twice. The
federation's notices are sent by each chamber to its own organisations: the federation sees none of them.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import and_

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION
from issuance.domain.messages import Channel, Delivery, FaxNumber, MailAddress, Message
from issuance.domain.notices.notice import Notice, NoticeState
from issuance.domain.registration.standing import Capacity
from issuance.domain.registration.states import State
from issuance.errors import RefusedError
from issuance.services.messages.posting import post
from issuance.services.messages.senders import sender_of
from issuance.storage.notices import all_notices
from issuance.storage.tables.messages import message
from issuance.storage.tables.notices import notice_delivery, notice_spread
from issuance.storage.tables.parties import registration
from issuance.storage.unit import Unit, Units

_CONCERNED = (State.ACTIVE, State.RENEWAL_SUBMITTED, State.EXPIRED, State.SUSPENDED)
"""Whoever can still do something here is told, suspended ones too."""

TEMPLATE = "board_notice"

FRESH = dt.timedelta(days=30)
"""An older notice is not sent any more: a chamber that joins later does not write to its people about last year."""


class Contact(Protocol):
    """Where an organisation wants its notices: the address and number that the chamber approved."""

    @property
    def mail(self) -> str | None:
        """An address of e-mail."""

    @property
    def fax(self) -> str | None:
        """A fax number."""

    @property
    def language(self) -> str:
        """`ja` or `en`."""


Contacts = Callable[[Unit, str], Contact | None]
Link = Callable[[str], str]
"""Returns the address of a chamber's board."""


class Spreader:
    """Writes the messages of posted notices. `contacts` and `link` are the office's."""

    def __init__(self, units: Units, chambers: Callable[[], Sequence[str]], contacts: Contacts, link: Link) -> None:
        self._units = units
        self._chambers = chambers
        self._contacts = contacts
        self._link = link

    def spread(self) -> int:
        """Write what is to be sent; return how many messages."""
        with self._units.look(_job(FEDERATION)) as unit:
            for_all = _sent_besides(unit)
        written = 0
        for chamber in self._chambers():
            if chamber == FEDERATION:
                continue
            with self._units.look(_job(chamber)) as unit:
                rows = unit.rows(unit.select(notice_spread, notice_spread.c.id, notice_spread.c.source))
                done = {(row["source"], row["id"]) for row in rows}
                waiting = [each for each in (*for_all, *_sent_besides(unit)) if (each.source, each.id) not in done]
            for notice in waiting:
                with self._units.act(_job(chamber)) as unit:
                    written += self._write(unit, notice)
        return written

    def _write(self, unit: Unit, notice: Notice) -> int:
        written = unreached = 0
        for organisation in _concerned(unit, notice):
            contact = self._contacts(unit, organisation)
            messages = [] if contact is None else self._messages(unit, notice, organisation, contact)
            unreached += not messages
            for each in messages:
                unit.insert(
                    notice_delivery,
                    source=notice.source,
                    notice=notice.id,
                    organisation=organisation,
                    message=post(unit, each),
                )
            written += len(messages)
        unit.insert(notice_spread, id=notice.id, source=notice.source, at=unit.now, unreached=unreached)
        unit.record("notice.send", f"notice:{notice.id}", after={"messages": written, "unreached": unreached})
        return written

    def _messages(self, unit: Unit, notice: Notice, organisation: str, contact: Contact) -> list[Message]:
        asked = ((Channel.MAIL, MailAddress, contact.mail), (Channel.FAX, FaxNumber, contact.fax))
        addresses: list[MailAddress | FaxNumber] = []
        for channel, address, text in asked:
            # What an older system took for an address may be none: the other one is used all the same.
            with suppress(RefusedError):
                if channel in notice.text.channels and text:
                    addresses.append(address(text))
        values = {
            "chamber": sender_of(unit, contact.language).name,
            "title": notice.text.title.text(contact.language),
            "body": notice.text.body.text(contact.language),
            "link": self._link(unit.chamber),
        }
        return [Message(TEMPLATE, address, contact.language, values, organisation) for address in addresses]


@dataclass(frozen=True)
class Delivered:
    """What became of a notice in one chamber. `counts` is by state; `spread` is False while nothing was written yet."""

    spread: bool
    unreached: int
    counts: dict[Delivery, int]


def deliveries(unit: Unit, source: str, notice_id: str) -> Delivered:
    """Return what became of a notice among the organisations of the unit's chamber."""
    mark = unit.row(unit.select(notice_spread).where(notice_spread.c.source == source, notice_spread.c.id == notice_id))
    query = (
        unit.select(message, message.c.state)
        .join(
            notice_delivery,
            and_(notice_delivery.c.chamber == message.c.chamber, notice_delivery.c.message == message.c.id),
        )
        .where(notice_delivery.c.chamber == unit.chamber)
        .where(notice_delivery.c.source == source, notice_delivery.c.notice == notice_id)
    )
    counts = Counter(Delivery(row["state"]) for row in unit.rows(query))
    return Delivered(mark is not None, 0 if mark is None else mark["unreached"], dict(counts))


def _sent_besides(unit: Unit) -> list[Notice]:
    posted = (each for each in all_notices(unit) if each.state is NoticeState.POSTED and each.text.channels)
    return [each for each in posted if each.posted_at is not None and each.posted_at > unit.now - FRESH]


def _concerned(unit: Unit, notice: Notice) -> list[str]:
    query = unit.select(registration, registration.c.organisation, registration.c.capacities).where(
        registration.c.state.in_([state.value for state in _CONCERNED])
    )
    found = []
    for row in unit.rows(query.order_by(registration.c.organisation)):
        capacities = frozenset(Capacity(each) for each in row["capacities"].split(",") if each)
        if notice.text.is_for(row["organisation"], capacities):
            found.append(row["organisation"])
    return sorted(set(found))


def _job(chamber: str) -> Actor:
    return Actor.job(chamber, "send notices")
