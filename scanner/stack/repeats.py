"""The same certificate twice in one stack: a hint to the person who has both papers, never a verdict.

One code copied onto two papers looks like this, and so does a page that was scanned twice.
"""

from collections import defaultdict
from dataclasses import replace

from scanner.stack.values import Place, Row


class Repeats:
    """Remembers where each certificate was seen; they are told apart by their seals, not by how a code is written."""

    def __init__(self) -> None:
        self._places: dict[bytes, list[Place]] = defaultdict(list)

    def seen(self, row: Row) -> Row:
        """Return the row with the places at which the same certificate was seen before, and remember its own."""
        sid = row.code.result.sid
        if sid is None:
            return row
        # The same place again is the same file, changed or touched since.
        before = tuple(place for place in self._places[sid] if place != row.place)
        if row.place not in self._places[sid]:
            self._places[sid].append(row.place)
        return replace(row, also=before)

    def finished(self, row: Row) -> Row:
        """Return the row with all places but its own, the later ones included."""
        sid = row.code.result.sid
        if sid is None:
            return row
        return replace(row, also=tuple(place for place in self._places[sid] if place != row.place))
