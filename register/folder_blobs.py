"""Documents in a folder."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from register.errors import DocumentError, DocumentsUnavailableError


class FolderBlobs:
    """Files below a folder. A file is written beside its place, forced to disk and then renamed: never half there."""

    def __init__(self, folder: Path, *, private: bool = False) -> None:
        """Keep files in `folder`; with `private`, nobody but their owner may read them or list the folders."""
        self._folder = folder
        self._folder_mode = 0o700 if private else 0o777
        self._file_mode = 0o600 if private else 0o666

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """Return a file's bytes, None where there is none."""
        with _sentences(self._folder):
            try:
                with (self._folder / name).open("rb") as file:
                    data = file.read(max_bytes + 1)
            except FileNotFoundError:
                return None
        if len(data) > max_bytes:
            raise DocumentError(f"The document {name} has more than {max_bytes} bytes: it is not read.")
        return data

    def write(self, name: str, data: bytes) -> None:
        """Store a file atomically and durably."""
        target = self._folder / name
        with _sentences(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True, mode=self._folder_mode)
            target.parent.mkdir(exist_ok=True, mode=self._folder_mode)
            # A crash may leave such a file behind; nothing reads it, for no document has such a name.
            incoming = target.with_name(f".incoming-{secrets.token_hex(8)}")
            try:
                descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self._file_mode)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                incoming.replace(target)
            except BaseException:
                incoming.unlink(missing_ok=True)
                raise
            # The new names, too, must be on disk: of the file, and of its folder where that is new.
            for folder in (target.parent, self._folder):
                _force_to_disk(folder)

    def exists(self, name: str) -> bool:
        """Tell whether there is a file."""
        with _sentences(self._folder):
            return (self._folder / name).is_file()

    def delete(self, name: str) -> None:
        """Remove a file."""
        with _sentences(self._folder):
            (self._folder / name).unlink(missing_ok=True)


def _force_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _sentences(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DocumentsUnavailableError(
            f"The document folder {folder} cannot be used: {error.strerror or error}. "
            "See that it is there, with free space and writable, then try again."
        ) from error
