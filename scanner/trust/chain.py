"""One copy of the trust files, verified from the pinned root at a given time.

This is the only judge of what the cache holds: nothing is believed because it lies there. The steps are those of the
TUF specification, section 5 (root, timestamp, snapshot, targets, delegated role, target files); python-tuf's
`TrustedMetadataSet` makes the checks. It is an internal class of python-tuf, for the public `Updater` can neither
verify without a network nor at another time than now; the tests of this package fail should it change.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError
from tuf.api.metadata import TargetFile, Targets
from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
from tuf.ngclient.config import EnvelopeType

from scanner.language import _
from scanner.trust.errors import MalformedMetadataError, StoredTrustAlteredError
from scanner.trust.limits import TrustLimits

STATUS_ROLE = "status"
STATUS_TARGET = "status/revocations.bin"
TRUST_LIST_TARGET = "trust-list.json"
SURVIVORS_PREFIX = "survivors/"
ROOT_HISTORY = "root_history"


@dataclass(frozen=True)
class VerifiedMetadata:
    """Metadata whose signatures, versions, hashes and expiries were right at the time of verification."""

    root_version: int
    versions: Mapping[str, int]
    expires: Mapping[str, datetime]
    targets: Mapping[str, TargetFile]
    """The targets that a scanner uses, by path."""


def verify_metadata(metadata: Path, pinned_root: bytes, at: datetime, limits: TrustLimits) -> VerifiedMetadata:
    """Verify the metadata files in `metadata` from `pinned_root` as they were to be judged at `at` (UTC).

    Raises StoredTrustAlteredError naming the first file that is missing, altered or does not fit.
    """
    trusted = _start(pinned_root)
    trusted.reference_time = at
    while (file := metadata / ROOT_HISTORY / f"{trusted.root.version + 1}.root.json").exists():
        with _blaming(file):
            trusted.update_root(_read(file, limits.root_size))
    with _blaming(file := metadata / "timestamp.json"):
        trusted.update_timestamp(_read(file, limits.timestamp_size))
    with _blaming(file := metadata / "snapshot.json"):
        trusted.update_snapshot(_read(file, limits.snapshot_size))
    with _blaming(file := metadata / "targets.json"):
        trusted.update_targets(_read(file, limits.targets_size))
    with _blaming(file := metadata / f"{STATUS_ROLE}.json"):
        status = trusted.update_delegated_targets(_read(file, limits.targets_size), STATUS_ROLE, Targets.type)
    roles = {
        "root": trusted.root,
        "timestamp": trusted.timestamp,
        "snapshot": trusted.snapshot,
        "targets": trusted.targets,
        "status": status,
    }
    return VerifiedMetadata(
        root_version=trusted.root.version,
        versions={name: signed.version for name, signed in roles.items()},
        expires={name: signed.expires for name, signed in roles.items()},
        targets=_used_targets(trusted.targets, status, limits),
    )


def root_version(root: bytes) -> int:
    """Return the version of root metadata that its own keys sign; StoredTrustAlteredError where it is none."""
    return _start(root).root.version


def verified_roots(pinned_root: bytes, candidates: Iterable[bytes]) -> dict[int, bytes]:
    """Return by version those of `candidates` (oldest first) that continue the chain from `pinned_root`."""
    trusted = _start(pinned_root)
    accepted: dict[int, bytes] = {}
    for root in candidates:
        with suppress(RepositoryError):
            accepted[trusted.update_root(root).version] = root
    return accepted


def read_target(folder: Path, target: TargetFile) -> bytes:
    """Return a stored target after checking length and hash; StoredTrustAlteredError where it does not fit."""
    file = folder / target_file_name(target.path)
    with _blaming(file):
        data = _read(file, target.length)
        target.verify_length_and_hashes(data)
    return data


def target_file_name(path: str) -> str:
    """Return the name under which a target is stored: no target path can leave the folder."""
    return quote(path, "")


def _start(pinned_root: bytes) -> TrustedMetadataSet:
    try:
        return TrustedMetadataSet(pinned_root, EnvelopeType.METADATA)
    except RepositoryError as error:
        raise StoredTrustAlteredError(
            _(
                "The root is not a root file that its own keys sign (%(error)s); get it again from the "
                "chamber and run `scanner trust init ROOT.json`.",
                error=error,
            )
        ) from error


def _used_targets(targets: Targets, status: Targets, limits: TrustLimits) -> dict[str, TargetFile]:
    """Pick what a scanner needs: each path from the one role that may sign it, within its size."""
    survivors = [path for path in targets.targets if path.startswith(SURVIVORS_PREFIX)]
    if len(survivors) > limits.survivors_count:
        raise MalformedMetadataError(
            _(
                "The trust metadata names %(count)s lists of seals that outlive their key, more than %(limit)s; "
                "update the scanner or tell the chamber.",
                count=len(survivors),
                limit=limits.survivors_count,
            )
        )
    if TRUST_LIST_TARGET not in targets.targets:
        raise MalformedMetadataError(
            _(
                "The trust metadata does not list %(file)s; this is not a repository of trust lists, so "
                "check the pinned root and the address.",
                file=TRUST_LIST_TARGET,
            )
        )
    # The delegation terminates at `status`, so the top-level role does not speak for paths below status/.
    wanted = {path: targets.targets[path] for path in (TRUST_LIST_TARGET, *survivors)}
    if STATUS_TARGET in status.targets:
        wanted[STATUS_TARGET] = status.targets[STATUS_TARGET]
    for path, target in wanted.items():
        limit = _size_limit(path, limits)
        if target.length > limit:
            raise MalformedMetadataError(
                _(
                    "%(file)s is announced with %(size)s bytes, more than the %(limit)s allowed; update the "
                    "scanner or tell the chamber.",
                    file=path,
                    size=target.length,
                    limit=limit,
                )
            )
    return wanted


def _size_limit(path: str, limits: TrustLimits) -> int:
    if path.startswith(SURVIVORS_PREFIX):
        return limits.survivors_size
    return limits.status_size if path == STATUS_TARGET else limits.trust_list_size


def _read(file: Path, limit: int) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(limit + 1)
    if len(data) > limit:
        raise LengthOrHashMismatchError(f"longer than {limit} bytes")
    return data


@contextmanager
def _blaming(file: Path | str) -> Iterator[None]:
    name = file.name if isinstance(file, Path) else file
    try:
        yield
    except (OSError, RepositoryError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise StoredTrustAlteredError(
            _(
                "The stored trust files cannot be used: %(file)s is missing, altered or damaged (%(why)s); "
                "run `scanner trust update` to fetch them again.",
                file=name,
                why=reason,
            )
        ) from error
