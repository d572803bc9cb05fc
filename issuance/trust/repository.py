"""The repository directory: static files, laid out after the TUF specification, section 6.

    trust/metadata/N.root.json  N.targets.json  N.status.json  N.snapshot.json  timestamp.json
    trust/targets/<sha256>.trust-list.json  status/<sha256>.revocations.bin  survivors/<sha256>.<kid>

Every file but `timestamp.json` carries its version or hash in its name and is never written twice, so
whatever `timestamp.json` points at stays complete while the next state is being laid beside it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp

from issuance.trust.errors import TrustRepositoryError
from issuance.trust.files import Write, locked, locked_for_reading, remove_unfinished, write_public

STATUS = "status"
"""Name of the delegated role that the office signs alone."""
STATUS_TARGET = "status/revocations.bin"
BULLETIN_TARGET = "status/bulletin.json"
TRUST_LIST_TARGET = "trust-list.json"
SURVIVORS_PREFIX = "survivors/"

SignedPart = TypeVar("SignedPart", Root, Timestamp, Snapshot, Targets)


class TrustRepository:
    """Reads and writes the files; decides nothing about what should be in them."""

    def __init__(self, directory: Path, *, write: Write = write_public) -> None:
        """Open `directory`, which `init` may yet have to fill; tests pull the plug through `write`."""
        self.directory = directory
        self.metadata = directory / "metadata"
        self.targets = directory / "targets"
        self._write = write

    def lock(self) -> AbstractContextManager[None]:
        """Keep every other writer out: two timers, or a timer and a person."""
        return locked(self.directory / ".lock")

    def lock_for_reading(self) -> AbstractContextManager[None]:
        """Keep every writer out while what lies here is copied, also where this process may only read."""
        return locked_for_reading(self.directory / ".lock")

    def clean(self) -> None:
        """Remove the leftovers of killed writers; call it while holding the lock."""
        remove_unfinished(self.directory)

    @property
    def is_initialised(self) -> bool:
        """Whether a scanner could use it: `timestamp.json` is written last of all."""
        return (self.metadata / "timestamp.json").exists()

    def stamp(self) -> tuple[int, ...] | None:
        """Return what differs after every publication; None where nothing was published yet.

        Every change writes a file into the metadata folder, whose own time then changes; the number of the timestamp's
        file (inode) tells apart two changes within one tick of the file system's clock.
        """
        try:
            timestamp, folder = (self.metadata / "timestamp.json").stat(), self.metadata.stat()
        except OSError:
            return None
        return timestamp.st_ino, timestamp.st_mtime_ns, timestamp.st_size, folder.st_mtime_ns

    # Metadata

    def versions(self, role: str) -> list[int]:
        """Return all versions of `role` that lie in the folder, oldest first, published or not."""
        found = (path.name.split(".", 1)[0] for path in self.metadata.glob(f"*.{role}.json"))
        return sorted(int(number) for number in found if number.isdecimal())

    def next_version(self, role: str) -> int:
        """Return a version never used: files of an interrupted run count, for somebody may have seen them."""
        return max(self.versions(role), default=0) + 1

    def root(self) -> Metadata[Root]:
        """Return the newest root; a root is in force from the moment its file exists."""
        versions = self.versions("root")
        if not versions:
            raise TrustRepositoryError(f"{self.directory} holds no trust repository; run `issuance trust init` first.")
        return self.read_metadata(Root, f"{versions[-1]}.root.json")

    def timestamp(self) -> Metadata[Timestamp]:
        """Return the published timestamp."""
        return self.read_metadata(Timestamp, "timestamp.json")

    def snapshot(self) -> Metadata[Snapshot]:
        """Return the published snapshot."""
        return self.read_metadata(Snapshot, f"{self.timestamp().signed.snapshot_meta.version}.snapshot.json")

    def metadata_bytes(self, name: str) -> bytes:
        """Return one metadata file verbatim: hashes are over these bytes, never over re-serialised ones."""
        try:
            return (self.metadata / name).read_bytes()
        except FileNotFoundError as error:
            raise TrustRepositoryError(
                f"{self.metadata / name} is missing; restore the folder {self.directory} from its backup."
            ) from error

    def read_metadata(self, kind: type[SignedPart], name: str) -> Metadata[SignedPart]:
        """Parse one metadata file and check its kind; signatures are for the caller to verify.

        Raises TrustRepositoryError where the file is missing or damaged.
        """
        return parse_metadata(kind, self.metadata_bytes(name), str(self.metadata / name))

    def write_versioned(self, role: str, metadata: Metadata[SignedPart]) -> None:
        """Lay down `N.role.json`; nobody is pointed at it yet (but a root is in force at once).

        Raises TrustRepositoryError where that version exists with other bytes: somebody else was faster.
        """
        path = self.metadata / f"{metadata.signed.version}.{role}.json"
        data = metadata.to_bytes()
        if self.is_initialised and path.exists() and path.read_bytes() != data:
            raise TrustRepositoryError(
                f"Version {metadata.signed.version} of {role} exists already and is never replaced: something else was "
                "published meanwhile; start again from the present state."
            )
        self._put(path, data)

    def write_timestamp(self, metadata: Metadata[Timestamp]) -> None:
        """Publish: from here on scanners see the new state."""
        self._put(self.metadata / "timestamp.json", metadata.to_bytes())

    # Targets

    def write_target(self, path: str, data: bytes) -> TargetFile:
        """Lay down a target under its hashed name and return its entry for the metadata."""
        target = TargetFile.from_data(path, data, ["sha256"])
        for hashed_path in target.get_prefixed_paths():
            self._put(self.targets / hashed_path, data)
        return target

    def read_target(self, target: TargetFile) -> bytes:
        """Return the bytes of a target after checking them against `target`.

        Raises TrustRepositoryError where they are missing or altered.
        """
        path = self.targets / target.get_prefixed_paths()[0]
        try:
            data = path.read_bytes()
            target.verify_length_and_hashes(data)
        except (OSError, LengthOrHashMismatchError) as error:
            raise TrustRepositoryError(f"{path} is missing or altered; restore it from the backup.") from error
        return data

    def lay_down(self, path: str, data: bytes) -> None:
        """Write a verified file of another copy of this repository verbatim; `path` is below the folder."""
        self._put(self.directory / path, data)

    # Pruning

    def prune(self, keep: int) -> None:
        """Delete `snapshot` and `status` files older than the newest `keep` versions.

        A scanner in the middle of an update may still be reading the state before the last; nobody reads
        the one `keep` publications ago. Roots stay for ever (a scanner walks them one by one) and so do
        `targets`.
        """
        for role in ("snapshot", STATUS):
            for version in self.versions(role)[:-keep]:
                (self.metadata / f"{version}.{role}.json").unlink()
        in_use = {path for target in self._status_targets() for path in target.get_prefixed_paths()}
        for file in (self.targets / STATUS).glob("*"):
            if file.relative_to(self.targets).as_posix() not in in_use:
                file.unlink()

    def _status_targets(self) -> Iterator[TargetFile]:
        for version in self.versions(STATUS):
            yield from self.read_metadata(Targets, f"{version}.{STATUS}.json").signed.targets.values()

    def _put(self, path: Path, data: bytes) -> None:
        self._write(path, data)


def parse_metadata(kind: type[SignedPart], data: bytes, where: str) -> Metadata[SignedPart]:
    """Parse metadata and check that it is of the wanted kind.

    Raises TrustRepositoryError naming `where` it came from.
    """
    try:
        metadata = Metadata[SignedPart].from_bytes(data)
    except RepositoryError as error:
        raise TrustRepositoryError(f"{where} is not TUF metadata; restore it from the backup.") from error
    if not isinstance(metadata.signed, kind):
        raise TrustRepositoryError(f"{where} holds {metadata.signed.type} metadata, expected {kind.type}.")
    return metadata
