"""Which certificate an application's replaces, and which one replaces it: each page leads to the other.

chain = chain_of(unit, ledger, found, *applicant.sees())
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement

from issuance.domain.application.application import Application
from issuance.domain.application.states import State
from issuance.domain.ledger import LedgerEntry
from issuance.storage.applications import applications
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit
from signing.number import parse_number

_OVER = (State.REJECTED.value, State.WITHDRAWN.value)


class Ledger(Protocol):
    """What is asked of the ledger: `storage.store.OfficeStore`."""

    def find_public(self, public_number: str) -> LedgerEntry | None:
        """Return a certificate by its public number."""


@dataclass(frozen=True)
class Linked:
    """Another certificate or application: its public number, '' while it has none, and its page where it is seen."""

    number: str
    reference: str = ""
    application: str | None = None


@dataclass(frozen=True)
class Chain:
    """What stands before and after an application's certificate."""

    replaces: Linked | None = None
    successor: Linked | None = None
    """Delivered: the register says so too."""
    under_way: Sequence[Linked] = ()
    """Applications to replace it that are not issued yet."""


def chain_of(unit: Unit, ledger: Ledger, found: Application, *sees: ColumnElement[bool]) -> Chain:
    """Return it, with pages of those applications alone that `sees` lets through."""
    replaces = None if found.replaces is None else _before(unit, ledger, found.replaces, sees)
    if found.certificate is None or found.delivered_at is None:
        return Chain(replaces)
    number = parse_number(found.certificate).public
    later = applications(unit, table.c.replaces == number, table.c.state.not_in(_OVER), *sees)
    done = [each for each in later if each.delivered_at is not None]
    return Chain(
        replaces,
        _linked(done[0]) if done else None,
        [_linked(each) for each in later if each.delivered_at is None and each.version_submitted],
    )


def _before(unit: Unit, ledger: Ledger, number: str, sees: tuple[ColumnElement[bool], ...]) -> Linked:
    entry = ledger.find_public(number)
    known = None if entry is None or entry.number.chamber != unit.chamber else entry.reference
    found = applications(unit, table.c.id == known, *sees) if known is not None else []
    return _linked(found[0]) if found else Linked(number)


def _linked(found: Application) -> Linked:
    number = parse_number(found.certificate).public if found.certificate is not None else ""
    return Linked(number, found.reference, found.id)
