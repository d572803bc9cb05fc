"""A folder here or anywhere that fsspec reaches (`file:///…`, `s3://bucket/prefix`, …): shelves and document stores."""

import ctypes
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self, cast
from urllib.parse import unquote, urlsplit

import fsspec
from botocore.exceptions import BotoCoreError, ClientError

from issuance.backup.errors import BackupError, DamagedError
from issuance.files import make_private_folder, sync_directory

INCOMING = ".incoming-"
"""How a file is named that is not whole yet."""


class Place:
    """Files by name below one folder. Every method raises `BackupError` with a sentence."""

    def __init__(
        self, address: str, files: fsspec.AbstractFileSystem, root: str, *, local: bool, private: bool
    ) -> None:
        self.address = address
        self._files = files
        self._root = root.rstrip("/")
        self._local = local
        self._private = private

    @classmethod
    def open(cls, url: str, *, private: bool = True) -> Self:
        """Open a place; credentials of a bucket come from the usual environment. Nothing is connected yet.

        With `private`, what is written to a folder of this machine is its owner's alone.
        """
        parts = urlsplit(url)
        if parts.scheme == "file":
            if parts.netloc or not parts.path.startswith("/"):
                raise BackupError(f"{url!r} is no folder's address: file:///var/backups/originseal is expected.")
            return cls(url, fsspec.filesystem("file"), unquote(parts.path), local=True, private=private)
        if not parts.scheme:
            raise BackupError(f"{url!r} is no address: file:///folder or s3://bucket/prefix is expected.")
        # A listing that was kept would hide what another process has done since.
        options = {"use_listings_cache": False, "skip_instance_cache": True} if parts.scheme == "s3" else {}
        try:
            files, root = fsspec.url_to_fs(url, **options)
        except (ValueError, ImportError) as error:
            raise BackupError(f"Nothing here reaches the address {url!r}: {error}.") from error
        return cls(url, files, root, local=False, private=private)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Write a file that appears under its name when the block ends well, whole, and not at all otherwise."""
        with self._sentences():
            if not self._local:
                with tempfile.NamedTemporaryFile() as whole:
                    yield cast("BinaryIO", whole)
                    whole.flush()
                    self._files.put_file(whole.name, self._path(name))  # one object, there whole or not at all
                return
            target = Path(self._path(name))
            if self._private:
                make_private_folder(target.parent)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
            incoming = target.with_name(f"{INCOMING}{secrets.token_hex(8)}")
            try:
                with os.fdopen(
                    os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if self._private else 0o666), "wb"
                ) as file:
                    yield file
                incoming.replace(target)
            except BaseException:
                incoming.unlink(missing_ok=True)
                raise

    def settle(self, name: str | None = None) -> None:
        """Return when everything written so far, or one file, survives a power cut."""
        if not self._local:
            return
        if name is None:
            _sync_files_of(Path(self._root))
            return
        path = Path(self._path(name))
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sync_directory(path.parent)

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Open a file; `DamagedError` where it is missing."""
        with self._sentences():
            try:
                opened = self._files.open(self._path(name), "rb")
            except FileNotFoundError as error:
                raise DamagedError(f"{name} is missing in {self.address}.") from error
            with opened as file:
                yield cast("BinaryIO", file)

    def names(self, folder: str) -> list[str]:
        """Return the names of what lies in a folder, in order; none where there is no such folder."""
        with self._sentences():
            try:
                found = self._files.ls(self._path(folder), detail=False)
            except FileNotFoundError:
                return []
            names = (str(each).rstrip("/").rsplit("/", 1)[-1] for each in found)
            return sorted(name for name in names if name and not name.startswith(INCOMING))

    def exists(self, name: str) -> bool:
        """Tell whether there is something under the name."""
        with self._sentences():
            return bool(self._files.exists(self._path(name)))

    def delete(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it; nothing happens where there is none."""
        with self._sentences():
            if self._files.exists(self._path(name)):
                self._files.rm(self._path(name), recursive=True)

    def sweep(self, folder: str) -> None:
        """Remove what killed writers left half-written in a folder of this machine."""
        if self._local:
            for leftover in Path(self._path(folder)).glob(f"{INCOMING}*"):
                leftover.unlink(missing_ok=True)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except (OSError, BotoCoreError, ClientError) as error:
            told = getattr(error, "strerror", None) or error
            raise BackupError(
                f"{self.address} cannot be used: {told}. See that it is there, reachable, writable and with free space."
            ) from error


def _sync_files_of(folder: Path) -> None:
    """Force everything that was written to the folder's file system to disk: at once, instead of file by file."""
    if not folder.exists():
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Not `os.sync`: that waits for every other disk of the machine, too. Python has no name for this one.
        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(descriptor)
