"""What is found past retention, and what was purged: by kind how many, the oldest and the newest; nothing personal."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from issuance.language import N_


class PurgeKind(StrEnum):
    """What is purged, in this order. The values are stored, and are texts of the catalogue."""

    CERTIFICATES = N_("certificates with their applications")
    APPLICATIONS = N_("applications that became no certificate")
    CARD_PAYMENTS = N_("payments by card")
    CARD_CASES = N_("cases about cards that name no payment")
    CARD_EVENTS = N_("what the card service told")
    MOVEMENTS = N_("movements of money")
    BANK_LINES = N_("lines of banks that were booked as nothing")
    CHARGES = N_("charges")
    ORGANISATIONS = N_("organisations whose registration has ended")
    MESSAGES = N_("messages")
    ENTRIES = N_("entries of the audit trail that lose their values")
    HOLDS = N_("holds that ended")
    DISCLOSURES = N_("disclosures")
    CASES = N_("reports and inquiries from outside")


@dataclass(frozen=True)
class Found:
    """How many of a kind, of which days; `held` stay by a legal hold, `left` because something is unfinished."""

    count: int = 0
    oldest: dt.date | None = None
    newest: dt.date | None = None
    held: int = 0
    left: int = 0

    def and_(self, other: "Found") -> "Found":
        """Return both together."""
        days = [day for day in (self.oldest, other.oldest, self.newest, other.newest) if day is not None]
        return Found(
            self.count + other.count,
            min(days, default=None),
            max(days, default=None),
            self.held + other.held,
            self.left + other.left,
        )

    def said(self) -> dict[str, object]:
        """Return it as JSON says it."""
        return {
            "count": self.count,
            "oldest": self.oldest and self.oldest.isoformat(),
            "newest": self.newest and self.newest.isoformat(),
            "held": self.held,
            "left": self.left,
        }


Report = Mapping[str, Found]
"""By `PurgeKind`."""


def read_report(said: Mapping[str, Any]) -> dict[str, Found]:
    """Return what `Found.said` has written, by kind."""
    return {
        kind: Found(
            each["count"],
            each["oldest"] and dt.date.fromisoformat(each["oldest"]),
            each["newest"] and dt.date.fromisoformat(each["newest"]),
            each["held"],
            each["left"],
        )
        for kind, each in said.items()
    }
