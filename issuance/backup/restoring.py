"""Restoring a backup where nothing is: first all parts are opened and compared, then laid in their places.

A run that is killed is run again with the same backup: a note says that what lies there is its own.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from issuance.backup import catalogue
from issuance.backup.contents import check_nothing_there, unpack
from issuance.backup.databases import check_empty, restore_postgres, restore_sqlite
from issuance.backup.documents import STORES, listed
from issuance.backup.errors import BackupError, DamagedError
from issuance.backup.keys import Opener
from issuance.backup.making import scratch_folder
from issuance.backup.manifest import Manifest
from issuance.backup.place import Place
from issuance.backup.restored import RestoredNote, write_note
from issuance.backup.sealing import unseal
from issuance.config import OfficeConfig
from issuance.files import write_durably
from issuance.storage.engine import parse_url

_PARTS = {"register.dump.age": "register", "office.dump.age": "office", "files.tar.age": "files"}


@dataclass(frozen=True)
class Restored:
    """What was restored; `faults` name documents that the shelf did not give back."""

    backup: str
    files: int
    documents: int
    faults: tuple[str, ...]


class Restorer:
    """Restores into one installation. With `keep_register`, the register survived elsewhere and stays as it is."""

    def __init__(
        self,
        config: OfficeConfig,
        shelf: Place,
        opener: Opener,
        clock: Callable[[], dt.datetime],
        *,
        keep_register: bool = False,
    ) -> None:
        self._config = config
        self._shelf = shelf
        self._opener = opener
        self._clock = clock
        self._keep_register = keep_register
        self._begun = config.directory / "office" / ".restoring"

    def restore(self, manifest: Manifest) -> Restored:
        """Restore; `BackupError` where something is there already, `DamagedError` where a part is not whole."""
        going_on = self._begun.exists() and self._begun.read_text(encoding="ascii").strip() == manifest.id
        if not going_on:
            self._check_nothing_there()
        self._check_kinds(manifest)
        with scratch_folder(self._config) as scratch:
            opened = {what: self._open(manifest, name, scratch / what) for name, what in _PARTS.items()}
            write_durably(self._begun, f"{manifest.id}\n".encode())
            note = RestoredNote(manifest.id, manifest.begun, self._clock(), self._keep_register)
            write_note(self._config, note)
            came = unpack(opened["files"], self._config)
            if not self._keep_register:
                self._database(self._config.register_url, opened["register"], going_on=going_on)
            self._database(self._config.database_url, opened["office"], going_on=going_on)
        faults: list[str] = []
        documents = sum(self._documents(manifest, store, faults) for store in STORES)
        self._begun.unlink()
        return Restored(manifest.id, len(came), documents, tuple(faults))

    def _check_nothing_there(self) -> None:
        register = parse_url(self._config.register_url)
        kept = [Path(register.database or "").parent] if self._keep_register and register.host is None else []
        check_nothing_there(self._config, kept)
        check_empty(self._config.database_url)
        if not self._keep_register:
            check_empty(self._config.register_url)
        for url in (self._config.originals_url, *(() if self._keep_register else (self._config.documents_url,))):
            if any(len(name) == len("ab") for name in Place.open(url).names("")):
                raise BackupError(f"{url} holds documents already: a backup is restored where nothing is.")

    def _check_kinds(self, manifest: Manifest) -> None:
        for what, url in (("office", self._config.database_url), ("register", self._config.register_url)):
            made_on = (manifest.office_database if what == "office" else manifest.register_database).kind
            wanted = parse_url(url).get_backend_name()
            if wanted != made_on and not (what == "register" and self._keep_register):
                raise BackupError(
                    f"The backup's {what} database is of {made_on}, and the settings name {wanted}: set the same kind."
                )

    def _open(self, manifest: Manifest, name: str, target: Path) -> Path:
        part = manifest.part(name)
        where = f"{catalogue.BACKUPS}/{manifest.id}/{name}"
        with self._shelf.reading(where) as sealed, target.open("wb") as file:
            found, _ = unseal(sealed, file, self._opener.identities, where)
        if found.sha256 != part.sha256:
            raise DamagedError(f"{where} is not what was put there: somebody has replaced it. Take another backup.")
        return target

    def _database(self, url: str, dump: Path, *, going_on: bool) -> None:
        if going_on:
            try:
                check_empty(url)
            except BackupError:
                return  # each is restored whole or not at all, so this one is
        parsed = parse_url(url)
        if parsed.get_backend_name() == "sqlite":
            restore_sqlite(Path(parsed.database or ""), dump)
        else:
            restore_postgres(url, dump)

    def _documents(self, manifest: Manifest, store: str, faults: list[str]) -> int:
        private = store == "originals"
        target = Place.open(self._config.originals_url if private else self._config.documents_url, private=private)
        count = 0
        for blob in listed(self._shelf, manifest.id, store):
            try:
                with self._shelf.reading(blob.name) as sealed, target.writing(_place(blob.sha256)) as file:
                    _, opened = unseal(sealed, file, self._opener.identities, blob.name)
                    if opened.sha256 != blob.sha256:
                        raise DamagedError(f"{blob.name} holds another document than its name says.")
                count += 1
            except DamagedError as error:
                faults.append(str(error))
        target.settle()
        return count


def _place(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:]}"
