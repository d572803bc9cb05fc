"""An office under test with a shelf and an identity, and empty machines into which it is restored.

kit = BackupKit.make(installation, tmp_path)
made = kit.make_backup()
with kit.empty_machine() as target:
kit.restore(target)
"""

import datetime as dt
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from issuance.backup import catalogue
from issuance.backup.keys import BackupKeys, Opener, read_identity
from issuance.backup.making import Made, Maker
from issuance.backup.place import Place
from issuance.backup.proving import Proof, prove
from issuance.backup.restoring import Restored, Restorer
from issuance.config import load_config
from tests.office_databases import DATABASES, Urls, sqlite_urls
from tests.offices import PASSPHRASE, Installation


@dataclass
class BackupKit:
    """What it takes to back an installation up. Each backup is made a day after the one before."""

    installation: Installation
    folder: Path
    shelf: Place
    shelf_folder: Path
    identity: Path
    keys: BackupKeys
    now: dt.datetime
    proofs: list[Proof] = field(default_factory=list)

    @classmethod
    def make(cls, installation: Installation, folder: Path, shelf_url: str | None = None) -> "BackupKit":
        """Make a shelf, and a key whose secret half lies beside it."""
        keys = BackupKeys(installation.config.backup_keys, installation.config.backup_recipients)
        identity, shelf_folder = folder / "safe" / "identity.txt", folder / "shelf"
        keys.make(identity, PASSPHRASE, installation.clock())
        url = shelf_url or f"file://{shelf_folder}"
        installation.config = replace(installation.config, backup_url=url)
        return cls(installation, folder, Place.open(url), shelf_folder, identity, keys, installation.clock())

    @property
    def opener(self) -> Opener:
        """What opens the backups."""
        return read_identity(self.identity)

    def maker(self) -> Maker:
        """Return what makes a backup now."""
        return Maker(self.installation.config, self.shelf, self.keys, self.keys.signer(PASSPHRASE), lambda: self.now)

    def make_backup(self) -> Made:
        """Make one, and let a day pass."""
        made = self.maker().make()
        self.now += dt.timedelta(days=1)
        return made

    @contextmanager
    def empty_machine(self, name: str = "new") -> Iterator[Installation]:
        """Give an installation in which nothing is but the passphrase, on the same kind of database."""
        folder = self.folder / name
        config = load_config({}, directory=folder)
        config.passphrase_file.parent.mkdir(parents=True)
        config.passphrase_file.touch(mode=0o600)
        config.passphrase_file.write_bytes(PASSPHRASE)
        kind = make_url(self.installation.config.database_url).get_backend_name()
        made = [] if kind == "sqlite" else [DATABASES.server.create_database() for _ in range(2)]
        urls = Urls(made[0].url, made[1].url) if made else sqlite_urls(folder)
        config = replace(
            config, database_url=urls.office, register_url=urls.register, backup_url=self.installation.config.backup_url
        )
        yield Installation(config, self.installation.clock)
        for each in made:
            DATABASES.server.drop_database(each)

    def restore(self, target: Installation, backup: str | None = None, *, keep_register: bool = False) -> Restored:
        """Restore a backup (the newest) and prove it; every proof must hold."""
        manifest = catalogue.chosen(self.shelf, backup, self.opener.signers)
        restorer = Restorer(target.config, self.shelf, self.opener, lambda: self.now, keep_register=keep_register)
        done = restorer.restore(manifest)
        with target.open() as office:
            self.proofs = list(prove(office, manifest, register_kept=keep_register))
        return done

    def files(self) -> list[Path]:
        """Return every file on the shelf."""
        return sorted(path for path in self.shelf_folder.rglob("*") if path.is_file())


class KillAtWrite:
    """Kills this process (SIGKILL) when a file has been written to any place for the `at`th time, or just before.

    To be used in a forked child alone.
    """

    def __init__(self, patch: pytest.MonkeyPatch, at: int, *, before: bool) -> None:
        real = Place.writing
        seen = 0

        @contextmanager
        def writing(place: Place, name: str) -> Iterator[object]:
            nonlocal seen
            seen += 1
            with real(place, name) as file:
                yield file
                if seen == at and before:
                    os.kill(os.getpid(), signal.SIGKILL)
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

        patch.setattr(Place, "writing", writing)


def killed(act: Callable[[], object], at: int, *, before: bool) -> bool:
    """Do `act` in a forked child that is killed at its `at`th write; tell whether it was (it may have ended first)."""
    child = os.fork()
    if child == 0:
        with pytest.MonkeyPatch.context() as patch:
            KillAtWrite(patch, at, before=before)
            try:
                act()
            finally:
                os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def without(folder: Path) -> None:
    """Lose a folder."""
    shutil.rmtree(folder)
