"""A whole installation for tests of the reference service: register, documents, trust files, in a directory.

    site = ReferenceSite(tmp_path)
    issued = site.publish(site.world.issue(1))
    client = site.app().test_client()

Everything is real: a SQLite register filled by the writer, documents in a folder, a TUF repository whose metadata is
signed with one test key. The clock stands still at `site.now` and can be set.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from reference_service.app import create_app
from reference_service.config import Config, load_config
from reference_service.limits.limiter import Limiter
from reference_service.trust import TrustDirectory
from register.create import create_register
from register.documents import DocumentStore
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.content import Kind
from signing.keys import Signer
from signing.qr import encode_base32
from signing.status import build_status
from signing.trust import Trust, TrustList
from tests.builders import ChamberWorld, Issued

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)
"""A picture of one pixel."""

_TRUST_KEY = CryptoSigner(Ed25519PrivateKey.from_private_bytes(b"originseal test trust repository"))


class ReferenceSite:
    """An installation below `directory`, laid out as `reference-service serve --directory` expects it."""

    def __init__(self, directory: Path, *, world: ChamberWorld | None = None, sandbox: bool = False) -> None:
        self.directory = directory
        self.world = world or ChamberWorld()
        self.now = self.world.now
        self._readers: list[RegisterReader] = []
        self._lengthen_key_windows()
        self.config: Config = load_config({"REFERENCE_SANDBOX": "yes" if sandbox else "no"}, directory=directory)
        create_register(self.config.register_url, sandbox=sandbox)
        self.documents = DocumentStore.open(self.config.documents_url)
        self.write_trust()

    def clock(self) -> dt.datetime:
        """Return the installation's time."""
        return self.now

    def publish(self, issued: Issued) -> Issued:
        """Publish a certificate and whatever has happened to it since; return it."""
        # The office's registered signatures are made at the world's time; the writer judges them then.
        writer = self._writer()
        try:
            writer.publish(issued.entry)
            for record in issued.records[1:]:
                writer.append(record)
        finally:
            writer.close()
        return issued

    def publish_imports(self, *records: bytes) -> None:
        """Publish import records of an earlier system's certificates."""
        writer = self._writer()
        try:
            writer.publish_imports(records)
        finally:
            writer.close()

    def publish_expunged(self, sequence: int, kind: Kind = Kind.COO_JP) -> Issued:
        """Publish a certificate of four years ago and delete its content now; return it so."""
        self.world.now = self.now - dt.timedelta(days=4 * 366)
        issued = self.publish(self.world.issue(sequence, kind))
        self.world.now = self.now
        expunged = self.world.expunge(issued)
        writer = self._writer()
        try:
            writer.expunge(expunged.records[-1])
        finally:
            writer.close()
        return expunged

    def app(
        self,
        config: Config | None = None,
        *,
        wrap: Callable[[RegisterReader], Any] | None = None,
        receipt_signer: Signer | None = None,
        limiter: Limiter | None = None,
    ) -> APIFlask:
        """Build the application over this installation; `wrap` may put something in front of the reader."""
        config = config or self.config
        reader = RegisterReader.open(config.register_url, clock=self.clock, sandbox=config.sandbox)
        self._readers.append(reader)
        return create_app(
            config,
            reader=wrap(reader) if wrap is not None else reader,
            documents=self.documents,
            trust=TrustDirectory(config.trust_directory),
            clock=self.clock,
            receipt_signer=receipt_signer,
            limiter=limiter,
        )

    def _writer(self) -> RegisterWriter:
        config = self.config
        return RegisterWriter.open(
            config.register_url, trust=lambda: self.world.trust, clock=self.clock, sandbox=config.sandbox
        )

    def write_receipt_key(self) -> None:
        """Lay the world's receipt key where `reference-service serve --directory` finds it."""
        folder = self.directory / "keys" / "receipt"
        folder.mkdir(parents=True)
        (folder / f"{self.now.year}.pem").write_bytes(self.world.receipt_signer.to_pkcs8(b"for a test"))
        (folder.parent / "passphrase").write_text("for a test\n", encoding="ascii")

    def _lengthen_key_windows(self) -> None:
        """Let the world's keys seal from ten years ago on, so that a retention term can have passed."""
        start = dt.date(self.now.year - 10, 1, 1)
        keys = tuple(key.model_copy(update={"not_before": start}) for key in self.world.trust_list.keys)
        self.world.trust_list = self.world.trust_list.model_copy(update={"keys": keys})
        self.world.trust = replace(self.world.trust, trust_list=self.world.trust_list)

    def register_head(self) -> int:
        """Return how many records the register has."""
        reader = RegisterReader.open(self.config.register_url, clock=self.clock, sandbox=self.config.sandbox)
        try:
            return reader.head().position
        finally:
            reader.close()

    def close(self) -> None:
        """Close what the applications opened."""
        for reader in self._readers:
            reader.close()

    def write_trust(self, trust_list: TrustList | None = None, **options: object) -> None:
        """Publish a trust list (the world's unless another is given), see :func:`write_trust_repository`."""
        trust = replace(self.world.trust, trust_list=trust_list or self.world.trust_list)
        write_trust_repository(self.config.trust_directory, trust, now=self.now, **options)  # type: ignore[arg-type]  # passed through


