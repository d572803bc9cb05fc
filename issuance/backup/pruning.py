"""Dropping what is older than it may be (Annex 1, A6), and what no backup names.

What was purged in the office is in no later backup; the last backup that has it is dropped when it is older than
`days`, and with it the documents that only it named. So what was purged is gone from the shelf after at most `days`
days and one run.
"""

import datetime as dt
import re
from dataclasses import dataclass

from issuance.backup import catalogue
from issuance.backup.documents import lists_of, merged, prefixes
from issuance.backup.errors import BackupError
from issuance.backup.manifest import MANIFEST, Manifest
from issuance.backup.place import Place

_BLOB = re.compile(r"([0-9a-f]{62})\.age")


@dataclass(frozen=True)
class Pruned:
    """What was dropped: backups, unfinished ones, documents."""

    backups: tuple[str, ...]
    unfinished: int
    documents: int


def prune(shelf: Place, days: int, now: dt.datetime) -> Pruned:
    """Drop backups older than `days`, but never the newest one that is complete; the caller holds the claim.

    Raises `BackupError`, and drops nothing, where no backup is complete, or one of those that stay cannot be read: its
    documents would look like nobody's.
    """
    names = [each for each in catalogue.ids(shelf) if catalogue.is_complete(shelf, each)]
    if not names:
        raise BackupError(f"There is no complete backup in {shelf.address}: nothing is dropped.")
    oldest = now - dt.timedelta(days=days)
    known = {each: catalogue.read(shelf, each) for each in names}
    stays = [each for each in names if known[each].begun >= oldest] or names[-1:]
    goes = [each for each in names if each not in stays]
    unfinished = [each for each in catalogue.ids(shelf) if each not in names]
    for each in stays:
        for part in known[each].parts:
            if not shelf.exists(f"{catalogue.BACKUPS}/{each}/{part.name}"):
                raise BackupError(f"Backup {each} lacks {part.name}: make a new one before anything is dropped.")
    for each in goes:
        # The manifest first: a folder that lost other parts must not look complete.
        shelf.delete(f"{catalogue.BACKUPS}/{each}/{MANIFEST}")
    for each in (*goes, *unfinished):
        shelf.delete(f"{catalogue.BACKUPS}/{each}")
    return Pruned(tuple(goes), len(unfinished), _drop_unnamed(shelf, [known[each] for each in stays]))


def _drop_unnamed(shelf: Place, stays: list[Manifest]) -> int:
    """Walk shelf and lists side by side, both sorted; drop what only the shelf has."""
    named, dropped = merged(lists_of(shelf, stays)), 0
    ahead = next(named, None)
    for prefix in prefixes(shelf, "blobs"):
        shelf.sweep(f"blobs/{prefix}")
        for name in shelf.names(f"blobs/{prefix}"):
            if not (found := _BLOB.fullmatch(name)):
                continue
            sha256 = prefix + found[1]
            while ahead is not None and ahead.sha256 < sha256:
                ahead = next(named, None)
            if ahead is None or ahead.sha256 != sha256:
                shelf.delete(f"blobs/{prefix}/{name}")
                dropped += 1
    return dropped
