"""One file on its way through a run: copied, read page by page, judged, put into rows."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from scanner.snapshot import Snapshot
from scanner.stack.values import FileKey, PageReading, Place


@dataclass(slots=True)
class Work:
    """A file, what was read of it so far, and what must be closed behind it."""

    path: Path
    key: FileKey | None = None
    document: Snapshot | None = None
    pages: dict[int | None, PageReading] = field(default_factory=dict)
    known: bool = False
    """Whether all pages come from the journal, so that nothing is read."""
    lost: dict[int | None, str] = field(default_factory=dict)
    """Pages that could not be read, each with a sentence."""
    trouble: str | None = None
    """Why the file, or all the rest of it, was not read: a sentence that names it."""
    done: bool = False
    """Whether nothing more comes of it."""
    closing: ExitStack = field(default_factory=ExitStack)

    @property
    def source(self) -> str:
        """The name as the person gave it."""
        return str(self.path)

    @property
    def sha256(self) -> bytes | None:
        """Of the file as it was read; None where it could not be."""
        return self.key.sha256 if self.key else None

    @property
    def weight(self) -> int:
        """Bytes that are held in memory for it."""
        return len(self.document.data or b"") if self.document else 0

    @property
    def count(self) -> int | None:
        """How many pages the file has, where that is known."""
        return next((page.of for page in self.pages.values()), None)

    def codes(self) -> list[tuple[str, Place]]:
        """Return each code with its page, in order; the same code on two pages is two papers, and stands here twice."""
        return [(text, Place(self.source, page.number)) for page in self._in_order() for text in page.texts]

    def texts(self) -> list[str]:
        """Return what the codes say, each text once, in order."""
        return list(dict.fromkeys(text for text, _ in self.codes()))

    def thumbnail(self, number: int | None) -> bytes | None:
        """Return the small picture of a page."""
        page = self.pages.get(number)
        return page.thumbnail if page else None

    @property
    def first_unread(self) -> int:
        """The first page that is not there yet."""
        if None in self.pages:
            return 2
        return next(number for number in range(1, len(self.pages) + 2) if number not in self.pages)

    @property
    def first_thumbnail(self) -> bytes | None:
        """The small picture of the first page: for a file of which nothing else can be shown."""
        return next((page.thumbnail for page in self._in_order()), None)

    def without_code(self) -> tuple[int, ...]:
        """Return the pages that were read and show no code."""
        return tuple(page.number for page in self._in_order() if not page.texts and page.number is not None)

    def _in_order(self) -> list[PageReading]:
        return sorted(self.pages.values(), key=lambda page: page.number or 0)
