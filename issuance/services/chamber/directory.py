"""The chambers that this installation serves, as anybody may know them: what each has set for the public."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from issuance.domain.actor import Actor
from issuance.domain.settings import ChamberSettings
from issuance.services.chamber.settings import settings_of
from issuance.storage.unit import Units

KEPT_SECONDS = 10.0
"""What a chamber changes is seen this much later by other processes; until then nobody asks the database."""


@dataclass(frozen=True)
class Chamber:
    """A chamber and what it has set: of that, pages for the public show names, texts, contact and hours."""

    code: str
    settings: ChamberSettings

    def name(self, language: str) -> str:
        """Return its name in `ja` or `en`, in the other one where it has none there."""
        return self.settings.names.text(language)


class ChamberDirectory:
    """Knows the chambers by code; `codes` reads all that there are, a unit of each one's own reads its settings.

    What was read is kept for ten seconds by `ticks`, a clock that never goes back.
    """

    def __init__(
        self, codes: Callable[[], list[str]], units: Callable[[], Units], ticks: Callable[[], float] = monotonic
    ) -> None:
        self._read_codes = codes
        self._units = units
        self._ticks = ticks
        self._codes: tuple[float, list[str]] = (float("-inf"), [])
        self._kept: dict[str, tuple[float, Chamber]] = {}

    def codes(self) -> list[str]:
        """Return every chamber's code, in order."""
        now = self._ticks()
        if now - self._codes[0] > KEPT_SECONDS:
            self._codes = (now, sorted(self._read_codes()))
        return self._codes[1]

    def get(self, code: str) -> Chamber | None:
        """Return the chamber of a code, None where this installation does not serve one."""
        if code not in self.codes():
            return None
        now = self._ticks()
        kept = self._kept.get(code)
        if kept is None or now - kept[0] > KEPT_SECONDS:
            kept = self._kept[code] = (now, Chamber(code, self._settings_of(code)))
        return kept[1]

    def forget(self, code: str) -> None:
        """Read a chamber anew when it is asked for next: it has just changed its settings."""
        self._kept.pop(code, None)

    def found(self, text: str) -> list[Chamber]:
        """Return the chambers whose code or a name holds a text, by code; case and width do not count."""
        wanted = _folded(text)
        chambers = [chamber for code in self.codes() if (chamber := self.get(code)) is not None]
        return [each for each in chambers if any(wanted in _folded(name) for name in _names(each))]

    def _settings_of(self, code: str) -> ChamberSettings:
        with self._units().look(Actor.job(code, "directory")) as unit:
            return settings_of(unit)


def _names(chamber: Chamber) -> tuple[str, str, str]:
    return chamber.code, chamber.settings.names.ja, chamber.settings.names.en


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
