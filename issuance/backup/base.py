"""Base backups of a whole PostgreSQL server, and a server's folder that goes to a point in time (`pg_basebackup`)."""

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from psycopg.conninfo import make_conninfo
from pyrage.x25519 import Recipient

from issuance.backup import wal
from issuance.backup.errors import BackupError, DamagedError
from issuance.backup.keys import Opener
from issuance.backup.manifest import new_id
from issuance.backup.place import Place
from issuance.backup.sealing import seal, unseal
from issuance.config import OfficeConfig
from issuance.files import make_private_folder
from issuance.secret_files import read_secret

FOLDER = "base"
_DONE = "base.json"
_FIRST = re.compile(r"START WAL LOCATION: [0-9A-F/]+ \(file ([0-9A-F]{24})\)")


@dataclass(frozen=True)
class Base:
    """A base backup: when it began and ended (UTC), and the first file of the log that it needs."""

    id: str
    begun: dt.datetime
    ended: dt.datetime
    first: str
    sha256: str


def make_base(
    config: OfficeConfig, shelf: Place, recipients: Sequence[Recipient], clock: Callable[[], dt.datetime]
) -> Base:
    """Take a base backup of the server that `backup_cluster` names, as one sealed tar."""
    if config.backup_cluster is None:
        raise BackupError(
            "Of which server is not set: set backup_cluster, postgresql://user@host of a replication user."
        )
    begun = clock()
    backup = new_id(begun)
    program = shutil.which("pg_basebackup")
    if program is None:
        raise BackupError("The program pg_basebackup is not here: install Debian's postgresql-client.")
    options = ["--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast", "--no-password"]
    environment = dict(os.environ)
    if config.backup_cluster_password_file is not None:
        secret = read_secret(config.backup_cluster_password_file, "the password of the replication user")
        environment["PGPASSWORD"] = secret.decode()
    command = [program, *options, f"--dbname={make_conninfo(config.backup_cluster)}"]
    name = f"{FOLDER}/{backup}/base.tar.age"
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process,  # noqa: S603  # no shell
        shelf.writing(name) as file,
    ):
        if process.stdout is None or process.stderr is None:  # pragma: no cover  # both are pipes
            raise AssertionError
        label = _LabelFinder(process.stdout)
        digest = seal(label, file, recipients)
        told = process.stderr.read().decode(errors="replace").strip()
        if process.wait():
            raise BackupError(f"pg_basebackup failed: {told}")
    base = Base(backup, begun, clock(), label.first(), digest.sha256)
    shelf.settle(name)
    # Last, as with every backup: without it the tar is none.
    with shelf.writing(f"{FOLDER}/{backup}/{_DONE}") as file:
        file.write(json.dumps(_fields(base)).encode())
    shelf.settle(f"{FOLDER}/{backup}/{_DONE}")
    return base


def bases(shelf: Place) -> list[Base]:
    """Return every complete base backup, oldest first."""
    found = []
    for backup in shelf.names(FOLDER):
        name = f"{FOLDER}/{backup}/{_DONE}"
        if shelf.exists(name):
            with shelf.reading(name) as file:
                found.append(_read(file.read(), name))
    return found


def restore_base(shelf: Place, opener: Opener, folder: Path, to: dt.datetime) -> tuple[Base, int]:
    """Fill an empty server's folder so that PostgreSQL, once started, replays the log up to `to` and then opens.

    Returns the base backup, the newest that ended before `to`, and how many files of the log there were. The log lies
    opened in `restored_wal` in the folder, to be deleted when the server has opened.
    """
    base = next((each for each in reversed(bases(shelf)) if each.ended <= to), None)
    if base is None:
        raise BackupError(f"No base backup on the shelf had ended by {to:%Y-%m-%d %H:%M:%S %Z}: name a later time.")
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: a server's folder is restored where nothing is.")
    make_private_folder(folder)
    tar = folder.with_name(f".{folder.name}.base.tar")
    try:
        name = f"{FOLDER}/{base.id}/base.tar.age"
        with shelf.reading(name) as sealed, tar.open("wb") as file:
            found, _ = unseal(sealed, file, opener.identities, name)
        if found.sha256 != base.sha256:
            raise DamagedError(f"{name} is not what was put there: take another base backup.")
        log = folder / "restored_wal"
        with tarfile.open(tar) as packed:
            packed.extractall(folder, filter="data")
        make_private_folder(log)
        count = wal.fetch_since(shelf, opener, base.first, log)
    finally:
        tar.unlink(missing_ok=True)
    folder.chmod(0o700)
    _write_recovery(folder, to)
    return base, count


def drop_old(shelf: Place, days: int, now: dt.datetime) -> tuple[int, int]:
    """Drop base backups older than `days`, but never the newest, and the log before those that stay."""
    known = bases(shelf)
    if not known:
        return 0, 0
    stays = [each for each in known if each.begun >= now - dt.timedelta(days=days)] or known[-1:]
    goes = [each for each in known if each not in stays]
    for each in goes:
        shelf.delete(f"{FOLDER}/{each.id}/{_DONE}")
        shelf.delete(f"{FOLDER}/{each.id}")
    return len(goes), wal.drop_before(shelf, min(each.first for each in stays))


def _write_recovery(folder: Path, to: dt.datetime) -> None:
    settings = (
        "# Written by `issuance restore-base`.\n"
        "restore_command = 'cp restored_wal/%f %p'\n"
        f"recovery_target_time = '{to.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}+00'\n"
        "recovery_target_action = 'promote'\n"
        "recovery_target_timeline = 'latest'\n"
    )
    with (folder / "postgresql.auto.conf").open("a", encoding="ascii") as file:
        file.write(settings)
    (folder / "recovery.signal").touch(mode=0o600)


class _LabelFinder:
    """Passes a base backup's tar on, and keeps its beginning: `backup_label` is the first file of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept = b""

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        if len(self._kept) < _KEPT:
            self._kept += data
        return data

    def first(self) -> str:
        match = _FIRST.search(self._kept.decode("ascii", errors="replace"))
        if match is None:
            raise BackupError("The base backup has no label that says with which file of the log it begins.")
        return match[1]


_KEPT = 4096


def _fields(base: Base) -> dict[str, str]:
    return {
        "id": base.id,
        "begun": base.begun.isoformat(),
        "ended": base.ended.isoformat(),
        "first": base.first,
        "sha256": base.sha256,
    }


def _read(data: bytes, where: str) -> Base:
    try:
        value = json.loads(data)
        begun, ended = (dt.datetime.fromisoformat(value[name]) for name in ("begun", "ended"))
        return Base(str(value["id"]), begun, ended, str(value["first"]), str(value["sha256"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"{where} is damaged: take another base backup.") from error
