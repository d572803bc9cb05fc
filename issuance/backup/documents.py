"""Documents on the shelf: each once, sealed, under the hash of what it is (`blobs/ab/cdef….age`).

Which documents a backup has says a list in its folder, sorted, gzipped, one document a line, read as a stream:

    <SHA-256 of the document> <SHA-256 of its sealed file> <length of its sealed file>

So a night's backup costs what is new since the last one, and a document that no list names any more is dropped.
"""

import gzip
import heapq
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from pyrage.x25519 import Recipient

from issuance.backup.errors import DamagedError
from issuance.backup.manifest import Manifest, Shelved
from issuance.backup.place import Place
from issuance.backup.sealing import Measured, seal

STORES = ("originals", "documents")
"""The office's private documents, and the published ones."""

_LINE = re.compile(r"([0-9a-f]{64}) ([0-9a-f]{64}) ([0-9]{1,15})\n")
_REST = re.compile(r"[0-9a-f]{62}")


@dataclass(frozen=True)
class Blob:
    """A document on the shelf."""

    sha256: str
    sealed: str
    size: int

    @property
    def name(self) -> str:
        """Where it lies."""
        return blob_name(self.sha256)


def blob_name(sha256: str) -> str:
    """Return where a document lies on the shelf."""
    return f"blobs/{sha256[:2]}/{sha256[2:]}.age"


def list_name(store: str) -> str:
    """Return the part that lists a store's documents."""
    return f"{store}.list.gz"


def read_list(file: BinaryIO, what: str) -> Iterator[Blob]:
    """Read a list line by line; `DamagedError` where it is none, or not sorted."""
    before = ""
    try:
        with io.TextIOWrapper(cast("BinaryIO", gzip.GzipFile(fileobj=file)), encoding="ascii", newline="\n") as lines:
            for line in lines:
                found = _LINE.fullmatch(line)
                if found is None or found[1] <= before:
                    raise DamagedError(f"{what} is no list of documents: take another backup.")
                before = found[1]
                yield Blob(found[1], found[2], int(found[3]))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DamagedError(f"{what} is damaged: take another backup.") from error


def write_list(file: BinaryIO, lines: Iterable[Blob]) -> Shelved:
    """Write a list; return what it sums up to."""
    count = size = 0
    # Without a time in it, equal lists have equal bytes.
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0, filename="") as packed:
        for line in lines:
            packed.write(f"{line.sha256} {line.sealed} {line.size}\n".encode())
            count, size = count + 1, size + line.size
    return Shelved(count=count, size=size)


def merged(lists: Iterable[Iterable[Blob]]) -> Iterator[Blob]:
    """Return every document of sorted lists once, in order; of two lines about one, that of the earlier list."""
    last = ""
    for line in heapq.merge(*lists, key=lambda line: line.sha256):
        if line.sha256 != last:
            last = line.sha256
            yield line


def prefixes(place: Place, folder: str) -> list[str]:
    """Return which of the 256 folders of documents there are, in order: a bucket is asked about no others."""
    return [name for name in place.names(folder) if re.fullmatch(r"[0-9a-f]{2}", name)]


class Shelving:
    """Puts documents of stores onto the shelf. `damaged` gathers those whose bytes are not what their name says."""

    def __init__(self, shelf: Place, recipients: Sequence[Recipient]) -> None:
        self._shelf = shelf
        self._recipients = recipients
        self.damaged: list[str] = []
        self.added = 0

    def walk(self, store: Place, known: Iterator[Blob]) -> Iterator[Blob]:
        """Yield every document of a store, in order; what `known` does not name is sealed and put onto the shelf."""
        ahead = next(known, None)
        shelved = set(self._shelf.names("blobs"))
        for prefix in prefixes(store, ""):
            lying = set(self._shelf.names(f"blobs/{prefix}")) if prefix in shelved else set()
            for name in store.names(prefix):
                if not _REST.fullmatch(name):
                    continue
                sha256 = prefix + name
                while ahead is not None and ahead.sha256 < sha256:
                    ahead = next(known, None)
                if ahead is not None and ahead.sha256 == sha256 and f"{name}.age" in lying:
                    yield ahead
                elif (put := self._put(store, sha256)) is not None:
                    yield put

    def _put(self, store: Place, sha256: str) -> Blob | None:
        try:
            with store.reading(f"{sha256[:2]}/{sha256[2:]}") as document:
                reading = Measured(document)
                with self._shelf.writing(blob_name(sha256)) as file:
                    sealed = seal(reading, file, self._recipients)
                    if reading.digest.sha256 != sha256:
                        raise _OtherBytesError
        except DamagedError:
            return None  # deleted meanwhile: nothing names it any more
        except _OtherBytesError:
            if sha256 not in self.damaged:  # the second walk meets it again
                self.damaged.append(sha256)
            return None
        self.added += 1
        return Blob(sha256, sealed.sha256, sealed.size)


class _OtherBytesError(Exception):
    """The store has other bytes under a name than it says."""


def lists_of(shelf: Place, manifests: Iterable[Manifest]) -> list[Iterator[Blob]]:
    """Return the lists of all stores of backups, each opened when it is first read from."""
    return [listed(shelf, each.id, store) for each in manifests for store in each.documents]


def listed(shelf: Place, backup: str, store: str) -> Iterator[Blob]:
    """Read the list of one store of a backup."""
    name = f"backups/{backup}/{list_name(store)}"
    with shelf.reading(name) as file:
        yield from read_list(file, name)
