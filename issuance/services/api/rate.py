"""How often a system may call for an id: so many calls in each minute, counted in the database for all processes."""

import datetime as dt
import hashlib
import math
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.storage.api_calls import count_call
from issuance.storage.unit import Units

MOST = 300
"""Calls in a minute. A list of 50 applications and all of these is 51."""
WINDOW = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Left:
    """What is left of a minute."""

    calls: int
    seconds: int
    is_over: bool


class RateDesk:
    """Counts."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def count(self, actor: Actor, system: str) -> Left:
        """Count a call of a system for the id in whose name it acts, or for the chamber."""
        who = hashlib.sha256(f"{system} {actor.account or ''}".encode()).hexdigest()[:16]
        with self._units.act(actor) as unit:
            window = unit.now.replace(second=0, microsecond=0)
            calls = count_call(unit, who, window)
            seconds = math.ceil((window + WINDOW - unit.now).total_seconds())
        return Left(max(0, MOST - calls), max(1, seconds), calls > MOST)
