"""What the federation sees of a chamber (terms, articles 18 and 19).

These types are the only thing that leaves a chamber for the federation's console. They have no field in which an
organisation, a person or an application could stand; a test walks through all of them.
"""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.settings import Function
from issuance.domain.texts import Bilingual


@dataclass(frozen=True)
class KeyCare:
    """How a chamber's keys stand: until when every kind can be sealed. `known`: a trust list could be read."""

    known: bool
    covered_until: dt.date | None = None
    needs_care: bool = False


@dataclass(frozen=True)
class MonthCount:
    """How many certificates the register holds of one month, its first day given."""

    month: dt.date
    certificates: int


@dataclass(frozen=True)
class ChamberOverview:
    """One chamber as the federation sees it. The contact is the chamber's office, which stands on its public page."""

    code: str
    names: Bilingual
    functions: frozenset[Function]
    stopped: bool
    """Whether it has stopped new registrations or applications for all."""
    last_day: dt.date | None
    """Of its service, where the end was announced."""
    keys: KeyCare
    months: tuple[MonthCount, ...]
    """The last ones, oldest first, none left out."""

    @property
    def certificates(self) -> int:
        """How many certificates there are in all of `months`."""
        return sum(month.certificates for month in self.months)
