"""What the office makes known and sends, put together: board, terms, pauses, messages, the bulletin."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from issuance.bulletin.desk import BulletinDesk
from issuance.bulletin.notes import BulletinNotes
from issuance.bulletin.windows import AnnouncedWindows
from issuance.domain.actor import Actor
from issuance.domain.messages import Channel
from issuance.domain.notices.notice import Notice
from issuance.outgoing.letter import Door
from issuance.services.messages.delivery import Courier
from issuance.services.messages.senders import sender_of
from issuance.services.notices.board import Board
from issuance.services.notices.bulletin import BulletinRoom
from issuance.services.notices.desk import NoticeDesk
from issuance.services.notices.messages import MessageDesk
from issuance.services.notices.pauses import PauseDesk, Pauses
from issuance.services.notices.spreading import Delivered, Spreader, deliveries
from issuance.services.notices.terms import TermsDesk, TermsReader
from issuance.services.registration.contact import contact_of
from issuance.services.webhooks.courier import Door as WebhookPost
from issuance.services.webhooks.courier import WebhookCourier
from issuance.storage.claims import Claims
from issuance.storage.unit import Units

Tenants = Callable[[], Sequence[str]]
"""Returns the codes of all chambers, and the federation's."""


@dataclass(frozen=True)
class Postings:
    """The services of notices and messages."""

    units: Units
    board: Board
    notices: NoticeDesk
    terms: TermsDesk
    terms_reader: TermsReader
    pause_desk: PauseDesk
    pauses: Pauses
    messages: MessageDesk
    spreader: Spreader
    courier: Courier
    webhooks: WebhookCourier
    bulletin: BulletinRoom

    def delivery_of(self, actor: Actor, notice: Notice) -> Delivered:
        """Return what became of a notice among the organisations of the actor's chamber."""
        with self.units.look(actor) as unit:
            return deliveries(unit, notice.source, notice.id)

    @classmethod
    def open(
        cls,
        units: Units,
        claims: Claims,
        tenants: Tenants,
        doors: dict[Channel, Door],
        webhook_door: WebhookPost,
        site: str,
        notes: Callable[[], BulletinNotes],
        desk: Callable[[], BulletinDesk],
    ) -> Self:
        """Put them together for an office that people reach at `site`, without a slash at the end."""
        return cls(
            units=units,
            board=Board(units),
            notices=NoticeDesk(units),
            terms=TermsDesk(units),
            terms_reader=TermsReader(units),
            pause_desk=PauseDesk(units),
            pauses=Pauses(units, AnnouncedWindows(desk)),
            messages=MessageDesk(units, doors),
            spreader=Spreader(units, tenants, contact_of, lambda chamber: f"{site}/{chamber}/notices"),
            courier=Courier(units, claims, tenants, doors, sender_of),
            webhooks=WebhookCourier(units, claims, tenants, webhook_door, random.random, time.monotonic),
            bulletin=BulletinRoom(units, tenants, notes, desk),
        )