@dataclass(frozen=True)
class PublishedSite:
    """The installation and what is published on it. `never_published` has a genuine seal all the same."""

    site: ReferenceSite
    client: FlaskClient
    in_force: Issued
    foreign: Issued
    invoice: Issued
    signature: Issued
    revoked: Issued
    replaced: Issued
    successor: Issued
    void: Issued
    expunged: Issued
    never_published: Issued
    picture: str


def write_trust_repository(
    directory: Path,
    trust: Trust,
    *,
    now: dt.datetime,
    version: int = 1,
    revoked: dict[bytes, object] | None = None,
    with_status: bool = True,
    bulletin: bytes | None = None,
) -> None:
    """Write a TUF repository with consistent snapshots; every role is signed by the one test key."""
    root = Root(version=1, expires=_in_days(now, 90), consistent_snapshot=True)
    for role in ("root", "timestamp", "snapshot", "targets"):
        root.add_key(_TRUST_KEY.public_key, role)
    survivors = {
        f"survivors/{kid.hex()}": b"REFSURV1" + b"".join(sorted(sids)) for kid, sids in trust.survivors.items()
    }
    targets = Targets(version=version, expires=_in_days(now, 90))
    targets.targets = _lay_down(directory, {"trust-list.json": trust.trust_list.encode(), **survivors})
    listed = {}
    if with_status:
        key_id = _TRUST_KEY.public_key.keyid
        delegated = DelegatedRole("status", [key_id], threshold=1, terminating=True, paths=["status/*"])
        targets.delegations = Delegations({key_id: _TRUST_KEY.public_key}, {"status": delegated})
        status = Targets(version=version, expires=_in_days(now, 8))
        data = build_status(version, now, 0, revoked or {})  # type: ignore[arg-type]  # tests pass states
        announced = {} if bulletin is None else {"status/bulletin.json": bulletin}
        status.targets = _lay_down(directory, {"status/revocations.bin": data, **announced})
        listed["status.json"] = _write(directory, f"{version}.status.json", status)
    _write(directory, "1.root.json", root)
    listed["targets.json"] = _write(directory, f"{version}.targets.json", targets)
    snapshot = Snapshot(version, expires=_in_days(now, 8), meta=listed)
    described = _write(directory, f"{version}.snapshot.json", snapshot)
    _write(directory, "timestamp.json", Timestamp(version, expires=_in_days(now, 1), snapshot_meta=described))


def _in_days(now: dt.datetime, days: int) -> dt.datetime:
    return now.replace(microsecond=0) + dt.timedelta(days=days)


def _lay_down(directory: Path, files: dict[str, bytes]) -> dict[str, TargetFile]:
    entries = {}
    for path, data in files.items():
        entries[path] = TargetFile.from_data(path, data, ["sha256"])
        place = directory / "targets" / entries[path].get_prefixed_paths()[0]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return entries


def _write(directory: Path, name: str, signed: Root | Timestamp | Snapshot | Targets) -> MetaFile:
    """Write a role's metadata; return what the role above lists of them, as the office does."""
    metadata: Metadata[Any] = Metadata(signed)
    metadata.sign(_TRUST_KEY)
    (directory / "metadata").mkdir(parents=True, exist_ok=True)
    data = metadata.to_bytes()
    (directory / "metadata" / name).write_bytes(data)
    return MetaFile(signed.version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})


def page_of(issued: Issued) -> str:
    """Return the address of a certificate's page."""
    return f"/certificates/{issued.number}/{issued.issue_date}"


def api_of(issued: Issued) -> str:
    """Return the address of a certificate in the API."""
    return f"/api/v1{page_of(issued)}"


def qr_page_of(issued: Issued) -> str:
    """Return the address that the QR code leads to, as phones open it."""
    return f"/V/{encode_base32(issued.seal)}"
