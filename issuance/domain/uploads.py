"""Files that people hand in: for what, of which kinds, and where each stands with the virus scanner (annex 1, A3)."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, Transition

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
"""A file of more is refused as soon as that many bytes have come."""

MAX_NAME_CHARACTERS = 100


class FileKind(StrEnum):
    """What a file is by its content; what its name says does not count."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


class Purpose(StrEnum):
    """What a file is handed in for."""

    DOCUMENT = "document"
    """A paper that is read: a registry extract, a seal certificate, statutes."""
    SPECIMEN = "specimen"
    """A specimen signature or a seal: one picture, or a PDF of one page."""


MAX_PAGES = {Purpose.DOCUMENT: 100, Purpose.SPECIMEN: 1}


class UploadState(StrEnum):
    """Where a file stands with the virus scanner."""

    QUARANTINED = "quarantined"
    """Not scanned yet: nobody opens it."""
    CLEAN = "clean"
    NOT_SCANNED = "not scanned"
    """The installation has no scanner, and lets files be opened with a mark that says so."""
    INFECTED = "infected"
    """A virus was found; the bytes are gone."""


OPENABLE = frozenset({UploadState.CLEAN, UploadState.NOT_SCANNED})
"""Of a file in these states the bytes may be shown to those whom it concerns."""


class UploadEvent(StrEnum):
    """What happens to a file."""

    PASS = "pass the scanner"  # noqa: S105  # no password
    HIT = "virus found"


UPLOAD = Machine(
    "file",
    UploadState.QUARANTINED,
    (
        Transition(frozenset({UploadState.QUARANTINED, UploadState.NOT_SCANNED}), UploadEvent.PASS, UploadState.CLEAN),
        Transition(
            frozenset({UploadState.QUARANTINED, UploadState.NOT_SCANNED}), UploadEvent.HIT, UploadState.INFECTED
        ),
    ),
)


@dataclass(frozen=True)
class Upload:
    """A file that was taken in. `id` names it in the chamber; `name` is for display, never a path."""

    id: str
    state: UploadState
    kind: FileKind
    pages: int
    sha256: bytes
    size: int
    name: str
    purpose: Purpose
    organisation: str | None
    taken_at: dt.datetime
    finding: str | None = None

    @property
    def may_be_opened(self) -> bool:
        """Whether its bytes may be shown to anybody."""
        return self.state in OPENABLE


_BEGINNINGS = ((b"%PDF-", FileKind.PDF), (b"\x89PNG\r\n\x1a\n", FileKind.PNG), (b"\xff\xd8\xff", FileKind.JPEG))


def kind_of(data: bytes) -> FileKind | None:
    """Tell a file's kind by its first bytes; None for every other kind."""
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), None)


_ENDINGS = {FileKind.PDF: ("pdf",), FileKind.PNG: ("png",), FileKind.JPEG: ("jpg", "jpeg")}
_LOOKS_LIKE_AN_ENDING = re.compile(r"[A-Za-z0-9]{1,5}")
_UNSAFE = re.compile(r'[<>:"|?*]')


def clean_name(given: str, kind: FileKind) -> str:
    """Return a file's name that misleads nobody: no folders, no invisible or direction-turning characters, one ending.

    The ending says what the content is: `報告.pdf.exe` that is a picture becomes `報告.png`, and a right-to-left
    override, by which `exe.pdf` can be made to show as `fdp.exe`, is dropped. At most 100 characters.
    """
    normal = unicodedata.normalize("NFKC", given)
    # Folders first: browsers of old sent whole paths, and a name must not lead anywhere.
    last = re.split(r"[/\\]", normal)[-1]
    visible = "".join(" " if char.isspace() else char for char in last if not _is_invisible(char))
    stem = _UNSAFE.sub("_", visible).strip(" .")
    while "." in stem and _LOOKS_LIKE_AN_ENDING.fullmatch(stem.rpartition(".")[2]):
        stem = stem.rpartition(".")[0].rstrip(" .")
    ending = _ENDINGS[kind][0]
    room = MAX_NAME_CHARACTERS - len(ending) - 1
    return f"{' '.join(stem.split())[:room].strip() or 'file'}.{ending}"


def _is_invisible(char: str) -> bool:
    # Cc, Cf: controls and formats, the direction marks among them; Co, Cn, Cs: nothing that a font shows.
    return unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn", "Cs") and not char.isspace()
