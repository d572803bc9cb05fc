"""From what the command line names to files, in the order in which a person would lay them.

A file that is named is taken whatever it is called. Of a folder the files with one of `SUFFIXES` are taken, hidden ones
left out: our own reports, journals and receipts have other suffixes, so a report beside the scans is never read as one.
"""

import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scanner.language import N_, Sentence, sentence

SUFFIXES: Final = frozenset(
    {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".heic", ".heif", ".avif"}
)
"""What is taken from a folder; capitals do not count."""

SUFFIXES_TEXT: Final = "PDF, JPEG, PNG, TIFF, WebP, BMP, GIF, HEIC, AVIF"

CLOSED: Final = N_("%(folder)s cannot be looked into (%(why)s); check the folder and run again.")
ONLY_FOLDERS: Final = N_("%(folder)s holds no document, only folders; add --recursive to look into them.")
NO_DOCUMENT: Final = N_("%(folder)s holds no document; taken are %(kinds)s.")

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file or folder of which nothing can be said, and why, as a sentence that names it."""

    path: Path
    sentence: Sentence


@dataclass(slots=True)
class Found:
    """What there is to check, in order: files, and in their places the folders that could not be looked into."""

    items: list[Path | Trouble] = field(default_factory=list)
    left_out: int = 0
    """Files in folders whose suffix is none of `SUFFIXES`; hidden ones are not counted."""

    @property
    def files(self) -> list[Path]:
        """The files alone."""
        return [item for item in self.items if isinstance(item, Path)]


def gather(named: Iterable[Path], *, recursive: bool) -> Found:
    """Return all files that the names stand for, each once, those of a folder in natural order.

    A name that does not exist is taken as a file: whoever opens it says so in its place.
    """
    found = Found()
    seen: set[str] = set()
    walk = _Walk(found, recursive=recursive)
    for name in named:
        for item in walk.documents_of(name) if _is_folder(name) else [name]:
            key = str(item.absolute()) if isinstance(item, Path) else None
            if key is None or key not in seen:
                found.items.append(item)
            if key is not None:
                seen.add(key)
    return found


def is_document(name: str) -> bool:
    """Tell whether a file of this name is taken from a folder."""
    return not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return what sorts `page2` before `page10`, and capitals beside small letters; equal only for equal names."""
    parts = tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in _DIGITS.split(name) if part
    )
    return parts, name


class _Walk:
    """Goes into folders, into each real one once, so that a loop of links ends."""

    def __init__(self, found: Found, *, recursive: bool) -> None:
        self._found = found
        self._recursive = recursive
        self._entered: set[tuple[int, int]] = set()
        self._passed_by = False
        """Whether the last folder held folders that nobody asked to look into."""

    def documents_of(self, folder: Path) -> Iterator[Path | Trouble]:
        """Yield what there is in a folder that somebody named, or that there is nothing."""
        before = len(self._entered)
        nothing = True
        for item in self._in(folder):
            nothing = False
            yield item
        if nothing and len(self._entered) > before:
            text = ONLY_FOLDERS if self._passed_by else NO_DOCUMENT
            yield Trouble(folder, sentence(text, folder=folder, kinds=SUFFIXES_TEXT))

    def _in(self, folder: Path) -> Iterator[Path | Trouble]:
        """Yield a folder's documents, then those of the folders in it."""
        try:
            about = folder.stat()
            if (about.st_dev, about.st_ino) in self._entered:
                return
            self._entered.add((about.st_dev, about.st_ino))
            paths = _visible(folder)
        except OSError as error:
            yield Trouble(folder, sentence(CLOSED, folder=folder, why=error.strerror or error))
            return
        # Asked once of each: on a network share every question takes its time.
        inside = {path for path in paths if _is_folder(path)}
        self._passed_by = bool(inside) and not self._recursive
        for path in paths:
            if path in inside:
                continue
            if is_document(path.name):
                yield path
            else:
                self._found.left_out += 1
        for path in [path for path in paths if path in inside and self._recursive]:
            yield from self._in(path)


def _visible(folder: Path) -> list[Path]:
    paths = [path for path in folder.iterdir() if not path.name.startswith(".")]
    return sorted(paths, key=lambda path: natural_key(path.name))


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        # It is gone, forbidden or no name at all: whoever opens it says what is wrong.
        return False
