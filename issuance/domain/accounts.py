"""An id as the office keeps it: who holds it, who answers for it, and what can become of it.

Terms of service, articles 8 to 10.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.ids import IdKind, IdState
from issuance.domain.machine import Machine, row


@dataclass(frozen=True)
class Person:
    """The holder of an id. `language` is the one in which the office writes to him: `ja` or `en`."""

    name: str
    mail: str
    language: str = "ja"


@dataclass(frozen=True)
class Account:
    """One id."""

    id: str
    login: str
    kind: IdKind
    state: IdState
    person: Person
    created_at: dt.datetime
    version: int
    organisation: str | None = None
    """The organisation that answers for it (articles 8-4, 9-4, 10-4)."""
    agent: str | None = None
    """Of an agent's sub id: the agent's organisation."""
    signatory: str | None = None
    """Whose id it is (user id), or whose signature it may use (sub id)."""


class IdEvent(StrEnum):
    """What can happen to an id."""

    ACTIVATE = "choose a password"
    LOCK = "lock"
    UNLOCK = "unlock"
    REISSUE = "issue a new credential"
    CLOSE = "close"


ID = Machine(
    "id",
    IdState.INVITED,
    (
        row(IdEvent.ACTIVATE, IdState.ACTIVE, IdState.INVITED, IdState.ACTIVE),
        row(IdEvent.LOCK, IdState.LOCKED, IdState.INVITED, IdState.ACTIVE),
        row(IdEvent.UNLOCK, IdState.ACTIVE, IdState.LOCKED),
        row(IdEvent.REISSUE, IdState.INVITED, IdState.INVITED, IdState.ACTIVE, IdState.LOCKED),
        row(IdEvent.CLOSE, IdState.CLOSED, IdState.INVITED, IdState.ACTIVE, IdState.LOCKED),
    ),
)
"""`ACTIVATE` in the state active is a password that is chosen again. A closed id never opens again: its holder gets
another one, and the trail keeps telling the two apart."""
