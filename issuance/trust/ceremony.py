"""The way over the offline machine: the office exports, key holders sign apart, the office assembles.

A ceremony folder (a USB stick) holds:

    proposed.json          the new root or targets metadata, without signatures
    current.root.json      the root in force; current.targets.json where targets are to be signed
    files/…                the new or changed targets, so that a key holder can read what he signs
    current-files/…        what those targets are today, to compare with
    signatures/<keyid>.json   one per key holder; sticks may travel separately and are collected at the end
    SUMMARY.txt            what changes, for reading only: `sign` works it out anew from the files above

A key holder's own check: the summary compares with what the folder says is in force, which is signed up to the root;
the SHA-256 of that root, on the first line, is to be compared with the one that he keeps beside his key.

Nothing in the folder is believed by `assemble`: the proposal must be the successor of what is in force in the
office's own repository, and the signatures must reach the threshold of the root in force there.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from securesystemslib.signer import Key, Signature, Signer
from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import Metadata, Root, TargetFile, Targets

from issuance.trust.errors import CeremonyError
from issuance.trust.files import write_public
from issuance.trust.office import RefreshReport, TrustOffice
from issuance.trust.repository import parse_metadata
from issuance.trust.summary import describe_contents, describe_root, describe_targets

PROPOSED = "proposed.json"
CURRENT_ROOT = "current.root.json"
CURRENT_TARGETS = "current.targets.json"
FILES = "files"
CURRENT_FILES = "current-files"
SIGNATURES = "signatures"
SUMMARY = "SUMMARY.txt"
SIGNATURE_SIZE = 4096
"""Upper bound of a signature file in bytes; a real one has about 250."""


@dataclass(frozen=True)
class Proposal:
    """What lies in a ceremony folder, parsed and checked for completeness; nothing of it is trusted yet."""

    metadata: Metadata[Root] | Metadata[Targets]
    current_root_bytes: bytes
    current_targets: Metadata[Targets] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The new or changed targets by path, and in `current_files` what is published under these paths today."""
    current_files: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def current_root(self) -> Metadata[Root]:
        """The root in force, according to the folder."""
        return parse_metadata(Root, self.current_root_bytes, CURRENT_ROOT)

    @property
    def role(self) -> str:
        """`root` or `targets`."""
        return self.metadata.signed.type

    def accepted_keys(self) -> dict[str, Key]:
        """Return the keys that may sign this: those in force and, for a root, those that it brings in."""
        roots = [self.current_root.signed]
        if isinstance(self.metadata.signed, Root):
            roots.append(self.metadata.signed)
        return {keyid: root.get_key(keyid) for root in roots for keyid in root.roles[self.role].keyids}

    def describe(self) -> str:
        """Return for a person what signing this would change."""
        fingerprint = hashlib.sha256(self.current_root_bytes).hexdigest()
        first = f"Root in force: version {self.current_root.signed.version}, SHA-256 {fingerprint}.\n"
        if isinstance(self.metadata.signed, Root):
            return first + describe_root(self.current_root.signed, self.metadata.signed)
        current = self.current_targets.signed if self.current_targets else None
        return (
            first + describe_targets(current, self.metadata.signed) + describe_contents(self.current_files, self.files)
        )


# On the office's machine: export


def export_root(
    office: TrustOffice,
    folder: Path,
    now: datetime,
    *,
    add: Sequence[tuple[str, Key]] = (),
    drop: Sequence[tuple[str, str]] = (),
) -> Proposal:
    """Write a proposal for the next root: a new expiry, `add` (role, key) and without `drop` (role, key id).

    `role` is `snapshot`, `timestamp`, or `offline` for both `root` and `targets`. Raises CeremonyError
    where the folder is not empty, a key to drop is not there, or a role would be left with fewer keys than
    its threshold.
    """
    root = office.proposed_root(now)
    for role, key in add:
        for each in _roles_of(role):
            root.add_key(key, each)
    for role, keyid in drop:
        for each in _roles_of(role):
            _drop_key(root, each, keyid)
    proposal = Proposal(Metadata(root), _root_bytes(office))
    _write_proposal(folder, proposal)
    return proposal


def export_targets(office: TrustOffice, folder: Path, files: Mapping[str, bytes], now: datetime) -> Proposal:
    """Write a proposal for the next targets: a new expiry, and `files` (path to bytes) replaced or added.

    Raises CeremonyError where the folder is not empty.
    """
    current = office.newest_targets()
    targets = office.proposed_targets(now)
    for path, data in files.items():
        targets.targets[path] = TargetFile.from_data(path, data, ["sha256"])
    changed = _changed_paths(current.signed, targets)
    proposal = Proposal(
        Metadata(targets),
        _root_bytes(office),
        current,
        files={path: files[path] for path in changed},
        current_files={
            path: office.repository.read_target(current.signed.targets[path])
            for path in changed
            if path in current.signed.targets
        },
    )
    _write_proposal(folder, proposal)
    return proposal


