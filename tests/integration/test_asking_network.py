"""Asking over a network that is not ours: attempts, waits, and nothing sent out that need not be. Real sockets."""

import socket
import struct
import threading
from pathlib import Path

import pytest

from scanner.reference import ReferenceClient, ReferenceLimits
from scanner.trust.errors import SourceError
from scanner.trust.source import check_address
from signing.evidence import NoAnswer, ServerAnswer
from tests.lying_server import Handler, Lie, Reply, raw
from tests.stage import QUICK, PublicStage, detail

pytestmark = pytest.mark.usefixtures("without_proxies")


def at_first(times: int, lie: Lie) -> Lie:
    """Lie so many times, then tell the truth."""
    left = [times]

    def some(handler: Handler, reply: Reply) -> Reply | None:
        left[0] -= 1
        return lie(handler, reply) if left[0] >= 0 else reply

    return some


def status(code: int, **headers: str) -> Lie:
    return lambda _handler, _reply: Reply(code, {"Content-Type": "application/problem+json", **headers}, b"{}")


def reset(connection: socket.socket, _over: threading.Event) -> None:
    """Break the connection off as a firewall does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def half_closed(connection: socket.socket, over: threading.Event) -> None:
    """Send half an answer, close the sending side, and keep the connection."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
    connection.shutdown(socket.SHUT_WR)
    over.wait()


# Attempts


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(status(503), id="503"),
        pytest.param(status(429), id="429"),
        pytest.param(status(502), id="502"),
        pytest.param(raw(reset), id="reset"),
        pytest.param(raw(half_closed), id="half closed"),
    ],
)
def test_a_passing_trouble_is_overcome_by_asking_again(stage: PublicStage, lie: Lie) -> None:
    stage.server.lies(at_first(2, lie))
    assert isinstance(stage.client().by_seal(stage.old.seal), ServerAnswer)
    assert len(stage.server.asked) == 3


@pytest.mark.parametrize(
    ("lie", "says"),
    [
        pytest.param(status(503), "cannot answer just now", id="503"),
        pytest.param(status(429), "asked too often", id="429"),
        pytest.param(raw(reset), "broke off", id="reset"),
        pytest.param(raw(half_closed), "broke off", id="half closed"),
    ],
)
def test_a_lasting_trouble_is_told_after_three_attempts(stage: PublicStage, lie: Lie, says: str) -> None:
    stage.server.lies(lie)
    client = stage.client()
    assert says in detail(client.by_seal(stage.old.seal))
    assert len(stage.server.asked) == 3
    # It concerns this question alone: the next is asked, and answered once the trouble is over.
    stage.server.lies(lambda _handler, reply: reply)
    assert isinstance(client.by_seal(stage.other.seal), ServerAnswer)


@pytest.mark.parametrize("code", [400, 404, 418, 500])
def test_what_will_not_change_is_not_asked_again(stage: PublicStage, code: int) -> None:
    stage.server.lies(status(code))
    assert isinstance(stage.client().by_seal(stage.old.seal), NoAnswer)
    assert len(stage.server.asked) == 1


def test_waits_grow_and_are_drawn_so_that_not_all_come_back_at_once(stage: PublicStage) -> None:
    stage.server.lies(status(503))
    drawn: list[tuple[float, float]] = []
    waited: list[float] = []

    def draw(low: float, high: float) -> float:
        drawn.append((low, high))
        return high

    limits = ReferenceLimits(attempts=4, backoff_seconds=0.5)
    ReferenceClient(stage.server.address, limits, sleep=waited.append, draw=draw).by_seal(stage.old.seal)
    assert drawn == [(0, 0.5), (0, 1.0), (0, 2.0), (0, 4.0)]
    assert waited == [0.5, 1.0, 2.0]


def test_a_service_that_names_a_time_is_waited_for_as_long(stage: PublicStage) -> None:
    stage.server.lies(at_first(1, status(429, **{"Retry-After": "7"})))
    waited: list[float] = []
    assert isinstance(stage.client(ReferenceLimits(), sleep=waited.append).by_seal(stage.old.seal), ServerAnswer)
    assert waited == [7]


