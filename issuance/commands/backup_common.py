"""What the commands of backup and restore share."""

from collections.abc import Iterator
from contextlib import contextmanager

from issuance.backup.keys import BackupKeys
from issuance.backup.place import Place
from issuance.config import OfficeConfig
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office


def shelf_of(config: OfficeConfig) -> Place:
    """Return the shelf; `RefusedError` where none is set."""
    if config.backup_url is None:
        raise RefusedError(
            "Where backups are kept is not set: set backup_url, for example file:///mnt/backup/originseal. "
            "It should not lie on this machine."
        )
    return Place.open(config.backup_url)


def keys_of(config: OfficeConfig) -> BackupKeys:
    """Return the backups' keys."""
    return BackupKeys(config.backup_keys, config.backup_recipients)


@contextmanager
def one_at_a_time(office: Office) -> Iterator[None]:
    """Keep another run out until the block ends; a run that was killed holds nothing."""
    with office.claims.take("backup") as taken:
        if not taken:
            raise ConflictError("Another backup of this office is at work: wait until it has ended.")
        yield
