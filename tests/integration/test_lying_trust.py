"""A service that lies about the trust files: the check goes on with the last good state, and says so."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.trust.store import TrustStore
from signing.record import State
from tests.lying_server import Reply, altered, raw
from tests.lying_stage import (
    COMPARE,
    Stage,
    be_impatient,
    cannot_tell,
    invalid,
    lying_stage,
    with_records,
    write_status,
)
from tests.scan import Scan, check


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with lying_stage(tmp_path, monkeypatch) as stage:
        yield stage


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    be_impatient(monkeypatch)


# Lies about the trust files: the check goes on with the last good state, and says so


def goes_on(scan: Scan, why: str) -> None:
    """Assert that the trust files were refused, that the reason was told, and that the old ones served on."""
    assert why in scan.errors
    assert f"The trust files of {scan.only['signed_as_of'][:10]}" in scan.errors
    assert "are used" in scan.errors


def test_old_trust_files_served_again(stage: Stage) -> None:
    metadata = stage.site.config.trust_directory / "metadata"
    old = {f"/trust/metadata/{name}": (metadata / name).read_bytes() for name in ("timestamp.json", "1.snapshot.json")}
    write_status(stage, version=2, revoked={stage.unlisted.sid: State.REVOKED})
    assert stage.scan(stage.unlisted).verdict == invalid("REVOKED")
    stage.server.lies_about_trust(
        lambda handler, reply: Reply(reply.status, reply.headers, old.get(handler.path, reply.body)),
    )
    stage.server.lies(altered(with_records(stage.unlisted.records[0])))
    scan = stage.scan(stage.unlisted)
    assert scan.verdict == invalid("REVOKED"), "what was known once stays known"
    goes_on(scan, "older state")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param(Reply(200, {"Content-Type": "text/html"}, b"<title>Hotel</title>"), "sign-in page", id="hotel"),
        pytest.param(Reply(404, {"Content-Type": "text/html"}, b""), "lacks a file", id="404"),
        pytest.param(Reply(500, {"Content-Type": "text/html"}, b""), "lacks a file", id="500"),
    ],
)
def test_no_trust_files_at_all(stage: Stage, reply: Reply, why: str) -> None:
    stage.server.lies_about_trust(lambda _handler, _reply: reply)
    scan = stage.scan()
    assert scan.verdict == COMPARE
    goes_on(scan, why)


def test_revocations_altered_on_the_way(stage: Stage) -> None:
    write_status(stage, version=2, revoked={stage.unlisted.sid: State.REVOKED})
    stage.server.lies_about_trust(
        lambda handler, reply: Reply(
            reply.status, reply.headers, reply.body[:-1] + b"\x02" if handler.path.endswith(".bin") else reply.body
        )
    )
    scan = stage.scan()
    assert scan.verdict == COMPARE
    goes_on(scan, "other than the signed list names")


def test_trust_files_frozen_for_two_days(stage: Stage) -> None:
    stage.site.now += dt.timedelta(days=2)
    scan = stage.scan()
    assert scan.verdict == cannot_tell("STATUS_STALE")
    goes_on(scan, "expired")


@pytest.mark.usefixtures("impatient")
def test_trust_files_that_never_come(stage: Stage) -> None:
    stage.server.lies_about_trust(raw(lambda _connection, over: over.wait()))
    scan = stage.scan()
    assert scan.verdict == COMPARE
    goes_on(scan, "takes too long")


def test_first_trust_files_cannot_be_fetched(stage: Stage) -> None:
    fresh = stage.folder / "fresh"
    TrustStore(fresh).pin((stage.site.config.trust_directory / "metadata" / "1.root.json").read_bytes(), stage.site.now)
    stage.server.lies_about_trust(lambda _handler, _reply: Reply(404, {}, b""))
    scan = check(stage.picture(stage.old), trust=fresh, reference=stage.server.address)
    assert (scan.code, scan.results) == (2, [])
    assert scan.errors.count("\n") == 1


@pytest.mark.parametrize(
    "location", ["http://[::1/", "http://x:port/", "//[", "http://a..b/", "http://" + "a" * 100, "\xff", ""]
)
def test_redirect_to_nowhere(stage: Stage, location: str) -> None:
    nowhere = Reply(302, {"Location": location}, b"")
    stage.server.lies(lambda _handler, _reply: nowhere)
    assert stage.scan().verdict == cannot_tell()
    stage.server.lies(lambda _handler, reply: reply)
    stage.server.lies_about_trust(lambda _handler, _reply: nowhere)
    scan = stage.scan()
    assert scan.verdict == COMPARE
    assert "are used" in scan.errors
