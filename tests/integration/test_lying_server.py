"""A reference service that lies, one lie at a time, and what `scanner check` says then.

The service on the wire is the real one over a real register; a lie is put on its honest answer. The bound that
`docs/seal.md` states: a lying server can hide revocations that are newer than the signed status, and nothing else.
"""

import base64
import dataclasses
import datetime as dt
import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
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
from signing.qr import encode_base32, qr_text
from signing.record import Event, RevocationReason, State, make_record, parse_record
from signing.reference_base import ReferenceBase
from signing.trust import KeyState
from tests.builders import ChamberWorld, Issued, signer_of
from tests.codes import qr
from tests.lying_server import LyingServer, Reply, altered, raw, replaced
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


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
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


# The truth


def test_truth(stage: Stage) -> None:
    scan = stage.scan()
    assert scan.verdict == COMPARE
    assert scan.only["server_as_of"] == scan.only["signed_as_of"] == stage.site.now.isoformat()
    assert stage.scan(stage.unlisted).verdict == invalid("REVOKED")


def test_states_that_are_neither_in_force_nor_revoked(stage: Stage) -> None:
    void, expunged = stage.site.publish(stage.world.void(8)), stage.site.publish_expunged(9)
    assert stage.scan(void).verdict == invalid("VOID")
    assert stage.scan(expunged).verdict == cannot_tell("RETENTION_OVER")


def test_key_that_was_compromised(stage: Stage) -> None:
    """Its seals and records vouch for nothing any more, but for the survivors that the offline keys have signed."""
    trusted = stage.world.trusted_key
    keys = tuple(
        key.model_copy(update={"state": KeyState.COMPROMISED}) if key == trusted else key
        for key in stage.world.trust_list.keys
    )
    stage.world.trust = dataclasses.replace(
        stage.world.trust,
        trust_list=stage.world.trust_list.model_copy(update={"version": 2, "keys": keys}),
        survivors={trusted.key_id: frozenset({stage.other.sid})},
    )
    write_status(stage, version=2, revoked={})
    assert stage.scan().verdict == cannot_tell("KEY_COMPROMISED")
    assert stage.scan(stage.other).verdict == COMPARE


def test_signed_status_taken_out_of_the_stored_trust(stage: Stage) -> None:
    """The register's word alone is not enough."""
    stage.server.lies_about_trust(lambda _handler, _reply: Reply(404, {}, b""))
    for file in stage.trust.glob("copies/*/targets/*revocations*"):
        file.unlink()
    scan = check(stage.picture(stage.old), trust=stage.trust, reference=stage.server.address)
    assert (scan.code, scan.results) == (2, [])
    assert "missing, altered or damaged" in scan.errors


# Lies about content


