"""Notices on the board (terms, article 6): what they say, to whom, from when to when, and by what ways.

A notice takes effect at its posting; mail and fax tell of it besides.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from issuance.domain.machine import Machine, Transition
from issuance.domain.messages import Channel
from issuance.domain.registration.standing import Capacity
from issuance.domain.texts import Bilingual
from issuance.errors import RefusedError
from issuance.language import _

MAX_NAMED = 200
"""Organisations that one notice can name."""
TITLE_LENGTH = 120

_Model = TypeVar("_Model", bound=BaseModel)


class Importance(StrEnum):
    """How a notice is shown."""

    ORDINARY = "ordinary"
    IMPORTANT = "important"


class Audience(StrEnum):
    """Whom a notice is for."""

    ALL = "all"
    """Everybody, visitors too."""
    APPLICANTS = "applicants"
    AGENTS = "agents"
    NAMED = "named"
    """Organisations of one's own choice, and nobody else."""


class NoticeState(StrEnum):
    """Where a notice stands."""

    DRAFT = "draft"
    POSTED = "posted"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class NoticeEvent(StrEnum):
    """What can happen to a notice. A posted one is withdrawn, never changed: it took effect as it was."""

    POST = "post"
    DISCARD = "discard"
    WITHDRAW = "withdraw"


NOTICE = Machine(
    "notice",
    NoticeState.DRAFT,
    (
        Transition(frozenset({NoticeState.DRAFT}), NoticeEvent.POST, NoticeState.POSTED),
        Transition(frozenset({NoticeState.DRAFT}), NoticeEvent.DISCARD, NoticeState.DISCARDED),
        Transition(frozenset({NoticeState.POSTED}), NoticeEvent.WITHDRAW, NoticeState.WITHDRAWN),
    ),
)


class NoticeText(BaseModel):
    """What a notice says and where it goes. Days are dates in Japan, both included; without a last day it stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Bilingual
    body: Bilingual
    importance: Importance = Importance.ORDINARY
    audience: Audience = Audience.ALL
    organisations: Annotated[tuple[str, ...], Field(max_length=MAX_NAMED)] = ()
    """Of `NAMED`."""
    first_day: dt.date
    last_day: dt.date | None = None
    channels: frozenset[Channel] = frozenset()
    """Ways besides the board."""
    public: bool = False
    """Shown on the pages where certificates are checked, too."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if not (self.title.ja and self.title.en):
            raise ValueError(_("the title is missing in one language: readers have Japanese or English"))
        if not (self.body.ja and self.body.en):
            raise ValueError(_("the text is missing in one language: readers have Japanese or English"))
        titles = (self.title.ja, self.title.en)
        if any("\n" in title or len(title) > TITLE_LENGTH for title in titles):
            raise ValueError(_("the title is one line of at most %(most)s characters", most=TITLE_LENGTH))
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError(_("the last day is before the first"))
        if (self.audience is Audience.NAMED) != bool(self.organisations):
            raise ValueError(_("organisations are named where, and only where, the notice is for named ones"))
        if self.public and self.audience is not Audience.ALL:
            raise ValueError(_("only what is for all can stand on the public pages"))
        return self

    def is_for(self, organisation: str | None, capacities: frozenset[Capacity]) -> bool:
        """Tell whether a reader sees it: a visitor (None), or a person of an organisation in its capacities."""
        if self.audience is Audience.ALL:
            return True
        if self.audience is Audience.NAMED:
            return organisation in self.organisations
        return (Capacity.APPLICANT if self.audience is Audience.APPLICANTS else Capacity.AGENT) in capacities

    def stands_on(self, day: dt.date) -> bool:
        """Tell whether it is on the board on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Notice:
    """A notice as it is kept. `source` is the chamber that made it, or the federation."""

    id: str
    source: str
    state: NoticeState
    text: NoticeText
    posted_at: dt.datetime | None
    """When it took effect (article 6)."""
    withdrawn_at: dt.datetime | None
    version: int


def checked(kind: type[_Model], values: Mapping[str, object]) -> _Model:
    """Make a text out of what was entered; raise `RefusedError` that says which rule it breaks."""
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        sentence = str(problem["msg"]).removeprefix("Value error, ")
        sentence = f"{sentence[:1].upper()}{sentence[1:]}" if not where else sentence
        said = (
            _("%(field)s: %(problem)s.", field=where, problem=sentence)
            if where
            else _("%(problem)s.", problem=sentence)
        )
        raise RefusedError(said) from error
