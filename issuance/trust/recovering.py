"""After a restore: taking over what the offline keys signed since the backup, from a copy of what was published.

The web server, a mirror and a scanner's folder hold such copies. Nothing in them is believed: `root` and `targets`
count by the signatures of the keys that the restored root names, files by their hashes.
"""

from dataclasses import dataclass

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Root, Targets

from issuance.trust.errors import TrustRepositoryError
from issuance.trust.repository import STATUS, STATUS_TARGET, TrustRepository
from signing.status import StatusFile, parse_status


@dataclass(frozen=True)
class TakenOver:
    """New versions that were taken over, the copy's timestamp version, and its newest status file."""

    roots: int
    targets: int
    timestamp: int
    status: StatusFile | None


def take_over(repository: TrustRepository, copy: TrustRepository) -> TakenOver:
    """Take over newer roots and targets; raise `TrustRepositoryError` where a copy's are not rightly signed."""
    try:
        with repository.lock():
            return TakenOver(
                _take_roots(repository, copy),
                _take_targets(repository, copy),
                copy.timestamp().signed.version,
                _status_of(copy),
            )
    except RepositoryError as error:
        raise TrustRepositoryError(
            f"What lies in {copy.directory} is not signed by the keys that this office trusts: {error}. Take "
            "another copy."
        ) from error


def _take_roots(repository: TrustRepository, copy: TrustRepository) -> int:
    taken = 0
    while (version := repository.root().signed.version + 1) in copy.versions("root"):
        name = f"{version}.root.json"
        following = copy.read_metadata(Root, name)
        for root in (repository.root().signed, following.signed):
            root.verify_delegate("root", following.signed_bytes, following.signatures)
        if following.signed.version != version:
            raise TrustRepositoryError(f"{copy.metadata / name} is another version of root than its name says.")
        repository.lay_down(f"metadata/{name}", copy.metadata_bytes(name))
        taken += 1
    return taken


def _take_targets(repository: TrustRepository, copy: TrustRepository) -> int:
    newest, taken, root = max(repository.versions("targets"), default=0), 0, repository.root().signed
    for version in (each for each in copy.versions("targets") if each > newest):
        name = f"{version}.targets.json"
        found = copy.read_metadata(Targets, name)
        root.verify_delegate("targets", found.signed_bytes, found.signatures)
        for target in found.signed.targets.values():
            data = copy.read_target(target)
            for path in target.get_prefixed_paths():
                repository.lay_down(f"targets/{path}", data)
        repository.lay_down(f"metadata/{name}", copy.metadata_bytes(name))
        taken += 1
    return taken


def _status_of(copy: TrustRepository) -> StatusFile | None:
    versions = copy.versions(STATUS)
    status = copy.read_metadata(Targets, f"{versions[-1]}.{STATUS}.json") if versions else None
    target = None if status is None else status.signed.targets.get(STATUS_TARGET)
    return None if target is None else parse_status(copy.read_target(target))
