"""Versions of the terms of service (article 5): when one may take effect, which is in force, what it changes.

A change is posted at least 14 days before it takes effect, unless it is minor **and** not disadvantageous. It binds
without anybody's acceptance; when each id was shown it is recorded, and nobody is kept from working.
"""

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from issuance.domain.calendar import ZONE, japan_midnight
from issuance.domain.machine import Machine, Transition
from issuance.domain.texts import CleanLine
from issuance.errors import RefusedError
from issuance.language import _

AHEAD = dt.timedelta(days=14)
"""Article 5-2. Counted to the midnight in Japan at which the version takes effect."""

MAX_TEXT = 100_000


def _clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


LongText = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_clean)]


class TermsState(StrEnum):
    """Where a version stands. Which of the posted ones is in force say their days alone."""

    DRAFT = "draft"
    POSTED = "posted"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class TermsEvent(StrEnum):
    """What can happen to a version; one that has taken effect is replaced by a later one, never withdrawn."""

    POST = "post"
    DISCARD = "discard"
    WITHDRAW = "withdraw before it takes effect"


TERMS = Machine(
    "version of the terms",
    TermsState.DRAFT,
    (
        Transition(frozenset({TermsState.DRAFT}), TermsEvent.POST, TermsState.POSTED),
        Transition(frozenset({TermsState.DRAFT}), TermsEvent.DISCARD, TermsState.DISCARDED),
        Transition(frozenset({TermsState.POSTED}), TermsEvent.WITHDRAW, TermsState.WITHDRAWN),
    ),
)


class TermsText(BaseModel):
    """One version. `effective_on` is a date in Japan, from whose midnight it binds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[CleanLine, Field(min_length=1)]
    """What people call it: 2026-04."""
    ja: LongText
    en: LongText
    effective_on: dt.date
    minor: bool = False
    harmless: bool = False
    """Not disadvantageous to applicants and agents."""
    reason: CleanLine = ""
    """Why it is minor and not disadvantageous."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.minor or self.harmless) and not self.reason:
            raise ValueError(_("a change is called minor or not disadvantageous with the reason"))
        return self

    @property
    def binds_from(self) -> dt.datetime:
        """The instant from which it binds."""
        return japan_midnight(self.effective_on)

    @property
    def needs_notice(self) -> bool:
        """Whether it is posted 14 days ahead; only a minor change that harms nobody is not."""
        return not (self.minor and self.harmless)

    def text(self, language: str) -> str:
        """Return the text in `ja` or `en`."""
        return self.ja if language == "ja" else self.en

    def check_posting(self, now: dt.datetime) -> None:
        """Raise `RefusedError` where it cannot be posted at `now` with its day (article 5-2)."""
        if self.needs_notice and self.binds_from - now < AHEAD:
            raise RefusedError(
                _(
                    "A change of the terms is posted at least 14 days ahead: one that is posted now takes effect on"
                    " %(earliest)s at the earliest, not on %(day)s. Only a change that is minor and not disadvantageous"
                    " may come sooner (article 5-2).",
                    earliest=earliest_day(now),
                    day=self.effective_on,
                )
            )
        if self.binds_from + dt.timedelta(days=1) <= now:
            raise RefusedError(
                _("%(day)s is past: nothing takes effect before it is posted (article 5-2).", day=self.effective_on)
            )


@dataclass(frozen=True)
class Terms:
    """A version as it is kept. `source` is the chamber whose terms they are, or the federation."""

    id: str
    source: str
    state: TermsState
    text: TermsText
    posted_at: dt.datetime | None
    version: int


def earliest_day(now: dt.datetime) -> dt.date:
    """Return the first day on which a change that is posted at `now` may take effect."""
    local = (now + AHEAD).astimezone(ZONE)
    return local.date() if local.timetz() == dt.time(tzinfo=ZONE) else local.date() + dt.timedelta(days=1)


def in_force(versions: Sequence[Terms], now: dt.datetime) -> Terms | None:
    """Return the posted version that binds at `now`: of those that have taken effect, the latest."""
    effective = [each for each in versions if each.state is TermsState.POSTED and each.text.binds_from <= now]
    return max(effective, key=lambda each: (each.text.effective_on, each.posted_at), default=None)


def coming(versions: Sequence[Terms], now: dt.datetime) -> list[Terms]:
    """Return the posted versions that do not bind yet, the next one first."""
    later = [each for each in versions if each.state is TermsState.POSTED and each.text.binds_from > now]
    return sorted(later, key=lambda each: each.text.effective_on)


class Change(StrEnum):
    """What a later version does to a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A piece of a line."""

    change: Change
    text: str


def changes(before: str, after: str) -> list[list[Piece]]:
    """Return the lines of both texts in order, each as pieces that stayed, went or came.

    A changed line is compared character by character, for Japanese has no blanks between words.
    """
    old, new = before.split("\n"), after.split("\n")
    lines: list[list[Piece]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [[Piece(Change.SAME, line)] for line in old[a:b]]
        elif tag == "replace" and b - a == d - c:
            lines += [_compared(x, y) for x, y in zip(old[a:b], new[c:d], strict=True)]
        else:
            lines += [[Piece(Change.REMOVED, line)] for line in old[a:b]]
            lines += [[Piece(Change.ADDED, line)] for line in new[c:d]]
    return lines


def _compared(before: str, after: str) -> list[Piece]:
    pieces = []
    for _tag, a, b, c, d in (matcher := difflib.SequenceMatcher(None, before, after, autojunk=False)).get_opcodes():
        if before[a:b] == after[c:d]:
            pieces.append(Piece(Change.SAME, before[a:b]))
            continue
        if a < b:
            pieces.append(Piece(Change.REMOVED, before[a:b]))
        if c < d:
            pieces.append(Piece(Change.ADDED, after[c:d]))
    if matcher.ratio() < 0.4:  # two different sentences: letter by letter nobody could read them
        return [Piece(Change.REMOVED, before), Piece(Change.ADDED, after)]
    return pieces
