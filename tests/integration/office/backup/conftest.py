"""An office with two certificates, one of them revoked, and what backs it up."""

from pathlib import Path

import pytest

from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from signing.record import RevocationReason
from tests.backing_up import BackupKit
from tests.offices import OFFICERS, Installation, numbered_request


def fill(installation: Installation) -> None:
    with installation.open() as office:
        for index in range(2):
            entry = office.issuing.issue(numbered_request(index))
        office.revoking.revoke(entry.number, RevocationReason.CHAMBER_ERROR, OFFICERS)
        office.copies.publish_all()
        with office.units.act(Actor.job(CHAMBER, "test")) as unit:
            unit.record("notice.post", "notice:1", after={"title": "secret of the trail"})


@pytest.fixture
def kit(installation: Installation, tmp_path: Path) -> BackupKit:
    """On SQLite and again on PostgreSQL."""
    fill(installation)
    return BackupKit.make(installation, tmp_path)


@pytest.fixture
def sqlite_kit(sqlite_installation: Installation, tmp_path: Path) -> BackupKit:
    """On SQLite alone, for what is about the shelf."""
    fill(sqlite_installation)
    return BackupKit.make(sqlite_installation, tmp_path)
