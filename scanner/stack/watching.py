"""A folder into which a scanner drops files: which of them are complete, and not yet checked.

By looking again and again, since network shares tell nobody that something happened. A file is complete once its size
and its time of change were the same at two looks and it holds at least one byte: scanners and copies write piece by
piece. Each file is handed out once; a name whose file changed later is a new file.

Pure: whoever looks hands over what there is.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scanner.stack.gather import is_document, natural_key


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file looks from outside. Size in bytes, time of change in nanoseconds."""

    size: int
    mtime_ns: int


class Watch:
    """Remembers what was there at the last look, and what was handed out."""

    def __init__(self) -> None:
        self._last: Mapping[str, Stamp] = {}
        self._handed_out: set[tuple[str, Stamp]] = set()

    def look(self, there: Mapping[str, Stamp]) -> list[str]:
        """Return the names that are complete now, in natural order, each once in the life of this object.

        `there` is all that the folder holds; an unreachable folder is no look at all. A file that is moved away and
        comes back as it was is not handed out again.
        """
        ready = [
            name
            for name, stamp in there.items()
            if stamp.size and self._last.get(name) == stamp and (name, stamp) not in self._handed_out
        ]
        self._last = dict(there)
        self._handed_out.update((name, there[name]) for name in ready)
        return sorted(ready, key=natural_key)


def stamps(folder: Path) -> dict[str, Stamp]:
    """Return the documents that lie in a folder; a file that vanishes meanwhile is not among them.

    Raises:
        OSError: the folder cannot be looked into.

    """
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if not is_document(entry.name):
                continue
            try:
                # Not the entry's own: Windows keeps an old size there while a file grows.
                about = os.stat(entry.path)  # noqa: PTH116  as above; a Path of each name would only cost time
                if entry.is_file():
                    found[entry.name] = Stamp(about.st_size, about.st_mtime_ns)
            except OSError:
                continue
    return found
