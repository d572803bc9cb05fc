"""Which codes are in view: each text counts once until it has been out of view for two seconds."""

from dataclasses import dataclass
from typing import Final

from reading.decode.zxing import Code
from scanner.screen.finding import Finding, Kind

GONE_AFTER: Final = 2.0
"""Seconds without a sighting after which a text has left the view; a hand that trembles hides it for less."""


PLACE_HOLDS: Final = 0.3
"""Seconds for which a code that is missed is still believed where it was; then its outline would mislead."""


@dataclass(frozen=True, slots=True)
class InView:
    """A code before the camera, and what is known of it."""

    code: Code
    finding: Finding | None
    """None while it is still being checked."""

    located: bool
    """Whether the corners of the code still tell where it is."""

    @property
    def kind(self) -> Kind | None:
        """The finding's kind, None while there is no finding."""
        return None if self.finding is None else self.finding.kind


class Sightings:
    """Remembers what is in view. Time is passed in, in seconds of any steady clock."""

    def __init__(self) -> None:
        self._last_seen: dict[str, float] = {}
        self._codes: dict[str, Code] = {}

    def see(self, codes: list[Code], now: float) -> list[str]:
        """Note the codes of one frame; return the texts that came into view with it."""
        for text, seen in list(self._last_seen.items()):
            if now - seen > GONE_AFTER:
                del self._last_seen[text], self._codes[text]
        new = [text for text in dict.fromkeys(code.text for code in codes) if text not in self._last_seen]
        for code in codes:
            self._last_seen[code.text] = now
            self._codes[code.text] = code
        return new

    def forget(self, text: str) -> None:
        """Drop a text, so that the next sighting counts as new."""
        self._last_seen.pop(text, None)
        self._codes.pop(text, None)

    def in_view(self) -> list[Code]:
        """Return the codes in view where they were seen last, the latest to come first."""
        return list(reversed(self._codes.values()))

    def located(self, text: str, now: float) -> bool:
        """Whether the code was seen so recently that its place in the picture still holds."""
        return now - self._last_seen[text] <= PLACE_HOLDS
