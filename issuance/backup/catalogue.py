"""Which backups lie on a shelf: the complete ones, newest last, and what a killed run left."""

from collections.abc import Sequence

from issuance.backup.errors import BackupError, DamagedError
from issuance.backup.manifest import MANIFEST, MAX_MANIFEST_BYTES, Manifest, decode
from issuance.backup.place import Place
from signing.keys import PublicKey

BACKUPS = "backups"


def ids(shelf: Place) -> list[str]:
    """Return the names of all folders of backups, complete or not, oldest first."""
    return shelf.names(BACKUPS)


def is_complete(shelf: Place, backup: str) -> bool:
    """Tell whether a backup was finished: its manifest is written last."""
    return shelf.exists(f"{BACKUPS}/{backup}/{MANIFEST}")


def read(shelf: Place, backup: str, signers: Sequence[PublicKey] | None = None) -> Manifest:
    """Read a backup's manifest; with `signers`, one of them must have signed it."""
    name = f"{BACKUPS}/{backup}/{MANIFEST}"
    with shelf.reading(name) as file:
        manifest = decode(file.read(MAX_MANIFEST_BYTES + 1), name, signers)
    if manifest.id != backup:
        raise DamagedError(f"{name} is the manifest of {manifest.id}: somebody has moved it.")
    return manifest


def complete(shelf: Place) -> list[Manifest]:
    """Return every complete backup whose manifest can be read, oldest first."""
    found = []
    for backup in ids(shelf):
        if is_complete(shelf, backup):
            try:
                found.append(read(shelf, backup))
            except DamagedError:
                continue  # `verify` says so; the others are no worse for it
    return found


def chosen(shelf: Place, backup: str | None, signers: Sequence[PublicKey] | None = None) -> Manifest:
    """Return the backup of a name, or the newest complete one."""
    known = [each for each in ids(shelf) if is_complete(shelf, each)]
    if not known:
        raise BackupError(f"There is no complete backup in {shelf.address}: correct backup_url, or make one.")
    if backup is not None and backup not in known:
        raise BackupError(f"There is no complete backup {backup!r}. There are: {', '.join(known)}.")
    return read(shelf, backup or known[-1], signers)