@pytest.mark.parametrize("seconds", ["11", "86400", "9" * 400])
def test_but_not_for_longer_than_a_person_waits(stage: PublicStage, seconds: str) -> None:
    stage.server.lies(status(503, **{"Retry-After": seconds}))
    waited: list[float] = []
    answer = stage.client(ReferenceLimits(backoff_seconds=0), sleep=waited.append).by_seal(stage.old.seal)
    assert "cannot answer just now" in detail(answer)
    assert sum(waited) < 20


@pytest.mark.parametrize("nonsense", ["-5", "soon", "", "1e9", "Fri, 31 Dec 1999 23:59:59 GMT", "٣"])
def test_a_retry_after_that_is_no_number_of_seconds_is_passed_over(stage: PublicStage, nonsense: str) -> None:
    def lie(handler: Handler, _reply: Reply) -> None:
        text = f"HTTP/1.1 503 No\r\nRetry-After: {nonsense}\r\nContent-Length: 0\r\n\r\n"
        handler.connection.sendall(text.encode())
        handler.close_connection = True

    stage.server.lies(at_first(1, lie))
    assert isinstance(stage.client().by_seal(stage.old.seal), ServerAnswer)


def test_all_attempts_together_are_bounded(stage: PublicStage) -> None:
    """The clock is passed in and jumps with each wait."""
    stage.server.lies(status(503, **{"Retry-After": "9"}))
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    limits = ReferenceLimits(answer_seconds=20, attempts=100)
    client = ReferenceClient(stage.server.address, limits, clock=lambda: now[0], sleep=sleep)
    assert "cannot answer just now" in detail(client.by_seal(stage.old.seal))
    assert now[0] <= 20


def test_nobody_at_the_address_is_not_asked_for_every_document(stage: PublicStage) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, never listening: nobody else gets the port meanwhile
        client = ReferenceClient(f"http://127.0.0.1:{nobody.getsockname()[1]}", QUICK)
        assert "no connection" in detail(client.by_seal(stage.old.seal))
        assert "not asked again" in detail(client.by_seal(stage.other.seal))


def test_exchanges_that_hang_do_not_pile_up(stage: PublicStage) -> None:
    """Headers that trickle for ever cannot be ended from here: two of them, and nothing more is asked."""

    def trickle(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not over.wait(0.05):
            connection.sendall(b"x")

    stage.server.lies(raw(trickle))
    limits = ReferenceLimits(answer_seconds=0.2, given_up=2, pause_seconds=0)
    client = stage.client(limits)
    for _ in range(4):
        assert "takes too long" in detail(client.by_seal(stage.old.seal))
    assert [thread.is_alive() for thread in client._exchange._given_up] == [True, True]
    # On a busy machine a question may be given up before it has arrived.
    assert len(stage.server.asked) <= 2


# Nothing goes out that need not


def test_no_cookie_is_kept_and_no_password_is_sent(
    stage: PublicStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login officer password secret\n", encoding="ascii")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    heard: list[str] = []

    def listen(handler: Handler, reply: Reply) -> Reply:
        heard.append(str(handler.headers))
        return Reply(reply.status, {**reply.headers, "Set-Cookie": "who=officer"}, reply.body)

    stage.server.lies(listen)
    client = stage.client()
    client.by_seal(stage.old.seal)
    client.by_seal(stage.old.seal)
    assert len(heard) == 2
    assert not any("Authorization" in headers or "Cookie" in headers for headers in heard)


@pytest.mark.parametrize(
    "address",
    [
        "https://ref.example.jp@evil.example/",
        "https://ref.example.jp:secret@evil.example",
        "https://ref.ехample.jp",  # the first two letters are Cyrillic
        "https://ref。example.jp",
        "https://",
        "javascript:alert(1)",
        "https://ref.example.jp/?next=https://evil.example",
    ],
)
def test_addresses_that_a_person_could_take_for_another_are_refused(address: str) -> None:
    with pytest.raises(SourceError) as caught:
        check_address(address)
    assert "secret" not in str(caught.value)
