"""Making a backup.

In this order, so that whatever one part names, another part has:

1. the documents, as far as they are there: the longest part
2. the register, then the ledger: what the register shows, the ledger knows
3. wrapped keys, the trust repository, settings
4. the documents that came meanwhile: every one that the ledger names is on the shelf
5. the manifest. Until it stands there whole, there is no backup: a run that is killed before leaves what the next run
   re-uses or `prune` sweeps away.
"""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from issuance.backup import catalogue
from issuance.backup.contents import left_out, pack
from issuance.backup.databases import snapshot
from issuance.backup.describing import ORIGINALS, describe_office, describe_register
from issuance.backup.documents import STORES, Shelving, list_name, lists_of, merged, read_list, write_list
from issuance.backup.errors import BackupError
from issuance.backup.keys import BackupKeys
from issuance.backup.manifest import MANIFEST, Database, Manifest, Part, Shelved, encode, new_id
from issuance.backup.place import Place
from issuance.backup.sealing import Digest, digest_of, seal
from issuance.config import OfficeConfig
from issuance.files import make_private_folder
from issuance.trust.errors import TrustRepositoryError
from issuance.trust.repository import STATUS, TrustRepository
from signing.keys import Signer


@dataclass(frozen=True)
class Made:
    """A finished backup, and how many documents it added to the shelf.

    `damaged` are documents whose bytes in their store are not what their names say; `lacking` says how many documents
    the databases name that no store has: the backup is as good as the office is.
    """

    manifest: Manifest
    added: int
    damaged: tuple[str, ...]
    lacking: int


class Maker:
    """Makes backups of one office. Only one may be at work at a time: the caller holds the claim."""

    def __init__(
        self, config: OfficeConfig, shelf: Place, keys: BackupKeys, signer: Signer, clock: Callable[[], dt.datetime]
    ) -> None:
        self._config = config
        self._shelf = shelf
        self._recipients = keys.recipients()
        self._signer = signer
        self._clock = clock

    def make(self) -> Made:
        """Make a backup."""
        begun = self._clock()
        backup = new_id(begun)
        if catalogue.is_complete(self._shelf, backup):
            raise BackupError(f"Backup {backup} was made this very second: wait for the next one.")
        self._shelf.delete(f"{catalogue.BACKUPS}/{backup}")
        shelving = Shelving(self._shelf, self._recipients)
        with scratch_folder(self._config) as scratch:
            self._first_walk(shelving, scratch)
            register = self._dump(backup, "register.dump.age", self._config.register_url, scratch, describe_register)
            office = self._dump(backup, "office.dump.age", self._config.database_url, scratch, describe_office)
            files = self._files(backup, scratch)
            parts, documents = [register[0], office[0], files], {}
            for store in STORES:
                part, documents[store] = self._list(backup, store, shelving, scratch)
                parts.append(part)
            manifest = Manifest(
                id=backup,
                begun=begun,
                ended=self._clock(),
                recipients=tuple(str(each) for each in self._recipients),
                parts=tuple(parts),
                office_database=office[1],
                register_database=register[1],
                documents=documents,
                trust=trust_versions(self._config),
                left_out=tuple(left_out(self._config)),
            )
        lacking = _lacking(manifest)
        self._shelf.settle()
        name = f"{catalogue.BACKUPS}/{backup}/{MANIFEST}"
        with self._shelf.writing(name) as file:
            file.write(encode(manifest, self._signer))
        self._shelf.settle(name)
        return Made(manifest, shelving.added, tuple(shelving.damaged), lacking)

    def _first_walk(self, shelving: Shelving, scratch: Path) -> None:
        for store in STORES:
            self._walk(shelving, store, scratch, list_name(store))

    def _list(self, backup: str, store: str, shelving: Shelving, scratch: Path) -> tuple[Part, Shelved]:
        """Walk again, and put the list of both walks into the backup: what was deleted meanwhile is still named."""
        name = list_name(store)
        self._walk(shelving, store, scratch, f"second.{name}")
        with ExitStack() as opened, self._writing(backup, name) as file:
            both = [opened.enter_context((scratch / each).open("rb")) for each in (name, f"second.{name}")]
            shelved = write_list(file, merged(read_list(each, name) for each in both))
        with self._shelf.reading(f"{catalogue.BACKUPS}/{backup}/{name}") as written:
            return _part(name, digest_of(written)), shelved

    def _walk(self, shelving: Shelving, store: str, scratch: Path, name: str) -> None:
        """List a store's documents; what this run or an earlier backup has shelved is not shelved again."""
        with ExitStack() as opened:
            lists = [opened.enter_context(path.open("rb")) for path in sorted(scratch.glob("*.list.gz"))]
            # This run's lists first: what it had to put there anew is as they say.
            known = [read_list(each, name) for each in lists]
            earlier = lists_of(self._shelf, catalogue.complete(self._shelf))
            with (scratch / f"{name}.part").open("wb") as file:
                write_list(file, shelving.walk(self._store(store), merged([*known, *earlier])))
        (scratch / f"{name}.part").rename(scratch / name)

    def _dump(
        self,
        backup: str,
        name: str,
        url: str,
        scratch: Path,
        describe: Callable[[str, sa.Connection], Database],
    ) -> tuple[Part, Database]:
        with self._writing(backup, name) as file, snapshot(url, scratch) as found:
            described = describe(found.kind, found.connection)
            return _part(name, seal(found.dump, file, self._recipients)), described

    def _files(self, backup: str, scratch: Path) -> Part:
        name, tar = "files.tar.age", scratch / "files.tar"
        pack(self._config, tar)
        with tar.open("rb") as packed, self._writing(backup, name) as file:
            return _part(name, seal(packed, file, self._recipients))

    def _store(self, store: str) -> Place:
        return Place.open(self._config.originals_url if store == "originals" else self._config.documents_url)

    def _writing(self, backup: str, name: str) -> AbstractContextManager[BinaryIO]:
        return self._shelf.writing(f"{catalogue.BACKUPS}/{backup}/{name}")


def trust_versions(config: OfficeConfig) -> dict[str, int]:
    """Return the newest version of each role of the trust repository; nothing where there is none yet."""
    repository = TrustRepository(config.trust_repository)
    try:
        versions = {"timestamp": repository.timestamp().signed.version}
    except TrustRepositoryError:
        return {}
    roles = ("root", "targets", "snapshot", STATUS)
    return versions | {role: max(repository.versions(role), default=0) for role in roles}


def _lacking(manifest: Manifest) -> int:
    """Return how many documents are named and not there; raise `BackupError` where a whole store is not there.

    A wrong address of a store looks like an empty one: a backup without documents must not pass for one.
    """
    lacking = 0
    named = {
        "originals": int(manifest.office_database.heads[ORIGINALS]),
        "documents": manifest.register_database.counts["copies"],
    }
    for store, count in named.items():
        found = manifest.documents[store].count
        if count and not found:
            raise BackupError(
                f"The databases name {count} documents, and there is none in {store}_url: correct that setting."
            )
        lacking += max(0, count - found)
    return lacking


@contextmanager
def scratch_folder(config: OfficeConfig) -> Iterator[Path]:
    """Give a private folder for copies in the clear; what a killed run left there goes first."""
    folder = config.directory / "office" / ".backup"
    shutil.rmtree(folder, ignore_errors=True)
    make_private_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _part(name: str, digest: Digest) -> Part:
    return Part(name=name, sha256=digest.sha256, size=digest.size)