def test_one_bit_of_the_content_altered(stage: Stage) -> None:
    data = bytearray(stage.old.content or b"")
    data[len(data) // 2] ^= 1
    assert stage.told(with_certificate(content=text_of(bytes(data)))) == invalid("CONTENT_MISMATCH")


def test_goods_exchanged_in_otherwise_valid_content(stage: Stage) -> None:
    data = (stage.old.content or b"").replace(b"Ceramic tableware", b"Machine gun parts")
    assert data != stage.old.content
    assert stage.told(with_certificate(content=text_of(data))) == invalid("CONTENT_MISMATCH")


def test_content_of_another_certificate(stage: Stage) -> None:
    stage.server.lies(altered(with_certificate(content=text_of(stage.other.content or b""))))
    scan = stage.scan()
    assert scan.verdict == invalid("CONTENT_MISMATCH")
    assert stage.other.parsed.payload.number[:3] in scan.only["detail"]
    assert stage.other.number not in scan.only["detail"], "its access code would open the other certificate"


def test_content_withheld(stage: Stage) -> None:
    outcome = stage.told(lambda answer: answer["certificate"].pop("content"))
    assert outcome == cannot_tell("CONTENT_NOT_CHECKED")


@pytest.mark.parametrize("content", ["", "not base64!", 7, ["a"], {}])
def test_content_that_is_none(stage: Stage, content: object) -> None:
    verdict, _, _, code = stage.told(with_certificate(content=content))
    assert verdict != "VALID"
    assert code in (1, 2)


def test_readable_content_altered_beside_the_signed_bytes(stage: Stage) -> None:
    # A program that showed `content_json` would show the lie; the scanner reads the signed bytes alone.
    assert stage.told(with_certificate(content_json={"number": "forged"}, number="forged")) == COMPARE


# Lies about records


def test_all_records_dropped(stage: Stage) -> None:
    assert stage.told(with_records()) == invalid("RECORDS_BROKEN")


def test_issue_record_dropped_before_a_revocation(stage: Stage) -> None:
    outcome = stage.told(with_records(*stage.unlisted.records[1:]), stage.unlisted)
    assert outcome == invalid("RECORDS_BROKEN")


def test_records_reordered(stage: Stage) -> None:
    outcome = stage.told(with_records(*reversed(stage.unlisted.records)), stage.unlisted)
    assert outcome == invalid("RECORDS_BROKEN")


def test_record_replayed(stage: Stage) -> None:
    assert stage.told(with_records(*stage.old.records, *stage.old.records)) == invalid("RECORDS_BROKEN")


def test_records_of_another_certificate(stage: Stage) -> None:
    assert stage.told(with_records(*stage.other.records)) == invalid("RECORDS_BROKEN")


def test_more_records_than_there_can_be(stage: Stage) -> None:
    assert stage.told(with_records(*stage.old.records * 17)) == invalid("RECORDS_BROKEN")


def test_one_bit_of_a_record_altered(stage: Stage) -> None:
    record = bytearray(stage.old.records[0])
    record[-1] ^= 1
    assert stage.told(with_records(bytes(record))) == invalid("RECORDS_BROKEN")


def forged_issue(stage: Stage, key: str, base: ReferenceBase | None = None) -> bytes:
    """Sign the old certificate's issue record with another key, naming an attacker's file as the original."""
    payload = parse_record(stage.old.records[0]).payload
    named = payload.__class__(**{**payload.__dict__, "pdf_sha256": b"\x13" * 32})
    return make_record(signer_of(key), named, base or stage.world.base)


@pytest.mark.parametrize("key", ["OSA 2026", "receipt", "nobody"])
def test_record_forged_with_a_key_that_is_not_the_chambers(stage: Stage, key: str) -> None:
    assert stage.told(with_records(forged_issue(stage, key))) == invalid("KEY_UNKNOWN")


def test_record_signed_by_the_chamber_for_another_reference_site(stage: Stage) -> None:
    elsewhere = ReferenceBase("https://elsewhere.example.jp/v/")
    assert stage.told(with_records(forged_issue(stage, "TYO 2026", elsewhere))) == invalid("RECORDS_BROKEN")


@pytest.mark.parametrize("key", ["OSA 2026", "receipt"])
def test_forged_revocation_is_not_believed_as_one(stage: Stage, key: str) -> None:
    forged = stage.world.follow(stage.old, Event.REVOKE, reason="misuse", signer=signer_of(key))
    assert stage.told(with_records(*forged.records)) == invalid("KEY_UNKNOWN")


# Lies about revocation


def test_revocation_hidden_that_the_signed_status_lists(stage: Stage) -> None:
    write_status(stage, version=2, revoked={stage.unlisted.sid: State.REVOKED})
    hidden = with_records(stage.unlisted.records[0])
    assert stage.told(lambda answer: (hidden(answer), answer.update(reason="IN_FORCE")), stage.unlisted) == invalid(
        "REVOKED"
    )


def test_not_found_for_what_the_signed_status_lists_as_revoked(stage: Stage) -> None:
    write_status(stage, version=2, revoked={stage.unlisted.sid: State.REVOKED})
    stage.server.lies(not_found(stage.site.now))
    assert stage.scan(stage.unlisted).verdict == invalid("REVOKED")


def test_revocation_hidden_that_is_newer_than_the_signed_status(stage: Stage) -> None:
    """The bound that the specification states: this lie works, and `signed_as_of` tells how far back it can reach."""
    stage.server.lies(altered(with_records(stage.unlisted.records[0])))
    scan = stage.scan(stage.unlisted)
    assert scan.verdict == COMPARE
    revoked_at = parse_record(stage.unlisted.records[1]).payload.time
    assert dt.datetime.fromisoformat(scan.only["signed_as_of"]) <= revoked_at
    # The next signed status ends it.
    write_status(stage, version=2, revoked={stage.unlisted.sid: State.REVOKED})
    assert stage.scan(stage.unlisted).verdict == invalid("REVOKED")


def test_in_force_said_beside_a_signed_revocation(stage: Stage) -> None:
    outcome = stage.told(lambda answer: answer.update(verdict="VALID", reason="IN_FORCE"), stage.unlisted)
    assert outcome == invalid("REVOKED")


def test_revoked_said_without_any_signed_revocation(stage: Stage) -> None:
    assert stage.told(lambda answer: answer.update(verdict="INVALID", reason="REVOKED")) == COMPARE


# Lies about what is registered


def not_found(as_of: dt.datetime | str | None) -> Any:
    """Answer that no such certificate is known."""
    problem: Fields = {"type": "about:blank", "title": "Not Found", "status": 404, "code": "not_known"}
    if as_of is not None:
        problem["as_of"] = as_of if isinstance(as_of, str) else as_of.isoformat()
    return replaced(404, "application/problem+json", json.dumps(problem).encode())


def test_not_found_for_a_certificate_of_days_ago(stage: Stage) -> None:
    stage.server.lies(not_found(stage.site.now))
    assert stage.scan().verdict == invalid("NOT_REGISTERED")


def test_not_found_for_a_certificate_of_today(stage: Stage) -> None:
    stage.server.lies(not_found(stage.site.now))
    assert stage.scan(stage.young).verdict == cannot_tell()


def test_not_found_from_a_register_older_than_the_certificate(stage: Stage) -> None:
    stage.server.lies(not_found(stage.site.now - dt.timedelta(days=30)))
    assert stage.scan().verdict == cannot_tell()


def test_not_found_dated_ahead_to_call_a_certificate_of_today_missing(stage: Stage) -> None:
    stage.server.lies(not_found(stage.site.now + dt.timedelta(days=30)))
    scan = stage.scan(stage.young)
    assert scan.verdict == cannot_tell()
    assert "prove nothing yet" in scan.only["detail"]


def test_not_found_without_saying_as_of_when(stage: Stage) -> None:
    stage.server.lies(not_found(None))
    assert stage.scan().verdict == cannot_tell()


def test_not_found_as_a_web_page(stage: Stage) -> None:
    stage.server.lies(replaced(404, "text/html", b"<h1>Not found</h1>"))
    assert stage.scan().verdict == cannot_tell()


def test_genuine_seal_that_was_never_published(stage: Stage) -> None:
    stage.world.now = stage.site.now - dt.timedelta(days=5)
    assert stage.scan(stage.world.issue(90)).verdict == invalid("NOT_REGISTERED")


def test_answer_for_another_certificate(stage: Stage) -> None:
    path = f"/api/v1/seals/{encode_base32(stage.other.seal)}"
    stage.server.lies(lambda handler, _reply: handler.server.honest(path))
    scan = stage.scan()
    assert scan.verdict == invalid("CONTENT_MISMATCH")
    assert "another certificate's seal" in scan.only["detail"]


def test_another_seal_in_the_right_answer(stage: Stage) -> None:
    assert stage.told(with_certificate(seal=encode_base32(stage.other.seal))) == invalid("CONTENT_MISMATCH")


@pytest.mark.parametrize("seal", [[], {}, None, 7, "", "not base32!", "A" * 400])
def test_seal_that_is_none(stage: Stage, seal: object) -> None:
    verdict, _, _, code = stage.told(with_certificate(seal=seal))
    assert verdict == "INDETERMINATE"
    assert code == 2


# Lies about time


def test_register_of_yesterday(stage: Stage) -> None:
    yesterday = (stage.site.now - dt.timedelta(days=1)).isoformat()
    scan_of_yesterday = stage.told(lambda answer: answer.update(as_of=yesterday))
    assert scan_of_yesterday == cannot_tell("STATUS_STALE")


def test_answer_dated_ahead_so_that_it_never_grows_old(stage: Stage) -> None:
    ahead = (stage.site.now + dt.timedelta(days=365)).isoformat()
    assert stage.told(lambda answer: answer.update(as_of=ahead)) == cannot_tell("STATUS_STALE")


def test_revocation_in_an_answer_dated_ahead_counts_all_the_same(stage: Stage) -> None:
    ahead = (stage.site.now + dt.timedelta(days=365)).isoformat()
    assert stage.told(lambda answer: answer.update(as_of=ahead), stage.unlisted) == invalid("REVOKED")


def test_service_that_says_itself_that_it_cannot_tell(stage: Stage) -> None:
    outcome = stage.told(lambda answer: answer.update(verdict="INDETERMINATE", reason="STATUS_STALE"))
    assert outcome == cannot_tell("STATUS_STALE")


@pytest.mark.parametrize(
    "as_of",
    [
        None,
        0,
        [],
        "",
        "today",
        "2026-03-10T03:00:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-03-10T03:00:00+99:99",
    ],
)
def test_as_of_that_is_no_instant(stage: Stage, as_of: object) -> None:
    assert stage.told(lambda answer: answer.update(as_of=as_of)) == cannot_tell()


def test_answer_without_as_of(stage: Stage) -> None:
    assert stage.told(lambda answer: answer.pop("as_of")) == cannot_tell()


# Lies on the wire


@pytest.mark.parametrize(
    ("status", "media_type", "body"),
    [
        pytest.param(200, "text/html", b"<title>Welcome to the hotel</title>", id="sign-in page"),
        pytest.param(200, "application/json", b"<title>Welcome to the hotel</title>", id="html as json"),
        pytest.param(200, "application/json", b"", id="nothing"),
        pytest.param(200, "application/json", b"[]", id="list"),
        pytest.param(200, "application/json", b"null", id="null"),
        pytest.param(200, "application/json", b"{}", id="empty object"),
        pytest.param(200, "application/json", b"[" * 100_000, id="deep nesting"),
        pytest.param(200, "application/json", b'{"as_of":' + b"9" * 10_000 + b"}", id="huge number"),
        pytest.param(200, "application/json", b"\xff\xfe\x00", id="not utf-8"),
        pytest.param(500, "text/html", b"sorry", id="500"),
        pytest.param(503, "application/problem+json", b'{"status":503}', id="503"),
        pytest.param(429, "application/problem+json", b'{"status":429}', id="429"),
        pytest.param(404, "application/problem+json", b"[]", id="404 with a list"),
        pytest.param(304, "application/json", b"", id="304"),
        pytest.param(204, "application/json", b"", id="204"),
    ],
)
def test_answer_that_is_none(stage: Stage, status: int, media_type: str, body: bytes) -> None:
    stage.server.lies(replaced(status, media_type, body))
    assert stage.scan().verdict == cannot_tell()


def test_right_answer_under_a_wrong_content_type(stage: Stage) -> None:
    stage.server.lies(lambda _handler, reply: Reply(200, {"Content-Type": "text/html"}, reply.body))
    assert stage.scan().verdict == cannot_tell()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_never_followed(stage: Stage, status: int) -> None:
    with LyingServer(stage.site.app()) as elsewhere:
        stage.server.lies(
            lambda handler, _reply: Reply(status, {"Location": f"{elsewhere.address}{handler.path}"}, b"")
        )
        assert stage.scan().verdict == cannot_tell()
        assert elsewhere.asked == []


def test_gzip_bomb_is_not_unpacked(stage: Stage) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    stage.server.lies(replaced(200, "application/json", bomb, **{"Content-Encoding": "gzip"}))
    assert stage.scan().verdict == cannot_tell()


def test_endless_body_is_cut_off(stage: Stage) -> None:
    def send(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while not over.is_set():
            connection.sendall(b" " * 65536)

    stage.server.lies(raw(send))
    scan = stage.scan()
    assert scan.verdict == cannot_tell()
    assert "more than an answer can hold" in scan.only["detail"]


def test_gigabyte_announced_and_not_sent(stage: Stage) -> None:
    def send(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n{}")

    stage.server.lies(raw(send))
    assert stage.scan().verdict == cannot_tell()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(b"", id="nothing at all"),
        pytest.param(b"\x00\x01\x02 garbage \r\n\r\n", id="garbage"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n", id="endless header line"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", id="hundreds of headers"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            id="chunk without length",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}", id="negative length"),
    ],
)
def test_broken_protocol(stage: Stage, words: bytes) -> None:
    stage.server.lies(raw(lambda connection, _over: connection.sendall(words)))
    assert stage.scan().verdict == cannot_tell()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a fraction of the usual times, so that a test of waiting does not wait."""
    limits = ReferenceLimits(connect_seconds=1, silence_seconds=0.5, answer_seconds=1.5)
    monkeypatch.setattr(trusting, "REFERENCE_LIMITS", limits)
    trust_limits = TrustLimits(connect_seconds=1, silence_seconds=0.5, update_seconds=1.5)
    monkeypatch.setattr(trusting, "UPDATE_LIMITS", trust_limits)


@pytest.mark.usefixtures("impatient")
def test_silence_ends(stage: Stage) -> None:
    stage.server.lies(raw(lambda _connection, over: over.wait()))
    scan = stage.scan()
    assert scan.verdict == cannot_tell()
    assert "no answer in time" in scan.only["detail"]


@pytest.mark.usefixtures("impatient")
def test_silent_service_is_not_waited_for_once_per_document(stage: Stage) -> None:
    stage.server.lies(raw(lambda _connection, over: over.wait()))
    pictures = [stage.picture(issued) for issued in (stage.old, stage.other, stage.young)]
    scan = check(*pictures, trust=stage.trust, reference=stage.server.address)
    assert scan.code == 2
    assert ["not asked again" in result["detail"] for result in scan.results] == [False, True, True]
    assert len([path for path in stage.server.asked if path.startswith("/api/")]) == 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(b"", id="status line"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: ", id="header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", id="body"),
    ],
)
def test_trickle_ends(stage: Stage, opening: bytes) -> None:
    """A byte now and then never is silence; the time for the whole answer ends it."""

    def send(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(opening)
        while not over.wait(0.1):
            connection.sendall(b"H")

    stage.server.lies(raw(send))
    scan = stage.scan()
    assert scan.verdict == cannot_tell()
    assert "takes too long" in scan.only["detail"]


@pytest.mark.usefixtures("impatient")
def test_hundred_continues_without_end(stage: Stage) -> None:
    def send(connection: socket.socket, over: threading.Event) -> None:
        while not over.wait(0.01):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    stage.server.lies(raw(send))
    assert stage.scan().verdict == cannot_tell()


def test_connection_refused(stage: Stage) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, never listening: nobody else gets the port meanwhile
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        scan = check(stage.picture(stage.old), trust=stage.trust, reference=address)
    assert scan.verdict == cannot_tell()
    assert "are used" in scan.errors, "the check says that it goes on with the trust files that it has"


def test_no_tls_where_tls_was_asked_for(stage: Stage) -> None:
    address = stage.server.address.replace("http://", "https://")
    scan = check(stage.picture(stage.old), trust=stage.trust, reference=address)
    assert scan.verdict == cannot_tell()
    assert "TLS" in scan.only["detail"]


def test_words_of_the_server_cannot_paint_the_terminal(stage: Stage) -> None:
    stage.server.lies_about_trust(
        lambda _handler, _reply: Reply(302, {"Location": "http://evil.invalid/\x1b[2JVALID"}, b"")
    )
    scan = stage.scan()
    assert scan.verdict == COMPARE
    assert "\x1b" not in scan.errors


# Lies about the trust files: the check goes on with the last good state, and says so


def write_status(stage: Stage, *, version: int, revoked: dict[bytes, State]) -> None:
    """Publish a newer signed status."""
    write_trust_repository(
        stage.site.config.trust_directory,
        stage.world.trust,
        now=stage.site.now,
        version=version,
        revoked=dict(revoked),
    )


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
