"""What is purged in the office's own tables: for each kind, how a batch of keys goes in one act."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import update

from issuance.domain.retention.report import PurgeKind
from issuance.services.retention.applications import purge_application, purge_emptied
from issuance.services.retention.cases import purge_cases
from issuance.services.retention.files import remove_uploads
from issuance.services.retention.organisations import purge_organisation
from issuance.storage.tables.audit import entry
from issuance.storage.tables.cards import card_case, card_event, card_payment, card_refund
from issuance.storage.tables.disclosures import disclosure, disclosure_fetch
from issuance.storage.tables.fees import bank_line, charge, movement
from issuance.storage.tables.messages import message
from issuance.storage.tables.notices import notice_delivery
from issuance.storage.tables.retention import hold
from issuance.storage.unit import Unit

Keys = Collection[Any]
Step = Callable[[Unit, Keys], int]
"""Returns how many rows went."""


def _applications(unit: Unit, keys: Keys) -> int:
    for key in keys:
        purge_application(unit, key)
    return len(keys)


def _organisations(unit: Unit, keys: Keys) -> int:
    for key in keys:
        purge_organisation(unit, key)
    return len(keys)


def _movements(unit: Unit, keys: Keys) -> int:
    """Delete movements, and before them those that correct them: these are later, and past retention as well."""
    if not keys:
        return 0
    correcting = unit.rows(unit.select(movement, movement.c.id).where(movement.c.corrects.in_(keys)))
    gone = _movements(unit, [row["id"] for row in correcting if row["id"] not in keys])
    unit.delete(bank_line, bank_line.c.movement.in_(keys))
    return gone + unit.delete(movement, movement.c.id.in_(keys))


def _bank_lines(unit: Unit, keys: Keys) -> int:
    return unit.delete(bank_line, bank_line.c.id.in_(keys))


def _charges(unit: Unit, keys: Keys) -> int:
    gone = unit.delete(charge, charge.c.id.in_(keys))
    purge_emptied(unit)
    return gone


def _card_payments(unit: Unit, keys: Keys) -> int:
    for table in (card_refund, card_case):
        unit.delete(table, table.c.payment.in_(keys))
    return unit.delete(card_payment, card_payment.c.id.in_(keys))


def _card_cases(unit: Unit, keys: Keys) -> int:
    return unit.delete(card_case, card_case.c.id.in_(keys))


def _card_events(unit: Unit, keys: Keys) -> int:
    return unit.delete(card_event, card_event.c.id.in_(keys))


def _messages(unit: Unit, keys: Keys) -> int:
    unit.delete(notice_delivery, notice_delivery.c.message.in_(keys))
    return unit.delete(message, message.c.id.in_(keys))


def _entries(unit: Unit, keys: Keys) -> int:
    mine = (entry.c.chamber == unit.chamber, entry.c.id.in_(keys))
    return unit.execute(update(entry).where(*mine).values(values=None)).rowcount


def _holds(unit: Unit, keys: Keys) -> int:
    return unit.delete(hold, hold.c.id.in_(keys))


def _disclosures(unit: Unit, keys: Keys) -> int:
    papers = unit.rows(unit.select(disclosure, disclosure.c.paper).where(disclosure.c.id.in_(keys)))
    unit.delete(disclosure_fetch, disclosure_fetch.c.disclosure.in_(keys))
    gone = unit.delete(disclosure, disclosure.c.id.in_(keys))
    remove_uploads(unit, {str(row["paper"]) for row in papers})
    return gone


STEPS: Mapping[PurgeKind, Step] = {
    PurgeKind.APPLICATIONS: _applications,
    PurgeKind.CARD_PAYMENTS: _card_payments,
    PurgeKind.CARD_CASES: _card_cases,
    PurgeKind.CARD_EVENTS: _card_events,
    PurgeKind.MOVEMENTS: _movements,
    PurgeKind.BANK_LINES: _bank_lines,
    PurgeKind.CHARGES: _charges,
    PurgeKind.ORGANISATIONS: _organisations,
    PurgeKind.MESSAGES: _messages,
    PurgeKind.ENTRIES: _entries,
    PurgeKind.HOLDS: _holds,
    PurgeKind.DISCLOSURES: _disclosures,
    PurgeKind.CASES: purge_cases,
}
"""Of every kind but certificates, which the register has to forget first."""

AT_ONCE: Mapping[PurgeKind, int] = {PurgeKind.APPLICATIONS: 20, PurgeKind.ORGANISATIONS: 1}
"""Keys in one act: other writers wait for so long. Of the kinds that are not named: 500."""
