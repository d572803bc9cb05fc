"""The courier: sends what is due, each message once as far as that can be known.

A message is sent under a claim, so that two couriers never have the same one in hand, and marked `SENDING` before its
first byte leaves. After `kill -9` the claim is free again and the next round sends it anew: **at least once**. It
keeps its Message-ID, by which mail servers and programs drop the second copy. What the server did not answer is not
known, and is sent again as well.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import RowMapping, update

from issuance.domain.actor import Actor
from issuance.domain.messages import Channel, Delivery, address_of, next_attempt
from issuance.errors import IssuanceError
from issuance.outgoing.letter import Answer, Door, Letter, Sender, UnreachableError, Verdict
from issuance.services.messages.posting import load_template
from issuance.storage.claims import Claims
from issuance.storage.tables.messages import message
from issuance.storage.unit import Unit, Units

BATCH: Final = 100
"""Messages looked up at a time."""

KEEP_UNSENT: Final = dt.timedelta(days=30)
"""How long the text of what failed is kept, so that it can be sent again, and what a fax's report may need."""

_DUE_STATES = (Delivery.WAITING.value, Delivery.SENDING.value)

Senders = Callable[[Unit, str], Sender]
"""Tells how a chamber presents itself in a language."""


@dataclass
class Round:
    """What a round did. `unreachable` says by channel why nothing could be sent at all."""

    taken: int = 0
    put_off: int = 0
    failed: int = 0
    unreachable: dict[Channel, str] = field(default_factory=dict)

    def count(self, state: Delivery) -> None:
        """Count a message by what became of it."""
        if state.needs_a_person:
            self.failed += 1
        elif state.is_settled:
            self.taken += 1
        else:
            self.put_off += 1


class Courier:
    """Sends for all chambers. `doors` are the ways out that are configured; messages for others wait."""

    def __init__(
        self,
        units: Units,
        claims: Claims,
        chambers: Callable[[], Sequence[str]],
        doors: Mapping[Channel, Door],
        senders: Senders,
    ) -> None:
        self._units = units
        self._claims = claims
        self._chambers = chambers
        self._doors = doors
        self._senders = senders

    def round(self) -> Round:
        """Send everything that is due now, oldest first; a channel whose server is away is left until the next."""
        done = Round()
        with ExitStack() as stack:
            for door in self._doors.values():
                stack.enter_context(closing(door))
            for chamber in self._chambers():
                for row, channel in self._due(chamber, done):
                    self._send(chamber, row, channel, done)
                self._forget(chamber)
        return done

    def _forget(self, chamber: str) -> None:
        """Erase the content of what was settled long ago and not sent; most rounds find none, and write nothing."""
        with self._units.look(_job(chamber)) as unit:
            old = (message.c.content.is_not(None), message.c.settled_at < unit.now - KEEP_UNSENT)
            if not unit.count(unit.select(message, message.c.id).where(*old)):
                return
        with self._units.act(_job(chamber)) as unit:
            unit.execute(update(message).where(message.c.chamber == chamber, *old).values(content=None))

    def _due(self, chamber: str, done: Round) -> Iterator[tuple[str, Channel]]:
        """Yield what is due in a chamber, each once a round, by the doors that are open."""
        seen: set[str] = set()
        while True:
            open_doors = [channel.value for channel in self._doors if channel not in done.unreachable]
            with self._units.look(_job(chamber)) as unit:
                query = (
                    unit.select(message, message.c.id, message.c.channel)
                    .where(message.c.state.in_(_DUE_STATES), message.c.due_at <= unit.now)
                    .where(message.c.channel.in_(open_doors))
                    .order_by(message.c.due_at, message.c.id)
                    .limit(BATCH + len(seen))
                )
                fresh = [row for row in unit.rows(query) if row["id"] not in seen]
            if not fresh:
                return
            for row in fresh:
                seen.add(row["id"])
                if Channel(row["channel"]) not in done.unreachable:
                    yield row["id"], Channel(row["channel"])

    def _send(self, chamber: str, row: str, channel: Channel, done: Round) -> None:
        with self._claims.take(f"message {chamber} {row}") as mine:
            if not mine:
                return  # another courier has it in hand
            letter = self._begin(chamber, row, done)
            if letter is None:
                return
            try:
                answer = self._doors[channel].deliver(letter)
            except UnreachableError as error:
                done.unreachable[channel] = str(error)
                self._take_back(chamber, row, str(error))
                return
            done.count(self._settle(chamber, row, answer, self._doors[channel].taken))

    def _begin(self, chamber: str, row: str, done: Round) -> Letter | None:
        """Count the attempt and write the letter; None where somebody else has settled it, or it cannot be written."""
        with self._units.act(_job(chamber)) as unit:
            found = unit.row(unit.select(message).where(message.c.id == row, message.c.state.in_(_DUE_STATES)))
            if found is None or found["due_at"] > unit.now:
                return None
            attempts = found["attempts"] + 1
            try:
                letter = self._write(unit, found)
            except IssuanceError as error:
                # A key that is away, a template of a newer program: a fault of ours, which somebody can mend.
                done.count(_put_off(unit, row, attempts, f"It could not be written: {error}"))
                return None
            unit.update(message, row, state=Delivery.SENDING.value, attempts=attempts)
            return letter

    def _write(self, unit: Unit, row: RowMapping) -> Letter:
        content = unit.open(message.c.content, row["id"], row["content"])
        rendered = load_template(row["template"], row["language"]).render(content["values"])
        return Letter(
            id=f"{unit.chamber.lower()}.{row['id']}",
            to=address_of(Channel(row["channel"]), content["to"]),
            language=row["language"],
            subject=rendered.subject,
            body=rendered.body,
            sender=self._senders(unit, row["language"]),
            at=unit.now,
        )

    def _take_back(self, chamber: str, row: str, why: str) -> None:
        """Let a message wait whose server is away; the attempt does not count."""
        with self._units.act(_job(chamber)) as unit:
            unit.update(
                message,
                row,
                state=Delivery.WAITING.value,
                attempts=message.c.attempts - 1,
                due_at=next_attempt(1, unit.now),
                answer=Answer.of(Verdict.PUT_OFF, why).text,
            )

    def _settle(self, chamber: str, row: str, answer: Answer, taken: Delivery) -> Delivery:
        """Note what the server said."""
        with self._units.act(_job(chamber)) as unit:
            if answer.verdict is Verdict.PUT_OFF:
                found = unit.row(unit.select(message, message.c.attempts).where(message.c.id == row))
                return _put_off(unit, row, 1 if found is None else found["attempts"], answer.text)
            state = taken if answer.verdict is Verdict.TAKEN else Delivery.FAILED
            unit.update(message, row, state=state.value, due_at=None, settled_at=unit.now, answer=answer.text or None)
            if state is Delivery.SENT:
                unit.update(message, row, content=None)  # a one-time link is not kept beyond its sending
            return state


def _put_off(unit: Unit, row: str, attempts: int, answer: str) -> Delivery:
    due = next_attempt(attempts, unit.now)
    state = Delivery.GIVEN_UP if due is None else Delivery.WAITING
    unit.update(
        message,
        row,
        state=state.value,
        attempts=attempts,
        due_at=due,
        settled_at=unit.now if due is None else None,
        answer=Answer.of(Verdict.PUT_OFF, answer).text,
    )
    return state


def _job(chamber: str) -> Actor:
    return Actor.job(chamber, "deliver")
