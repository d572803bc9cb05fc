"""Scanning against a service that lies: an installation, a server before it, and a scanner that trusted it before.

with lying_stage(tmp_path, monkeypatch) as stage:
    stage.told(lambda answer: answer.pop("as_of"))     # verdict, reason, paper and exit code of `scanner check`
"""

import base64
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import pytest

from scanner.commands import trusting
from scanner.reference import ReferenceLimits
from scanner.trust.limits import TrustLimits
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from signing.qr import qr_text
from signing.record import RevocationReason, State
from tests.builders import ChamberWorld, Issued
from tests.codes import qr
from tests.lying_server import LyingServer, altered
from tests.reference_site import ReferenceSite, write_trust_repository
from tests.scan import Scan, check

COMPARE = ("VALID", "IN_FORCE", "not_compared", 3)
Fields = dict[str, Any]


def invalid(reason: str) -> tuple[str, str, str, int]:
    """Return the outcome INVALID: exit code 1."""
    return "INVALID", reason, "not_compared", 1


def cannot_tell(reason: str = "STATUS_UNAVAILABLE") -> tuple[str, str, str, int]:
    """Return the outcome INDETERMINATE: exit code 2."""
    return "INDETERMINATE", reason, "not_compared", 2


@dataclass
class Stage:
    """A published installation, a server before it that lies, and a scanner that trusted it before."""

    site: ReferenceSite
    server: LyingServer
    folder: Path
    trust: Path
    old: Issued
    """In force, issued five days ago: the one that is lied about where nothing else is said."""
    other: Issued
    """In force, issued five days ago as well."""
    young: Issued
    """In force, issued today."""
    unlisted: Issued
    """Revoked after the signed status was made."""

    @property
    def world(self) -> ChamberWorld:
        return self.site.world

    def picture(self, issued: Issued) -> Path:
        """Return a picture of the certificate's code."""
        path = self.folder / f"{issued.number}.png"
        cv2.imwrite(str(path), qr(qr_text(issued.seal, self.world.base)))
        return path

    def scan(self, issued: Issued | None = None) -> Scan:
        """Check a certificate's picture online."""
        scan = check(self.picture(issued or self.old), trust=self.trust, reference=self.server.address)
        assert "Traceback" not in scan.errors
        return scan

    def told(self, change: Callable[[Fields], object], issued: Issued | None = None) -> tuple[str, str, str, int]:
        """Return what the scanner says when the answer was changed so."""
        self.server.lies(altered(change))
        return self.scan(issued).verdict


@contextmanager
def lying_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Set the stage, at noon of 10 March 2026 in Tokyo."""
    site = ReferenceSite(tmp_path / "site")
    world = site.world
    world.now = site.now - dt.timedelta(days=5)
    old, other, unlisted = (site.publish(world.issue(sequence)) for sequence in (1, 2, 3))
    world.now = site.now
    young = site.publish(world.issue(4))
    site.publish(unlisted := world.revoke(unlisted, RevocationReason.MISUSE))
    trust = tmp_path / "trust"
    store = TrustStore(trust)
    store.pin((site.config.trust_directory / "metadata" / "1.root.json").read_bytes(), site.now)
    store.update(site.now, source_of(str(site.config.trust_directory)))
    monkeypatch.setattr(trusting, "_clock", site.clock)
    if trusting.REFERENCE_LIMITS is None:  # else the test has its own
        monkeypatch.setattr(trusting, "REFERENCE_LIMITS", ReferenceLimits(backoff_seconds=0))
    with LyingServer(site.app()) as server:
        yield Stage(site, server, tmp_path, trust, old, other, young, unlisted)
    site.close()


def text_of(data: bytes) -> str:
    """Write bytes as the API does."""
    return base64.b64encode(data).decode()


def with_records(*records: bytes) -> Callable[[Fields], None]:
    """Serve these records instead."""

    def change(answer: Fields) -> None:
        answer["records"] = [text_of(record) for record in records]

    return change


def with_certificate(**fields: object) -> Callable[[Fields], None]:
    """Change fields of the certificate in the answer."""
    return lambda answer: answer["certificate"].update(fields)


def write_status(stage: Stage, *, version: int, revoked: dict[bytes, State]) -> None:
    """Publish a newer signed status."""
    write_trust_repository(
        stage.site.config.trust_directory,
        stage.world.trust,
        now=stage.site.now,
        version=version,
        revoked=dict(revoked),
    )


def be_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a fraction of the usual times, so that a test of waiting does not wait."""
    limits = ReferenceLimits(connect_seconds=1, silence_seconds=0.5, answer_seconds=1.5)
    monkeypatch.setattr(trusting, "REFERENCE_LIMITS", limits)
    trust_limits = TrustLimits(connect_seconds=1, silence_seconds=0.5, update_seconds=1.5)
    monkeypatch.setattr(trusting, "UPDATE_LIMITS", trust_limits)
