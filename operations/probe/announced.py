"""Which pauses were announced, as the probe saw them: the reference service lists only those that are not over.

A line is written when the list changes. A window that was taken back before it began counts for nothing; one that was
taken back while it lasted ends there.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from operations import journal
from operations.errors import JournalError
from operations.probe.records import Part
from operations.times import read_instant, written

_FIELDS = ("id", "begins", "ends", "announced_at", "emergency", "stops", "text")


@dataclass(frozen=True)
class Announced:
    """A maintenance window. `text` by language; `announced_at` is when the office posted it."""

    id: str
    begins: dt.datetime
    ends: dt.datetime
    announced_at: dt.datetime
    emergency: bool
    stops: tuple[Part, ...]
    text: dict[str, str]


class AnnouncedShelf:
    """What was announced when, in one file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "announced.jsonl"

    def note(self, windows: Sequence[dict[str, Any]], now: dt.datetime) -> bool:
        """Write down the windows announced now, where they are others than before; tell whether they were.

        What no window can be is not written: a service that has gone mad must not stop the probe that watches it.
        """
        try:
            for window in windows:
                _window(window)
        except (KeyError, ValueError, TypeError, AttributeError):
            return False
        kept = [{name: window[name] for name in _FIELDS} for window in windows]
        lines = journal.read(self._path).lines
        if (lines[-1].get("windows") if lines else []) == kept:
            return False
        journal.append(self._path, {"at": written(now), "windows": kept})
        return True

    def all(self) -> list[Announced]:
        """Return every window that took place or will, by its beginning. Raises :class:`JournalError`."""
        found: dict[str, Announced] = {}
        for line in journal.read(self._path).lines:
            try:
                at = read_instant(line["at"])
                listed = {window["id"]: _window(window) for window in line["windows"]}
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise JournalError(f"{self._path} holds a line that is no list of windows: {line}") from error
            for gone in [known for known in found.values() if known.id not in listed and known.ends > at]:
                if gone.begins >= at:
                    del found[gone.id]
                else:
                    found[gone.id] = replace(gone, ends=at)
            found |= listed
        return sorted(found.values(), key=lambda window: (window.begins, window.id))


def _window(fields: dict[str, Any]) -> Announced:
    return Announced(
        id=str(fields["id"]),
        begins=read_instant(fields["begins"]),
        ends=read_instant(fields["ends"]),
        announced_at=read_instant(fields["announced_at"]),
        emergency=bool(fields["emergency"]),
        stops=tuple(Part(part) for part in fields["stops"]),
        text=dict(fields["text"]),
    )
