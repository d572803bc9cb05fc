"""One update with python-tuf's `Updater`, into a folder that is not yet in use."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.ngclient import Updater, UpdaterConfig

from scanner.trust.chain import STATUS_TARGET, VerifiedMetadata, target_file_name, verify_metadata
from scanner.trust.fetch import BoundedFetcher
from scanner.trust.limits import TrustLimits
from scanner.trust.refusals import Circumstances, explain_update_failure
from scanner.trust.source import TrustSource


@dataclass(frozen=True)
class Downloaded:
    """What was fetched and verified, and what the source's clock showed (UTC), where it has one."""

    metadata: VerifiedMetadata
    server_date: datetime | None


def download_into(
    copy: Path, pinned_root: bytes, now: datetime, source: TrustSource, limits: TrustLimits
) -> Downloaded:
    """Bring `copy` (with `metadata` and `targets`) to the present state of `source`, as of `now` (UTC).

    Raises subclasses of TrustError, one for each kind of attack or mishap; `copy` is then of no use but for its
    verified roots.
    """
    with closing(source.open()) as fetcher:
        try:
            metadata = _download(copy, pinned_root, now, source.base_url, fetcher, limits)
        except (DownloadError, RepositoryError) as error:
            about = Circumstances(now, fetcher.server_date, fetcher.is_folder)
            raise explain_update_failure(error, about) from error
        return Downloaded(metadata, fetcher.server_date)


def _download(
    copy: Path, pinned_root: bytes, now: datetime, base_url: str, fetcher: BoundedFetcher, limits: TrustLimits
) -> VerifiedMetadata:
    metadata, targets = copy / "metadata", copy / "targets"
    updater = Updater(
        str(metadata),
        f"{base_url}metadata/",
        target_dir=str(targets),
        target_base_url=f"{base_url}targets/",
        fetcher=fetcher,
        config=_config(limits),
        bootstrap=pinned_root,
    )
    # The Updater takes the system's clock and offers no way to pass the time in; nothing was judged by it so far.
    updater._trusted_set.reference_time = now
    updater.refresh()
    updater.get_targetinfo(STATUS_TARGET)  # Fetches the delegated role as well.
    verified = verify_metadata(metadata, pinned_root, now, limits)
    for path, target in verified.targets.items():
        file = str(targets / target_file_name(path))
        if updater.find_cached_target(target, file) is None:
            updater.download_target(target, file)
    _remove_unused(targets, verified)
    return verified


def _config(limits: TrustLimits) -> UpdaterConfig:
    return UpdaterConfig(
        max_root_rotations=limits.root_rotations,
        # There is one delegation, `status`; more would be a mistake or an attack.
        max_delegations=1,
        root_max_length=limits.root_size,
        timestamp_max_length=limits.timestamp_size,
        snapshot_max_length=limits.snapshot_size,
        targets_max_length=limits.targets_size,
    )


def _remove_unused(targets: Path, verified: VerifiedMetadata) -> None:
    in_use = {target_file_name(path) for path in verified.targets}
    for file in targets.iterdir():
        if file.name not in in_use:
            file.unlink()
