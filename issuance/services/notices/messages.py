"""The operator's view of what was sent: what failed and why, sending again, reports of the fax gateway."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union_all

from issuance.domain.actor import Actor
from issuance.domain.messages import Channel, Delivery
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.notices.rights import check_poster
from issuance.storage.tables.messages import message
from issuance.storage.tables.notices import notice_delivery
from issuance.storage.tables.parties import organisation
from issuance.storage.unit import Unit, Units

PAGE = 100


@dataclass(frozen=True)
class Sent:
    """A message on the list. `to` is known while its content is kept."""

    id: str
    channel: Channel
    template: str
    state: Delivery
    attempts: int
    written_at: dt.datetime
    due_at: dt.datetime | None
    settled_at: dt.datetime | None
    answer: str | None
    to: str | None
    organisation: dict[str, str] | None
    """Its names by language, where the message concerns one."""

    @property
    def can_be_sent_again(self) -> bool:
        """Whether its text is still there."""
        return self.to is not None and self.state.needs_a_person


class MessageDesk:
    """The acts of an operator on his chamber's messages. `ways` are those that the installation has."""

    def __init__(self, units: Units, ways: Collection[Channel]) -> None:
        self._units = units
        self.ways = frozenset(ways)

    def counts(self, actor: Actor) -> dict[Delivery, int]:
        """Return how many messages are in each state that is not settled well."""
        with self._units.look(actor) as unit:
            open_states = [state.value for state in Delivery if state is not Delivery.SENT]
            columns: tuple[ColumnElement[Any], ...] = (message.c.state, func.count().label("messages"))
            query = unit.select(message, *columns).where(message.c.state.in_(open_states))
            rows = unit.rows(query.group_by(message.c.state))
        return {Delivery(row["state"]): int(row["messages"]) for row in rows}

    def list(self, actor: Actor, states: Collection[Delivery], notice: str | None = None) -> list[Sent]:
        """Return the newest messages in some states, of one notice where it is given."""
        with self._units.look(actor) as unit:
            newest = union_all(*(select(_newest(unit, state, notice).subquery()) for state in states)).subquery()
            shown = select(newest.c.id).order_by(newest.c.written_at.desc(), newest.c.id).limit(PAGE)
            query = unit.select(message).where(message.c.id.in_(shown))
            rows = unit.rows(query.order_by(message.c.written_at.desc(), message.c.id))
            names = _names(unit, {row["organisation"] for row in rows if row["organisation"]})
            return [
                Sent(
                    id=row["id"],
                    channel=Channel(row["channel"]),
                    template=row["template"],
                    state=Delivery(row["state"]),
                    attempts=row["attempts"],
                    written_at=row["written_at"],
                    due_at=row["due_at"],
                    settled_at=row["settled_at"],
                    answer=row["answer"],
                    to=_to(unit, row["id"], row["content"]),
                    organisation=names.get(row["organisation"] or ""),
                )
                for row in rows
            ]

    def send_again(self, actor: Actor, message_id: str) -> None:
        """Have a failed message sent again, with attempts anew."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            state, content = _find(unit, message_id)
            if not state.needs_a_person or content is None:
                raise RefusedError(
                    _("This message cannot be sent again: it did not fail, or its text is erased by now.")
                )
            unit.update(
                message,
                message_id,
                state=Delivery.WAITING.value,
                attempts=0,
                due_at=unit.now,
                settled_at=None,
            )
            unit.record("message.resend", f"message:{message_id}", before={"state": state.value})

    def report(self, actor: Actor, message_id: str, *, arrived: bool) -> None:
        """Enter what the gateway reported of a fax, or a mail server later of a mail."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            state, _content = _find(unit, message_id)
            if state not in (Delivery.HANDED, Delivery.SENT):
                raise RefusedError(_("Only what was sent or handed to the gateway has a report."))
            settled = Delivery.CONFIRMED if arrived else Delivery.FAILED
            unit.update(message, message_id, state=settled.value, settled_at=unit.now)
            if arrived:
                unit.update(message, message_id, content=None)
            unit.record(
                "message.report", f"message:{message_id}", before={"state": state.value}, after={"state": settled.value}
            )


def _find(unit: Unit, message_id: str) -> tuple[Delivery, bytes | None]:
    row = unit.row(unit.select(message).where(message.c.id == message_id))
    if row is None:
        raise RefusedError(_("There is no such message."))
    return Delivery(row["state"]), row["content"]


def _newest(unit: Unit, state: Delivery, notice: str | None) -> Select[tuple[object, ...]]:
    """Return the query for the newest messages in one state: it reads the index from its end and stops.

    One query for several states would sort all that were ever sent.
    """
    query = unit.select(message, message.c.id, message.c.written_at).where(message.c.state == state.value)
    if notice is not None:
        query = query.join(notice_delivery, _of_message()).where(
            notice_delivery.c.chamber == unit.chamber, notice_delivery.c.notice == notice
        )
    return query.order_by(message.c.written_at.desc(), message.c.id).limit(PAGE)


def _of_message() -> ColumnElement[bool]:
    return and_(notice_delivery.c.chamber == message.c.chamber, notice_delivery.c.message == message.c.id)


def _to(unit: Unit, row: str, content: bytes | None) -> str | None:
    return None if content is None else str(unit.open(message.c.content, row, content)["to"])


def _names(unit: Unit, organisations: set[str]) -> dict[str, dict[str, str]]:
    rows = unit.rows(unit.select(organisation).where(organisation.c.id.in_(organisations)))
    return {row["id"]: unit.open(organisation.c.names, row["id"], row["names"]) for row in rows}
