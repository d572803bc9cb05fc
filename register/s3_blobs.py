"""Documents in an S3-compatible bucket, through fsspec's s3fs. A PUT of one object is atomic and durable there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import s3fs
from botocore.exceptions import BotoCoreError, ClientError

from register.errors import DocumentError, DocumentsUnavailableError

_CLIENT = {"connect_timeout": 5, "read_timeout": 30, "retries": {"max_attempts": 3, "mode": "standard"}}


class S3Blobs:
    """Objects in a bucket below a prefix. Credentials come from `options` or from the usual AWS environment."""

    def __init__(self, bucket: str, prefix: str, options: Mapping[str, Any]) -> None:
        self._root = f"{bucket}/{prefix}".rstrip("/")
        # No listings are kept: they would hide what another process has stored since.
        self._store = s3fs.S3FileSystem(
            **{"config_kwargs": _CLIENT, "use_listings_cache": False, "skip_instance_cache": True, **options}
        )

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """Return an object's bytes, None where there is none."""
        path = self._path(name)
        with _sentences(self._root):
            try:
                size = self._store.info(path)["size"]
                if size <= max_bytes:
                    return bytes(self._store.cat_file(path))
            except FileNotFoundError:
                return None
        raise DocumentError(f"The document {name} has {size} bytes; at most {max_bytes} are read.")

    def write(self, name: str, data: bytes) -> None:
        """Store an object."""
        with _sentences(self._root):
            try:
                self._store.pipe_file(self._path(name), data)
            except FileNotFoundError as error:
                raise DocumentError(f"There is no bucket for s3://{self._root}: create it first.") from error

    def exists(self, name: str) -> bool:
        """Tell whether there is an object."""
        with _sentences(self._root):
            return bool(self._store.exists(self._path(name)))

    def delete(self, name: str) -> None:
        """Remove an object."""
        with _sentences(self._root):
            try:
                self._store.rm_file(self._path(name))
            except FileNotFoundError:
                return

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


@contextmanager
def _sentences(root: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        # Of a single object: the caller knows what that means.
        raise
    except (OSError, BotoCoreError, ClientError) as error:
        raise DocumentsUnavailableError(f"The document bucket s3://{root} cannot be used: {error}.") from error
