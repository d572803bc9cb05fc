"""PostgreSQL's write-ahead log on the shelf: what it takes to go to a point in time between two base backups.

    wal/<name>.<SHA-256 of what is in it>.age

`archive_command = 'issuance backup wal %p'` puts a file there. PostgreSQL asks again after any failure, and may ask for
one that is there already: the same content under the same name is done, other content is refused. A name is exactly a
segment's (24 hex digits), a history file's or a backup label's (`<segment>.<offset>.backup`): what is looked for as a
segment is never a label that begins like it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pyrage.x25519 import Recipient

from issuance.backup.errors import BackupError, DamagedError
from issuance.backup.keys import Opener
from issuance.backup.place import Place
from issuance.backup.sealing import digest_of, seal, unseal

FOLDER = "wal"
_SEGMENT = r"[0-9A-F]{24}"
_NAME = re.compile(rf"{_SEGMENT}|[0-9A-F]{{8}}\.history|{_SEGMENT}\.[0-9A-F]{{8}}\.backup|{_SEGMENT}\.partial")
_SHELVED = re.compile(rf"({_NAME.pattern})\.([0-9a-f]{{64}})\.age")
_IS_SEGMENT = re.compile(_SEGMENT)
_TIMELINE = 8
"""Hex digits with which a segment's name begins; the others count on within it."""


@dataclass(frozen=True)
class Shelved:
    """A file of the log on the shelf."""

    name: str
    sha256: str

    @property
    def place(self) -> str:
        """Where it lies."""
        return f"{FOLDER}/{self.name}.{self.sha256}.age"

    @property
    def is_segment(self) -> bool:
        """Whether it is a segment of the log itself."""
        return _IS_SEGMENT.fullmatch(self.name) is not None


def archive(shelf: Place, file: Path, recipients: Sequence[Recipient]) -> bool:
    """Put a file of the log onto the shelf, durably; return False where it is there already.

    Raises `BackupError` for a name that PostgreSQL gives no such file, and where other content has that name.
    """
    if not _NAME.fullmatch(file.name):
        raise BackupError(f"{file.name!r} is no file of PostgreSQL's log: give archive_command's %p.")
    try:
        with file.open("rb") as content:
            sha256 = digest_of(content).sha256
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from error
    found = Shelved(file.name, sha256)
    for other in shelved(shelf):
        if other == found:
            return False
        if other.name == found.name:
            raise BackupError(
                f"The shelf has another {file.name} already: two servers archive to {shelf.address}. Give each its own."
            )
    with file.open("rb") as content, shelf.writing(found.place) as target:
        seal(content, target, recipients)
    shelf.settle(found.place)
    return True


def shelved(shelf: Place) -> list[Shelved]:
    """Return every file of the log on the shelf, in order of names."""
    matches = (_SHELVED.fullmatch(name) for name in shelf.names(FOLDER))
    return [Shelved(match[1], match[2]) for match in matches if match]


def fetch_since(shelf: Place, opener: Opener, first: str, folder: Path) -> int:
    """Open every segment from `first` on, and all history files, into `folder`; return how many.

    Raises `DamagedError` where one is damaged, or where one is missing in between: beyond it nothing can be replayed.
    """
    wanted = [each for each in shelved(shelf) if not each.is_segment or each.name[_TIMELINE:] >= first[_TIMELINE:]]
    _check_without_gap([each.name for each in wanted if each.is_segment], first)
    for each in wanted:
        with shelf.reading(each.place) as sealed, (folder / each.name).open("wb") as file:
            _, opened = unseal(sealed, file, opener.identities, each.place)
        if opened.sha256 != each.sha256:
            raise DamagedError(f"{each.place} holds something else than its name says.")
        (folder / each.name).chmod(0o600)
    return len(wanted)


def drop_before(shelf: Place, first: str) -> int:
    """Drop segments that no base backup that is kept needs: those before `first`."""
    dropped = 0
    for each in shelved(shelf):
        if not each.name.endswith(".history") and each.name[_TIMELINE:24] < first[_TIMELINE:]:
            shelf.delete(each.place)
            dropped += 1
    return dropped


def _check_without_gap(names: Sequence[str], first: str) -> None:
    numbers = sorted({_number(name) for name in names})
    if not numbers or numbers[0] != _number(first):
        raise DamagedError(f"The shelf lacks {first}, with which this base backup begins: take an earlier one.")
    for before, after in pairwise(numbers):
        if after != before + 1:
            raise DamagedError(
                f"Between two files of the log on the shelf {after - before - 1} are missing, after number {before}: "
                "only a time before that can be reached. Restore to an earlier time from an earlier shelf."
            )


def _number(segment: str) -> int:
    """Return where a segment of 16 MiB stands in the log, whatever its timeline: 256 of them have one high part."""
    return int(segment[8:16], 16) * 256 + int(segment[16:24], 16)
