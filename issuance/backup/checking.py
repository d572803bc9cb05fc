"""Is a backup whole? Without an identity its sealed bytes are compared with the manifest; with one it is opened too."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from issuance.backup import catalogue
from issuance.backup.documents import STORES, Blob, listed, merged
from issuance.backup.errors import DamagedError
from issuance.backup.keys import Opener
from issuance.backup.manifest import Manifest
from issuance.backup.place import Place
from issuance.backup.sealing import digest_of, unseal

MOST_TOLD = 20
"""So many faults are named; all are counted."""


@dataclass
class Findings:
    """What a check found of one backup: every fault counted, the first ones named."""

    backup: str
    opened: bool
    documents: int = 0
    bytes: int = 0
    faults: int = 0
    told: list[str] = field(default_factory=list)

    def fault(self, sentence: str) -> None:
        """Note a fault."""
        self.faults += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(sentence)


class _Nowhere:
    def write(self, data: bytes, /) -> int:
        return len(data)


def check(shelf: Place, manifest: Manifest, opener: Opener | None) -> Findings:
    """Read every byte of a backup. The manifest's own signature was checked by who read it."""
    findings = Findings(manifest.id, opened=opener is not None)
    for part in manifest.parts:
        name = f"{catalogue.BACKUPS}/{manifest.id}/{part.name}"
        findings.bytes += part.size
        _check_file(shelf, name, part.sha256, None, opener if part.name.endswith(".age") else None, findings)
    for blob in _blobs(shelf, manifest, findings):
        findings.documents += 1
        findings.bytes += blob.size
        _check_file(shelf, blob.name, blob.sealed, blob.sha256, opener, findings)
    expected = sum(each.count for each in manifest.documents.values())
    seen = sum(1 for store in STORES for _ in _lines(shelf, manifest, store))
    if seen != expected:
        findings.fault(f"The lists of backup {manifest.id} name {seen} documents, and its manifest says {expected}.")
    return findings


def _blobs(shelf: Place, manifest: Manifest, findings: Findings) -> Iterator[Blob]:
    try:
        yield from merged([listed(shelf, manifest.id, store) for store in manifest.documents])
    except DamagedError as error:
        findings.fault(str(error))


def _lines(shelf: Place, manifest: Manifest, store: str) -> Iterator[Blob]:
    try:
        yield from listed(shelf, manifest.id, store)
    except DamagedError:
        return  # said already


def _check_file(
    shelf: Place, name: str, sealed: str, plain: str | None, opener: Opener | None, findings: Findings
) -> None:
    """Compare a file's hash; with an opener open it, and compare what is in it where that is known."""
    try:
        with shelf.reading(name) as file:
            if opener is None:
                found = digest_of(file)
            else:
                found, opened = unseal(file, _Nowhere(), opener.identities, name)
                if plain is not None and opened.sha256 != plain:
                    raise DamagedError(f"{name} holds another document than its name says.")
                if plain is not None:
                    return
        if found.sha256 != sealed:
            raise DamagedError(f"{name} is not what was put there: it is damaged, or somebody has replaced it.")
    except DamagedError as error:
        findings.fault(str(error))
