"""A trust office in a temporary folder, the clock of the tests, and a client that verifies its files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuf.api.metadata import Targets
from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
from tuf.ngclient.config import EnvelopeType

from issuance.trust.files import Write, write_public
from issuance.trust.keys import KeyFolder
from issuance.trust.lifetimes import Lifetimes
from issuance.trust.office import TrustOffice
from issuance.trust.repository import TrustRepository

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PASSPHRASE = "correct horse"
TRUST_LIST = b'{"chambers":["TYO"]}'
SURVIVORS = {"survivors/0011223344556677": b"sid\n" * 3}


class UnpluggedError(Exception):
    """The machine lost its power, in a test."""


def unplugged_after(writes: int) -> Write:
    """Return a writer that writes so many files and then loses its power for good."""
    done = 0

    def write(path: Path, data: bytes) -> None:
        nonlocal done
        if done >= writes:
            raise UnpluggedError
        done += 1
        write_public(path, data)

    return write


def make_office(folder: Path, *, write: Write = write_public, lifetimes: Lifetimes | None = None) -> TrustOffice:
    """Return an office whose keys and repository lie in `folder`; nothing is written yet."""
    repository = TrustRepository(folder / "trust", write=write)
    return TrustOffice(repository, KeyFolder(folder / "keys" / "tuf", PASSPHRASE), lifetimes)


def make_published_office(folder: Path) -> TrustOffice:
    """Return an office with a trust list, survivors and the first revocations published at NOW."""
    office = make_office(folder)
    office.init({"trust-list.json": TRUST_LIST, **SURVIVORS}, NOW)
    office.publish_status(lambda _: b"REFREV1 first", NOW)
    return office


def verified_targets(repository: Path, now: datetime) -> dict[str, bytes]:
    """Verify the published state from the first root as TUF prescribes and return all its targets."""
    metadata = repository / "metadata"
    trusted = TrustedMetadataSet((metadata / "1.root.json").read_bytes(), EnvelopeType.METADATA)
    trusted.reference_time = now
    while (following := metadata / f"{trusted.root.version + 1}.root.json").exists():
        trusted.update_root(following.read_bytes())
    trusted.update_timestamp((metadata / "timestamp.json").read_bytes())
    trusted.update_snapshot((metadata / f"{trusted.timestamp.snapshot_meta.version}.snapshot.json").read_bytes())
    versions = {name: meta.version for name, meta in trusted.snapshot.meta.items()}
    trusted.update_targets((metadata / f"{versions['targets.json']}.targets.json").read_bytes())
    status = (metadata / f"{versions['status.json']}.status.json").read_bytes()
    trusted.update_delegated_targets(status, "status", Targets.type)
    found: dict[str, bytes] = {}
    for role in (trusted.targets, trusted["status"]):
        assert isinstance(role, Targets)
        for path, target in role.targets.items():
            found[path] = (repository / "targets" / target.get_prefixed_paths()[0]).read_bytes()
            target.verify_length_and_hashes(found[path])
    return found
