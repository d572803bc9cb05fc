"""The published trust files, read from the TUF repository directory that this service also serves.

The chain timestamp → snapshot → targets (and its delegation `status`) is followed and every signature and hash is
checked, so that a half-copied or altered directory is noticed here and not by the first bank. The office keeps the
directory fresh; this service holds no key of it.
"""

import datetime as dt
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from securesystemslib.exceptions import StorageError
from securesystemslib.signer import Signature
from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from reference_service.errors import TrustUnavailableError
from signing.errors import SigningError
from signing.status import StatusFile, parse_status
from signing.trust import Trust, TrustList, parse_survivors, parse_trust_list

TRUST_LIST_TARGET = "trust-list.json"
STATUS_TARGET = "status/revocations.bin"
BULLETIN_TARGET = "status/bulletin.json"
SURVIVORS_FOLDER = "survivors/"
STATUS_ROLE = "status"
MAX_METADATA_BYTES = 8 * 1024 * 1024

RETRY_SECONDS = 1.0
"""A repository that cannot be read is tried again so often, not with every request: reading it takes milliseconds, and
all requests wait for them. The timestamp is copied first or last, so a change of it alone does not tell when a copy is
complete."""

_log = logging.getLogger(__name__)
_Role = TypeVar("_Role", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True)
class PublishedTrust:
    """One state of the repository. `valid_until` is the expiry of its timestamp (UTC).

    `bulletin` is what the signed metadata say of the bulletin's bytes; `reference_service.bulletin` reads them, so that
    a bulletin that is missing or damaged takes nothing else with it.
    """

    trust_list: TrustList
    survivors: dict[bytes, frozenset[bytes]]
    status: StatusFile | None
    valid_until: dt.datetime
    bulletin: TargetFile | None = None

    def as_of(self, now: dt.datetime) -> Trust:
        """Return what a verifier takes: fresh until the timestamp expires, then ageing."""
        return Trust(self.trust_list, min(now, self.valid_until), self.survivors)


class TrustDirectory:
    """Reads the repository once and again whenever `timestamp.json` changes; safe to share between threads.

    `steady` counts seconds and is never set back.
    """

    def __init__(self, directory: Path, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._directory = directory
        self._steady = steady
        # Joined once: this is asked for with every answer.
        self._timestamp = os.fspath(directory / "metadata" / "timestamp.json")
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._failed: tuple[int, int, int] | None = None
        self._retry_at = 0.0
        self._current: PublishedTrust | None = None
        self._problem = f"{directory} has not been read yet."

    def current(self) -> PublishedTrust:
        """Return the present state; a directory that breaks later leaves the last good state in use.

        Raises :class:`TrustUnavailableError` while there has never been a good one.
        """
        stamp = self._stamp()
        with self._lock:
            if stamp != self._seen and (stamp != self._failed or self._steady() >= self._retry_at):
                self._reload(stamp)
            if self._current is None:
                raise TrustUnavailableError(self._problem)
            return self._current

    def _stamp(self) -> tuple[int, int, int]:
        try:
            found = os.stat(self._timestamp)  # noqa: PTH116  # of a text, which is faster than of a Path
        except OSError:
            return (0, 0, 0)
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _reload(self, stamp: tuple[int, int, int]) -> None:
        try:
            self._current = load_trust(self._directory)
        except TrustUnavailableError as error:
            # Not marked as seen, so that it is tried again soon: a copy may only be half-way through.
            self._failed, self._retry_at = stamp, self._steady() + RETRY_SECONDS
            if str(error) != self._problem:
                self._problem = str(error)
                _log.error("%s", error)
        else:
            self._seen, self._failed = stamp, None


def load_trust(directory: Path) -> PublishedTrust:
    """Read and check the repository in `directory`; raise :class:`TrustUnavailableError` that says what is wrong."""
    try:
        return _follow(directory)
    except (RepositoryError, DownloadError, DeserializationError, StorageError) as error:
        raise TrustUnavailableError(f"The trust repository {directory} is damaged: {error}") from error
    except SigningError as error:
        raise TrustUnavailableError(f"A file of the trust repository {directory} is refused: {error}") from error
    except OSError as error:
        raise TrustUnavailableError(
            f"The trust repository {directory} cannot be read ({error.strerror}: {error.filename}); "
            "make one with `issuance trust init`, or restore it."
        ) from error


def _follow(directory: Path) -> PublishedTrust:
    metadata = directory / "metadata"
    root = _newest_root(metadata)
    timestamp = _read(metadata / "timestamp.json", Timestamp)
    _check(root.verify_delegate, "timestamp", timestamp)
    snapshot = _read(metadata / f"{timestamp.signed.snapshot_meta.version}.snapshot.json", Snapshot)
    _check(root.verify_delegate, "snapshot", snapshot)
    listed = snapshot.signed.meta
    targets = _read(metadata / f"{listed['targets.json'].version}.targets.json", Targets)
    _check(root.verify_delegate, "targets", targets)

    survivors = {
        bytes.fromhex(path.removeprefix(SURVIVORS_FOLDER)): parse_survivors(_target(directory, target))
        for path, target in targets.signed.targets.items()
        if path.startswith(SURVIVORS_FOLDER)
    }
    trust_list = targets.signed.targets.get(TRUST_LIST_TARGET)
    if trust_list is None:
        raise TrustUnavailableError(f"The trust repository {directory} has no {TRUST_LIST_TARGET}.")

    status = bulletin = None
    if f"{STATUS_ROLE}.json" in listed:
        delegated = _read(metadata / f"{listed[f'{STATUS_ROLE}.json'].version}.{STATUS_ROLE}.json", Targets)
        _check(targets.signed.verify_delegate, STATUS_ROLE, delegated)
        file = delegated.signed.targets.get(STATUS_TARGET)
        status = parse_status(_target(directory, file)) if file is not None else None
        bulletin = delegated.signed.targets.get(BULLETIN_TARGET)
    return PublishedTrust(
        parse_trust_list(_target(directory, trust_list)), survivors, status, timestamp.signed.expires, bulletin
    )


def _newest_root(metadata: Path) -> Root:
    versions = [path.name.split(".", 1)[0] for path in metadata.glob("*.root.json")]
    numbers = [int(version) for version in versions if version.isdecimal()]
    newest = _read(metadata / f"{max(numbers, default=1)}.root.json", Root)
    # Who may be root was settled at the ceremony; here it only shows that the file is whole.
    _check(newest.signed.verify_delegate, "root", newest)
    return newest.signed


def _read(path: Path, role: type[_Role]) -> Metadata[_Role]:
    with path.open("rb") as file:
        data = file.read(MAX_METADATA_BYTES + 1)
    if len(data) > MAX_METADATA_BYTES:
        raise TrustUnavailableError(f"{path} is larger than {MAX_METADATA_BYTES} bytes.")
    parsed: Metadata[_Role] = Metadata.from_bytes(data)
    if not isinstance(parsed.signed, role):
        raise TrustUnavailableError(f"{path} is not {role.type} metadata.")
    return parsed


def _check(verify: Callable[[str, bytes, dict[str, Signature]], None], name: str, part: Metadata[_Role]) -> None:
    verify(name, part.signed_bytes, part.signatures)


def _target(directory: Path, target: TargetFile) -> bytes:
    data = (directory / "targets" / target.get_prefixed_paths()[0]).read_bytes()
    target.verify_length_and_hashes(data)
    return data
