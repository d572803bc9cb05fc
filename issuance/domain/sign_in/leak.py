"""Reported leaks of ids (terms, articles 8-2, 9-2, 10-2)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

MAX_WORDS = 1000
"""Characters of what a reporter or reviewer writes."""


class LeakState(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    """The id is locked; the chamber has to review."""
    RENEWED = "renewed"
    """The id was given a fresh credential."""
    CLOSED = "closed"
    """The id was ended."""


@dataclass(frozen=True)
class Leak:
    """One report. `reported_by` is the account that reported it, None for who could not sign in."""

    id: str
    account: str
    login: str
    name: str
    organisation: str | None
    state: LeakState
    reported: dt.datetime
    reported_by: str | None
    report: str
    review: str
    reviewed: dt.datetime | None
    version: int
