"""The parts of counting that belong together: the numbers, this process's ledger and the key of the day."""

from dataclasses import dataclass, field
from typing import Self

from reference_service.limits.day_key import DayKey
from reference_service.limits.ledger import Ledger, SharedBuckets
from reference_service.limits.policy import Limits


@dataclass(frozen=True)
class Limiter:
    """What an application counts with. `limits` None: nobody is limited, for tests and measurements alone."""

    limits: Limits | None = None
    ledger: Ledger = field(default_factory=Ledger)
    day_key: DayKey = field(default_factory=DayKey)

    @classmethod
    def over(cls, shared: SharedBuckets | None, limits: Limits | None = None) -> Self:
        """Count with the numbers that are shipped, unless others are given, and share the buckets where that can be."""
        return cls(limits or Limits(), Ledger(shared), DayKey(shared))

    def settle(self) -> None:
        """Tell the other processes what they do not know yet; to be called once a second."""
        self.day_key.settle()
        self.ledger.settle_all()
