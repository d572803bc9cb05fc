"""A service that breaks the protocol, stalls, trickles or sends too much: `scanner check` ends with a clear result."""

import gzip
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lying_server import LyingServer, Reply, raw, replaced
from tests.lying_stage import COMPARE, Stage, be_impatient, cannot_tell, lying_stage
from tests.scan import check


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with lying_stage(tmp_path, monkeypatch) as stage:
        yield stage


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    be_impatient(monkeypatch)


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
    assert ["no answer in time" in result["detail"] for result in scan.results] == [True, True, True]
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