# On the offline machine: read and sign


def read_proposal(folder: Path) -> Proposal:
    """Read a ceremony folder and check that every file which it announces is there, unaltered.

    Raises CeremonyError.
    """
    root_bytes = _read(folder / CURRENT_ROOT)
    root = parse_metadata(Root, root_bytes, str(folder / CURRENT_ROOT))
    _check_in_force(root.signed, root, folder / CURRENT_ROOT)
    raw = _read(folder / PROPOSED)
    if _announced_type(raw, folder) == Root.type:
        return Proposal(parse_metadata(Root, raw, str(folder / PROPOSED)), root_bytes)
    proposed = parse_metadata(Targets, raw, str(folder / PROPOSED))
    current = parse_metadata(Targets, _read(folder / CURRENT_TARGETS), str(folder / CURRENT_TARGETS))
    _check_in_force(root.signed, current, folder / CURRENT_TARGETS)
    known, new = current.signed.targets, proposed.signed.targets
    changed = _changed_paths(current.signed, proposed.signed)
    return Proposal(
        proposed,
        root_bytes,
        current,
        files={path: _read_target(folder / FILES, new[path]) for path in changed},
        current_files={path: _read_target(folder / CURRENT_FILES, known[path]) for path in changed if path in known},
    )


def sign(folder: Path, signer: Signer) -> Path:
    """Add the signature of one key holder to the folder and return its file.

    Raises CeremonyError where the key has no say in this proposal.
    """
    proposal = read_proposal(folder)
    keyid = signer.public_key.keyid
    if keyid not in proposal.accepted_keys():
        raise CeremonyError(
            f"The key {keyid[:12]} is not one that signs {proposal.role}; expected one of "
            f"{', '.join(known[:12] for known in proposal.accepted_keys())}. Take an offline key's file."
        )
    signature = proposal.metadata.sign(signer)
    file = folder / SIGNATURES / f"{keyid}.json"
    write_public(file, json.dumps(signature.to_dict()).encode())
    return file


# On the office's machine: assemble


def assemble(office: TrustOffice, folders: Sequence[Path], now: datetime) -> RefreshReport:
    """Collect the signatures of all `folders` (copies of one proposal), check the threshold, publish.

    Signatures count under the root in force in the office's own repository and, for a root, under the new
    one as well. An interrupted `assemble` is simply run again. Raises CeremonyError.
    """
    proposal = read_proposal(folders[0])
    metadata = proposal.metadata
    metadata.signatures.update(_collect_signatures(folders, proposal))
    if isinstance(metadata.signed, Root):
        return _assemble_root(office, Metadata(metadata.signed, metadata.signatures), now)
    return _assemble_targets(office, Metadata(metadata.signed, metadata.signatures), proposal.files, now)


def _assemble_root(office: TrustOffice, proposed: Metadata[Root], now: datetime) -> RefreshReport:
    current = office.repository.root().signed
    if proposed.signed == current:
        return office.refresh(now)  # An interrupted run has put it in force; finish its work.
    _check_succession("root", current.version, proposed.signed.version)
    for root in (current, proposed.signed):
        _check_threshold("root", root, proposed)
    _check_published_state_stays_valid(office, proposed.signed)
    return office.publish_root(proposed, now)


def _assemble_targets(
    office: TrustOffice, proposed: Metadata[Targets], files: Mapping[str, bytes], now: datetime
) -> RefreshReport:
    current = office.newest_targets().signed
    if proposed.signed == current:
        return office.refresh(now)
    _check_succession("targets", office.repository.next_version("targets") - 1, proposed.signed.version)
    _check_threshold("targets", office.repository.root().signed, proposed)
    return office.publish_signed_targets(proposed, files, now)


def _check_succession(role: str, current: int, proposed: int) -> None:
    if proposed != current + 1:
        raise CeremonyError(
            f"The folder proposes version {proposed} of {role}, but version {current} is the newest here, so "
            f"{current + 1} was expected: something was published meanwhile; export and sign again."
        )


def _check_threshold(role: str, root: Root, proposed: Metadata[Root] | Metadata[Targets]) -> None:
    result = root.get_verification_result(role, proposed.signed_bytes, proposed.signatures)
    if not result.verified:
        raise CeremonyError(
            f"Version {proposed.signed.version} of {role} has {len(result.signed)} valid signature(s), and "
            f"root version {root.version} asks for {result.threshold}; still open: "
            f"{', '.join(keyid[:12] for keyid in result.unsigned)}. "
            f"Have another key holder run `issuance trust sign`."
        )


