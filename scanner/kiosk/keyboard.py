"""Tells what a hand scanner types from what a person does, by the time between two keys.

Both arrive as keys. A scanner types hundreds of characters at once; among them are letters that mean something in a
comparison (A: all the same, Enter: the same). So a key counts as a person's only after nothing has followed it for a
moment, and a burst always is a line, wherever the person is.
"""

from dataclasses import dataclass
from typing import Final

from scanner.kiosk.entry import MAX_LINE

BURST_GAP: Final = 0.06
"""Seconds within which a scanner's next key comes; the quickest typists take longer for most keys."""

BURST_KEYS: Final = 6
"""Keys in such a row that no person types; a hand that falls on the keyboard may manage four."""

LINE_ENDS: Final = ("\r", "\n", "\t")
"""What scanners send after a code, by their settings."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a person."""

    char: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a scanner typed, without its end."""

    text: str


class Keyboard:
    """Takes characters with the time of each (seconds of any steady clock); gives keys and lines."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._last = 0.0
        self._ended_at = -1.0
        self._goes_on = False
        """Whether what is held came straight after a scanner's line: a code may hold ends of lines."""

    def feed(self, char: str, now: float) -> list[Key | Line]:
        """Take a character; return what is certain by now."""
        given = self.settle(now)
        if char in LINE_ENDS and not self._held and now - self._ended_at <= BURST_GAP:
            # The second half of a line's end: alone it would be a person's Enter.
            return given
        if not self._held:
            self._goes_on = now - self._ended_at <= BURST_GAP
        self._last = now
        if len(self._held) < MAX_LINE:
            self._held.append(char)
        if char in LINE_ENDS and self._is_burst():
            given.append(self._line())
            self._ended_at = now
        return given

    def settle(self, now: float) -> list[Key | Line]:
        """Return what is certain because nothing has followed; call it often."""
        if not self._held or now - self._last <= BURST_GAP:
            return []
        if self._is_burst():
            # The scanner sends no end of line, or the line was cut off.
            return [self._line()]
        keys = [Key(char) for char in self._held]
        self._held.clear()
        return list(keys)

    def _is_burst(self) -> bool:
        return len(self._held) >= BURST_KEYS or self._goes_on

    def _line(self) -> Line:
        text = "".join(self._held).strip("\r\n\t")
        self._held.clear()
        return Line(text)
