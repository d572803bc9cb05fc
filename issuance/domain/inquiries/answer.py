"""The signed answer to a case: one of four facts, chosen by an officer and held against what the chamber has issued."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.inquiries.certified import Box
from issuance.domain.machine import Machine, row
from issuance.errors import RefusedError
from issuance.language import N_, _
from signing.record import State as InForce

MOST_WORDS = 1500
"""Characters that an officer may add: the letter stays one page, or two."""


class Fact(StrEnum):
    """What the chamber states. The values are stored."""

    ISSUED = "issued"
    NOT_ISSUED = "not issued"
    OTHER_CONTENT = "other content"
    REVOKED = "revoked"


class AnswerState(StrEnum):
    """Where an answer stands. The values are stored."""

    PROPOSED = N_("proposed")
    """Another officer confirms it."""
    CONFIRMED = N_("confirmed")
    """The job that has the keys signs it."""
    SIGNED = N_("signed")
    STOPPED = N_("stopped")
    """It could not be signed as it is: an officer withdraws it and writes another."""
    WITHDRAWN = N_("withdrawn")


class AnswerEvent(StrEnum):
    """What can happen to an answer."""

    CONFIRM = "confirm"
    SIGN = "sign"
    STOP = "stop"
    WITHDRAW = "withdraw"


ANSWER: Machine[AnswerState, AnswerEvent] = Machine(
    "answer",
    AnswerState.PROPOSED,
    (
        row(AnswerEvent.CONFIRM, AnswerState.CONFIRMED, AnswerState.PROPOSED),
        row(AnswerEvent.SIGN, AnswerState.SIGNED, AnswerState.CONFIRMED),
        row(AnswerEvent.STOP, AnswerState.STOPPED, AnswerState.CONFIRMED),
        row(
            AnswerEvent.WITHDRAW,
            AnswerState.WITHDRAWN,
            AnswerState.PROPOSED,
            AnswerState.CONFIRMED,
            AnswerState.STOPPED,
        ),
    ),
)

UNDER_WAY = frozenset({AnswerState.PROPOSED, AnswerState.CONFIRMED, AnswerState.STOPPED})
"""A case has one of them at most."""


@dataclass(frozen=True)
class Statement:
    """What an answer says: the fact, the boxes of the certificate that it quotes, and words of the officer."""

    fact: Fact
    boxes: tuple[Box, ...] = ()
    words: str = ""

    @property
    def needs_second(self) -> bool:
        """Whether it says more than the reference page shows to whoever holds the paper.

        That page shows what was issued, and that it was revoked. That something is *not* the chamber's, or that the
        chamber's paper reads otherwise, accuses somebody; and what an officer adds in words nobody has checked.
        """
        return self.fact in (Fact.NOT_ISSUED, Fact.OTHER_CONTENT) or bool(self.boxes) or bool(self.words)


@dataclass(frozen=True)
class Answer:
    """An answer of a case. `stopped_because` says why it could not be signed."""

    id: str
    case: str
    state: AnswerState
    statement: Statement
    proposed_by: str
    proposed_at: dt.datetime
    confirmed_by: str | None
    confirmed_at: dt.datetime | None
    signed_at: dt.datetime | None
    stopped_because: str
    version: int


def check_statement(statement: Statement, standing: InForce | None, there: Collection[Box]) -> None:
    """Raise `RefusedError` where a statement is not what the chamber's own records say.

    `standing` is how the certificate of the case stands, None where the case names none that the chamber has issued;
    a number that was given up is none. `there` are the boxes that the certificate has.
    """
    fact = statement.fact
    ended = standing in (InForce.REVOKED, InForce.REPLACED)
    if fact is Fact.NOT_ISSUED and standing is not None:
        raise RefusedError(
            _(
                "The chamber has issued a certificate under this number. If the paper reads otherwise, say that it "
                "was issued with other content."
            )
        )
    if fact is not Fact.NOT_ISSUED and standing is None:
        raise RefusedError(_("This case names no certificate of the chamber: enter its number first."))
    if fact is Fact.ISSUED and ended:
        raise RefusedError(_("This certificate is no longer in force: say that it was revoked or replaced."))
    if fact is Fact.REVOKED and not ended:
        raise RefusedError(_("This certificate is in force: it was neither revoked nor replaced."))
    if fact is Fact.OTHER_CONTENT and not statement.boxes:
        raise RefusedError(_("Choose the boxes in which the paper differs from what was issued."))
    if set(statement.boxes) - set(there):
        raise RefusedError(_("The certificate has no such box to quote."))
    if len(statement.words) > MOST_WORDS:
        raise RefusedError(_("Write less: at most %(most)s characters are possible.", most=MOST_WORDS))
