"""The builders' certificates verify under the builders' trust, so that tests that alter them start from good ones."""

import datetime as dt

import pytest

from signing.content import Kind
from signing.evidence import Evidence, ServerAnswer
from signing.qr import qr_text
from signing.result import Reason, VerificationResult
from signing.seal import content_hash
from signing.status import build_status, parse_status
from signing.verify import verify
from tests.builders import ChamberWorld, Issued


def check(world: ChamberWorld, issued: Issued) -> VerificationResult:
    status = parse_status(build_status(1, world.now, 1, {}))
    answer = ServerAnswer(world.now + dt.timedelta(0), issued.seal, issued.content, issued.records)
    return verify(qr_text(issued.seal, world.base), Evidence(status, answer), world.trust, world.now)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("chamber", ["TYO", "OSA"])
def test_every_kind_of_every_chamber_is_in_force(chamber: str, kind: Kind) -> None:
    world = ChamberWorld(chamber)
    assert check(world, world.issue(1, kind)).reason is Reason.IN_FORCE


def test_later_records_change_the_state() -> None:
    world = ChamberWorld()
    issued = world.issue(1)
    assert check(world, world.revoke(issued)).reason is Reason.REVOKED
    assert check(world, world.replace(issued, world.number(2))).reason is Reason.REPLACED
    assert check(world, world.expunge(issued)).reason is Reason.RETENTION_OVER
    assert check(world, world.void(3)).reason is Reason.VOID


def test_the_same_calls_give_the_same_bytes() -> None:
    assert ChamberWorld().issue(7) == ChamberWorld().issue(7)


def test_changed_fields_reach_the_seal() -> None:
    world = ChamberWorld()
    issued = world.issue(1, certifying_officer="Jiro Sato")
    assert issued.content is not None
    assert b"Jiro Sato" in issued.content
    assert issued.parsed.payload.content_hash == content_hash(issued.content)
