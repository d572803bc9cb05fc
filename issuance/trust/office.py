"""What the office does with the trust repository: set it up, publish, keep it fresh.

Order of writes, in every function: files with a version or hash in their name first (targets, then the
metadata that lists them, then the snapshot), `timestamp.json` last. A reader or a crash in between sees the
old state, whole. What a crash left unpublished is found and published by the next `refresh`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)

from issuance.trust.errors import TrustRepositoryError
from issuance.trust.keys import OFFLINE_KEYS, ONLINE_KEYS, KeyFolder
from issuance.trust.lifetimes import Lifetimes
from issuance.trust.repository import STATUS, STATUS_TARGET, SignedPart, TrustRepository

THRESHOLD = 2
"""Signatures of the offline keys that `root` and `targets` need: two people, and one key may be lost."""
KEPT_VERSIONS = 24
"""Publications after which the files of an old state are deleted."""


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh published, and what people should know."""

    timestamp_version: int
    snapshot_version: int
    status_version: int
    targets_version: int
    root_version: int
    expires: datetime
    """When scanners stop believing the timestamp unless the next refresh comes (UTC)."""
    warnings: Sequence[str] = field(default=())


class TrustOffice:
    """The office's hand on the repository. Each public method takes the lock, and the time as `now` (UTC)."""

    def __init__(self, repository: TrustRepository, keys: KeyFolder, lifetimes: Lifetimes | None = None) -> None:
        self.repository = repository
        self.keys = keys
        self.lifetimes = lifetimes or Lifetimes()
        self._leap = 0

    # Setting up

    def init(self, files: Mapping[str, bytes], now: datetime) -> RefreshReport:
        """Make the keys and the first state, with `files` as offline-signed targets.

        An interrupted `init` is simply run again: keys are kept, and nothing was published before the
        timestamp. Raises TrustRepositoryError where the repository exists.
        """
        with self.repository.lock():
            self.repository.clean()
            if self.repository.is_initialised:
                raise TrustRepositoryError(
                    f"{self.repository.directory} already holds a trust repository: scanners have pinned its "
                    "root, so it is never made anew; to change it use `issuance trust export`."
                )
            self._write_first_root(now)
            self._write_signed_targets(self._first_targets(now), files)
            self._write_status({}, now)
            return self._settle(now)

    def _write_first_root(self, now: datetime) -> None:
        root = Root(version=1, expires=self.lifetimes.expiry("root", now), consistent_snapshot=True)
        for name in OFFLINE_KEYS:
            key = self.keys.ensure(name)
            root.add_key(key, "root")
            root.add_key(key, "targets")
        for name in ("snapshot", "timestamp"):
            root.add_key(self.keys.ensure(name), name)
        root.roles["root"].threshold = root.roles["targets"].threshold = THRESHOLD
        self.repository.write_versioned("root", self._signed(Metadata(root), "root", root))

    def _first_targets(self, now: datetime) -> Targets:
        status_key = self.keys.ensure(ONLINE_KEYS[0])
        # Terminating: whatever is asked under status/ is answered by this role or not at all.
        role = DelegatedRole(STATUS, [status_key.keyid], threshold=1, terminating=True, paths=[f"{STATUS}/*"])
        delegations = Delegations(keys={status_key.keyid: status_key}, roles={STATUS: role})
        return Targets(
            version=self.repository.next_version("targets"),
            expires=self.lifetimes.expiry("targets", now),
            delegations=delegations,
        )

    # Publishing

    def publish_targets(
        self, files: Mapping[str, bytes], now: datetime, *, based_on: int | None = None
    ) -> RefreshReport:
        """Publish `files` (path to bytes) beside the present targets, replacing those of the same path.

        Needs enough offline keys in the key folder (demo); without them use the ceremony. With `based_on`, the
        version of targets that the caller has read, a change made by somebody else meanwhile is not overwritten.
        """
        with self.repository.lock():
            self.repository.clean()
            newest = self.newest_targets().signed.version
            if based_on not in {None, newest}:
                raise TrustRepositoryError(
                    f"Version {newest} of targets was published while this change was made on version {based_on}; "
                    "run the command again."
                )
            self._write_signed_targets(self.proposed_targets(now), files)
            return self._settle(now)

    def publish_status(
        self, build: Callable[[bytes | None], bytes], now: datetime, *, path: str = STATUS_TARGET
    ) -> RefreshReport:
        """Publish what `build` makes as `path` under `status/`, with the office's keys alone; other files stay.

        `build` gets the file in force, or None before the first. It is called under the lock: of two publishers,
        the later one sees what the earlier one published, so that an older state never follows a newer one.
        """
        with self.repository.lock():
            self.repository.clean()
            files = self._read_targets(self.newest_status().signed)
            self._write_status({**files, path: build(files.get(path))}, now)
            return self._settle(now)

    def refresh(self, now: datetime) -> RefreshReport:
        """Sign a new timestamp and what is about to expire; publish what an interrupted run left behind.

        In a demo, where the offline keys lie in the same folder, `root` and `targets` are renewed as well.
        """
        with self.repository.lock():
            self.repository.clean()
            if self.keys.holds_offline_keys():
                self._renew_offline_roles(now)
            status = self.newest_status()
            if status.signed.expires - now < self.lifetimes.renew_online_before:
                self._write_status(self._read_targets(status.signed), now)
            report = self._settle(now)
            self.repository.prune(KEPT_VERSIONS)
            return report

    def leap(self, now: datetime, by: int) -> RefreshReport:
        """After a restore: sign status, snapshot and timestamp anew with versions `by` higher than those that lie here.

        Scanners refuse to go back. Versions may have gaps, so a leap past all that can have been published since the
        backup lets them go on; `root` and `targets` need the offline keys, and stay as they are.
        """
        with self.repository.lock():
            self.repository.clean()
            self._leap = by
            try:
                self._write_status(self._read_targets(self.newest_status().signed), now)
                return self._settle(now)
            finally:
                self._leap = 0

    def publish_root(self, root: Metadata[Root], now: datetime) -> RefreshReport:
        """Put a root that carries all its signatures in force, then sign a new timestamp.

        The caller has verified it (`ceremony.assemble`, or the renewal of a demo).
        """
        with self.repository.lock():
            self.repository.clean()
            self.repository.write_versioned("root", root)
            return self._settle(now)

    def publish_signed_targets(
        self, targets: Metadata[Targets], files: Mapping[str, bytes], now: datetime
    ) -> RefreshReport:
        """Publish targets metadata signed elsewhere together with the files that it lists anew."""
        with self.repository.lock():
            self.repository.clean()
            for path, data in files.items():
                self.repository.write_target(path, data)
            self.repository.write_versioned("targets", targets)
            return self._settle(now)

    # Reading

    def newest_targets(self) -> Metadata[Targets]:
        """Return the newest complete `targets` that the root accepts, published or left by a crash."""
        return self._newest_valid("targets", self.repository.root().signed)

    def newest_status(self) -> Metadata[Targets]:
        """Return the newest complete `status` that the newest `targets` accepts."""
        return self._newest_valid(STATUS, self.newest_targets().signed)

    def published_status_file(self, path: str) -> bytes | None:
        """Return the newest complete file of the role `status`, None where it has none of this path."""
        target = self.newest_status().signed.targets.get(path)
        return None if target is None else self.repository.read_target(target)

    def proposed_targets(self, now: datetime) -> Targets:
        """Return a successor of the present `targets`, unsigned, with a new version and expiry."""
        targets = self.newest_targets().signed
        targets.version = self.repository.next_version("targets")
        targets.expires = self.lifetimes.expiry("targets", now)
        return targets

    def proposed_root(self, now: datetime) -> Root:
        """Return a successor of the present root, unsigned, with a new version and expiry."""
        root = self.repository.root().signed
        root.version += 1
        root.expires = self.lifetimes.expiry("root", now)
        return root

    # Steps

    def _newest_valid(self, role: str, delegator: Root | Targets) -> Metadata[Targets]:
        # Read before the listing: else a version published meanwhile would make all those listed too old.
        published = self._published_version(role)
        for version in reversed(self.repository.versions(role)):
            if version < published:
                break  # Scanners refuse to go back, so a damaged state is mended from the backup, never rolled back.
            metadata = self.repository.read_metadata(Targets, f"{version}.{role}.json")
            try:
                delegator.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
                self._read_targets(metadata.signed)
            except (RepositoryError, TrustRepositoryError):
                continue  # Signed by too few, or a crash came before its files: an older one is in force.
            return metadata
        raise TrustRepositoryError(
            f"No version of {role} in {self.repository.directory} from the published one on is complete and has the "
            "signatures that it needs; restore the folder from its backup."
        )

    def _published_version(self, role: str) -> int:
        """Return the version of `targets` or `status` that scanners may have seen; 0 before the first."""
        if not self.repository.is_initialised:
            return 0
        return self.repository.snapshot().signed.meta[f"{role}.json"].version

    def _read_targets(self, targets: Targets) -> dict[str, bytes]:
        return {path: self.repository.read_target(target) for path, target in targets.targets.items()}

    def _write_signed_targets(self, targets: Targets, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            targets.targets[path] = self.repository.write_target(path, data)
        self.repository.write_versioned(
            "targets", self._signed(Metadata(targets), "targets", self.repository.root().signed)
        )

    def _write_status(self, files: Mapping[str, bytes], now: datetime) -> None:
        status = Targets(
            version=self.repository.next_version(STATUS) + self._leap, expires=self.lifetimes.expiry(STATUS, now)
        )
        for path, data in files.items():
            status.targets[path] = self.repository.write_target(path, data)
        self.repository.write_versioned(STATUS, self._signed(Metadata(status), STATUS, self.newest_targets().signed))

    def _renew_offline_roles(self, now: datetime) -> None:
        soon = now + self.lifetimes.renew_offline_before
        if self.repository.root().signed.expires < soon:
            root = self.proposed_root(now)
            self.repository.write_versioned("root", self._signed(Metadata(root), "root", root))
        if self.newest_targets().signed.expires < soon:
            self._write_signed_targets(self.proposed_targets(now), {})

    def _settle(self, now: datetime) -> RefreshReport:
        """Publish the newest valid metadata: a snapshot where needed, then the timestamp."""
        root = self.repository.root().signed
        targets, status = self.newest_targets(), self.newest_status()
        meta = {
            f"{role}.json": self._listed(role, version)
            for role, version in (("targets", targets.signed.version), (STATUS, status.signed.version))
        }
        snapshot_version, snapshot_expires = self._snapshot_for(meta, root, now)
        live_version = self.repository.timestamp().signed.version if self.repository.is_initialised else 0
        timestamp = Timestamp(
            version=live_version + 1 + self._leap,
            expires=self.lifetimes.expiry("timestamp", now),
            snapshot_meta=self._listed("snapshot", snapshot_version),
        )
        self.repository.write_timestamp(self._signed(Metadata(timestamp), "timestamp", root))
        return RefreshReport(
            timestamp_version=timestamp.version,
            snapshot_version=snapshot_version,
            status_version=status.signed.version,
            targets_version=targets.signed.version,
            root_version=root.version,
            expires=min(timestamp.expires, snapshot_expires, status.signed.expires),
            warnings=self._warnings(root, targets.signed, now),
        )

    def _snapshot_for(self, meta: dict[str, MetaFile], root: Root, now: datetime) -> tuple[int, datetime]:
        """Return version and expiry of a snapshot that lists `meta`, signing a new one only where needed."""
        if self.repository.is_initialised:
            live = self.repository.snapshot()
            lasts = live.signed.expires - now >= self.lifetimes.renew_online_before
            if live.signed.meta == meta and lasts and self._accepted("snapshot", root, live):
                return live.signed.version, live.signed.expires
        snapshot = Snapshot(
            version=self.repository.next_version("snapshot") + self._leap,
            expires=self.lifetimes.expiry("snapshot", now),
            meta=meta,
        )
        self.repository.write_versioned("snapshot", self._signed(Metadata(snapshot), "snapshot", root))
        return snapshot.version, snapshot.expires

    def _listed(self, role: str, version: int) -> MetaFile:
        # With length and hash, not the version alone: a mirror can then not offer other bytes of the same version,
        # and a scanner knows how much to read.
        return MetaFile.from_data(version, self.repository.metadata_bytes(f"{version}.{role}.json"), ["sha256"])

    @staticmethod
    def _accepted(role: str, delegator: Root | Targets, metadata: Metadata[Snapshot]) -> bool:
        return bool(delegator.get_verification_result(role, metadata.signed_bytes, metadata.signatures))

    def _signed(
        self, metadata: Metadata[SignedPart], role_name: str, delegator: Root | Targets
    ) -> Metadata[SignedPart]:
        """Sign with every key of the folder that `role_name` accepts; refuse what would not verify."""
        role = delegator.get_delegated_role(role_name)
        signers: list[CryptoSigner] = self.keys.signers(role_name, role)
        if len(signers) < role.threshold:
            raise TrustRepositoryError(
                f"Signing {role_name} needs {role.threshold} of its keys, and {self.keys.directory} holds "
                f"{len(signers)}; copy the key file there or, with offline keys, use `issuance trust export`."
            )
        for signer in signers:
            metadata.sign(signer, append=True)
        return metadata

    def _warnings(self, root: Root, targets: Targets, now: datetime) -> list[str]:
        return [
            f"{role} expires on {signed.expires:%Y-%m-%d} UTC: bring the offline keys together "
            f"and run `issuance trust export {role}`."
            for role, signed in (("root", root), ("targets", targets))
            if signed.expires - now < self.lifetimes.renew_offline_before
        ]