def _check_published_state_stays_valid(office: TrustOffice, root: Root) -> None:
    """Refuse a root that would invalidate what is published: no scanner could update until it is renewed."""
    repository = office.repository
    published: dict[str, Metadata[Any]] = {
        "targets": office.newest_targets(),
        "snapshot": repository.snapshot(),
        "timestamp": repository.timestamp(),
    }
    for role, metadata in published.items():
        command = "export targets" if role == "targets" else "refresh"
        if not root.get_verification_result(role, metadata.signed_bytes, metadata.signatures).verified:
            raise CeremonyError(
                f"The new root does not accept the published {role}: add the new key first, publish {role} "
                f"signed by keys that stay (`issuance trust {command}`), and drop the old key after that."
            )


def _collect_signatures(folders: Sequence[Path], proposal: Proposal) -> dict[str, Signature]:
    accepted = proposal.accepted_keys()
    found: dict[str, Signature] = {}
    for folder in folders:
        if read_proposal(folder).metadata.signed != proposal.metadata.signed:
            raise CeremonyError(f"{folder} holds another proposal than {folders[0]}; assemble copies of one export.")
        for file in sorted((folder / SIGNATURES).glob("*.json")):
            signature = _read_signature(file)
            if signature.keyid in accepted:
                found[signature.keyid] = signature
    return found


# Files


def _check_in_force(root: Root, metadata: Metadata[Any], file: Path) -> None:
    """Refuse a comparison with metadata that never was in force: changes could hide behind it."""
    if not root.get_verification_result(metadata.signed.type, metadata.signed_bytes, metadata.signatures).verified:
        raise CeremonyError(f"{file} is not signed by the root in force; do not sign, and export again.")


def _root_bytes(office: TrustOffice) -> bytes:
    return office.repository.metadata_bytes(f"{office.repository.root().signed.version}.root.json")


def _write_proposal(folder: Path, proposal: Proposal) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise CeremonyError(f"{folder} is not empty; give a new or empty folder, so that no two ceremonies mix.")
    folder.mkdir(parents=True, exist_ok=True)
    for subfolder, files in ((FILES, proposal.files), (CURRENT_FILES, proposal.current_files)):
        for path, data in files.items():
            write_public(_inside(folder / subfolder, path), data)
    if proposal.current_targets is not None:
        write_public(folder / CURRENT_TARGETS, proposal.current_targets.to_bytes())
    write_public(folder / CURRENT_ROOT, proposal.current_root_bytes)
    write_public(folder / SUMMARY, proposal.describe().encode())
    write_public(folder / PROPOSED, proposal.metadata.to_bytes())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CeremonyError(
            f"Cannot read {file}: {error.strerror}; the ceremony folder is incomplete, copy it again."
        ) from error


def _read_target(folder: Path, target: TargetFile) -> bytes:
    file = _inside(folder, target.path)
    data = _read(file)
    try:
        target.verify_length_and_hashes(data)
    except LengthOrHashMismatchError as error:
        raise CeremonyError(f"{file} is not the file that the proposal announces; copy the folder again.") from error
    return data


def _read_signature(file: Path) -> Signature:
    try:
        if file.stat().st_size > SIGNATURE_SIZE:
            raise ValueError("too large")
        return Signature.from_dict(json.loads(file.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CeremonyError(f"{file} is not a signature file; remove it or have the key holder sign again.") from error


def _announced_type(raw: bytes, folder: Path) -> str:
    try:
        return str(json.loads(raw)["signed"]["_type"])
    except (ValueError, KeyError, TypeError) as error:
        raise CeremonyError(f"{folder / PROPOSED} is not TUF metadata; export again.") from error


def _inside(folder: Path, path: str) -> Path:
    """Return the file of a target path, refusing paths that would leave the folder."""
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise CeremonyError(f"The target path {path!r} leaves the ceremony folder; do not sign this proposal.")
    return folder / parts


def _changed_paths(current: Targets, proposed: Targets) -> list[str]:
    return [path for path, target in proposed.targets.items() if current.targets.get(path) != target]


def _roles_of(role: str) -> tuple[str, ...]:
    return ("root", "targets") if role == "offline" else (role,)


def _drop_key(root: Root, role: str, keyid: str) -> None:
    matching = [known for known in root.roles[role].keyids if known.startswith(keyid)]
    if len(matching) != 1:
        raise CeremonyError(f"{len(matching)} keys of {role} begin with {keyid!r}, expected one; give more digits.")
    root.revoke_key(matching[0], role)
    if len(root.roles[role].keyids) < root.roles[role].threshold:
        raise CeremonyError(f"Dropping {keyid} leaves {role} with fewer keys than it needs; add another key as well.")
