"""Which key of a chamber signs from when to when, and what somebody has to see to (docs/seal.md, trust list)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from signing.content import Kind
from signing.trust import KeyRole, KeyState, TrustedKey, TrustList

WARNING_DAYS = 60
"""How long before a key's end the next one has to be listed: two key holders have to come together for it."""


class WindowState(StrEnum):
    """What a key is good for today."""

    SIGNS = "signs"
    COMING = "coming"
    OVER = "over"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True)
class KeyWindow:
    """One key of a chamber: its first and last issue date, both included, and the kinds that it seals."""

    key_id: str
    kinds: tuple[Kind, ...]
    first: dt.date
    last: dt.date
    state: WindowState

    def days_left(self, day: dt.date) -> int:
        """Return how many days remain after `day`."""
        return (self.last - day).days


@dataclass(frozen=True)
class KeyWindows:
    """A chamber's keys on one day."""

    windows: tuple[KeyWindow, ...]
    covered: dict[Kind, dt.date | None]
    """By kind, the last day up to which it can be sealed without a gap; None where it cannot be sealed at all."""
    horizon: dt.date

    @property
    def ending(self) -> dict[Kind, dt.date | None]:
        """The kinds that cannot be sealed on some day of the next `WARNING_DAYS`: a new key has to be made."""
        return {kind: last for kind, last in self.covered.items() if last is None or last < self.horizon}

    @property
    def needs_care(self) -> bool:
        """Whether a new key has to be made soon."""
        return bool(self.ending)

    @property
    def covered_until(self) -> dt.date | None:
        """The last day up to which every kind can be sealed; None where some kind cannot be sealed at all."""
        days = [last for last in self.covered.values() if last is not None]
        return min(days) if len(days) == len(self.covered) else None


def key_windows(trust_list: TrustList, chamber: str, day: dt.date) -> KeyWindows:
    """Return a chamber's keys, the one that ends last first, and which kinds will soon have none."""
    keys = [key for key in trust_list.keys if key.role is KeyRole.CHAMBER and key.chamber == chamber]
    keys.sort(key=lambda key: (key.not_after, key.not_before, key.public_key), reverse=True)
    return KeyWindows(
        windows=tuple(_window(key, day) for key in keys),
        covered={kind: _last_covered(keys, kind, day) for kind in Kind},
        horizon=day + dt.timedelta(days=WARNING_DAYS),
    )


def _window(key: TrustedKey, day: dt.date) -> KeyWindow:
    return KeyWindow(key.key_id.hex(), key.kinds, key.not_before, key.not_after, _state(key, day))


def _state(key: TrustedKey, day: dt.date) -> WindowState:
    if key.state is KeyState.COMPROMISED:
        return WindowState.COMPROMISED
    if day > key.not_after:
        return WindowState.OVER
    if key.state is KeyState.RETIRED:
        return WindowState.RETIRED
    return WindowState.COMING if day < key.not_before else WindowState.SIGNS


def _last_covered(keys: Sequence[TrustedKey], kind: Kind, day: dt.date) -> dt.date | None:
    """Return the last day of the unbroken run of days, beginning with `day`, on which some key seals a kind."""
    covering = [key for key in keys if key.state is KeyState.ACTIVE and kind in key.kinds]
    last, following = None, day
    while further := max((key.not_after for key in covering if key.covers(following)), default=None):
        last, following = further, further + dt.timedelta(days=1)
    return last
