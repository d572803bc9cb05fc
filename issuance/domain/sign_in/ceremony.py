"""What lies between the first page of a sign-in, or of setting up a second factor, and its last."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Purpose(StrEnum):
    """What is under way."""

    SECOND_FACTOR = "second factor"
    """The password was right; a second factor is awaited."""
    SET_UP = "set up"
    """The password was right; a second factor must be set up before anything else."""
    ADD = "add"
    """One who is signed in sets up a second factor."""
    PASSKEY = "passkey"
    """Somebody signs in by a passkey alone."""


LASTS = dt.timedelta(minutes=15)
"""From the first page to the last."""


@dataclass(frozen=True)
class Ceremony:
    """One that is under way. `data` holds its secrets: a challenge, a secret that is being set up."""

    id: str
    purpose: Purpose
    account: str | None
    data: dict[str, Any]
