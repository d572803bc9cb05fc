"""What is counted of each month."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Measure(StrEnum):
    """What is counted, and of which month. The values are stored."""

    KIND = "kind"
    """Certificates by kind, of the month of their delivery."""
    DESTINATION = "place"
    """The same by the country of destination; signature certifications may name none."""
    HS_CHAPTER = "hs"
    """The same by each chapter that a certificate's goods have: one certificate counts in several."""
    MEMBER = "member"
    """The same by whether the applicant was a member when its month was counted."""
    FEES = "fees"
    """Certificates that cost a fee, by kind, with the fees of applicant and agent, tax included."""
    DECISION = "decision"
    """Decided applications, of the month of the decision: approved at once, approved after a return, rejected."""
    DUE = "due"
    """The same by whether they were decided within the target time."""
    REVOKED = "revoked"
    """Revoked certificates by reason code, of the month of the revocation."""
    APPROVAL = "approval"
    """Durations by kind, from the first submission to the approval, of the month of the approval."""
    DELIVERY = "delivery"
    """Durations by kind, from the approval to the delivery, of the month of the delivery."""


class Decision(StrEnum):
    """What was decided on an application. The values are stored."""

    AT_ONCE = "approved at once"
    AFTER_RETURN = "approved after a return"
    REJECTED = "rejected"


class Due(StrEnum):
    """Whether it was decided in time. The values are stored."""

    IN_TIME = "in time"
    LATE = "late"


class Membership(StrEnum):
    """Whether the applicant is a member of the chamber. The values are stored."""

    MEMBER = "member"
    OTHER = "other"


NO_DESTINATION = "none"
"""The part of certificates that name no country of destination."""


@dataclass(frozen=True)
class Counted:
    """One line of what was counted: a measure, its part, of durations the business hours."""

    measure: Measure
    part: str
    hours: int = 0


@dataclass
class Tally:
    """What is counted of one month."""

    counts: Counter[Counted] = field(default_factory=Counter)
    yen: Counter[Counted] = field(default_factory=Counter)

    def add(self, measure: Measure, part: str, *, hours: int = 0, yen: int = 0, times: int = 1) -> None:
        """Count something."""
        line = Counted(measure, part, hours)
        self.counts[line] += times
        self.yen[line] += yen

    def total(self, measure: Measure) -> int:
        """Return how many were counted of a measure."""
        return sum(count for line, count in self.counts.items() if line.measure is measure)
