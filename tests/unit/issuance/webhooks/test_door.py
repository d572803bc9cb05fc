"""What posts webhooks, against real servers: over TLS or not at all, to no address but the one looked at."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuance.domain.webhooks.deliveries import Trouble
from issuance.outgoing.webhook import MOST_ANSWER, Post, Reply, Resolve, WebhookDoor
from tests.servers.process import free_port
from tests.servers.webhooks import HOST, Receiver
from tests.tls_authority import Authority

NAME = "hooks.example"
HEADERS = {"webhook-id": "msg_1", "Content-Type": "application/json"}
SHORT = 0.5


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Yield a receiver without TLS."""
    with Receiver() as server:
        yield server


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Return an authority that signs for receivers."""
    return Authority(tmp_path / "authority")


def send(url: str, *, loopback: bool = True, timeout: float = 5.0) -> Reply:
    """Post to an address."""
    return WebhookDoor(loopback=loopback, timeout=timeout).send(Post(url, b'{"type":"x"}', HEADERS))


def over_tls(authority: Authority, server: Receiver, name: str = NAME) -> Reply:
    """Post over TLS to a name that leads to the receiver."""
    context = ssl.create_default_context(cafile=str(authority.file))
    door = WebhookDoor(loopback=True, context=context, resolver=lambda _host, _port: [HOST], timeout=5.0)
    return door.send(Post(f"https://{name}:{server.port}/hooks?a=b", b"{}", HEADERS))


def test_a_message_arrives_as_it_was_signed(receiver: Receiver) -> None:
    assert send(receiver.url) == Reply(204)
    (came,) = receiver.received
    assert (came.path, came.body, came.headers["webhook-id"]) == ("/hooks", b'{"type":"x"}', "msg_1")
    assert came.headers["host"] == f"{HOST}:{receiver.port}"


def test_over_tls_the_name_is_verified(authority: Authority) -> None:
    with Receiver(authority.certificate_for(NAME)) as server:
        assert over_tls(authority, server) == Reply(204)
        assert over_tls(authority, server, "other.example").trouble is Trouble.UNREACHABLE
        (came,) = server.received
    assert (came.path, came.headers["host"]) == ("/hooks?a=b", f"{NAME}:{server.port}")


def test_a_certificate_that_has_run_out_or_is_nobodys_is_refused(authority: Authority, tmp_path: Path) -> None:
    with Receiver(authority.certificate_for(NAME, days=-1)) as server:
        assert over_tls(authority, server).trouble is Trouble.UNREACHABLE
    with Receiver(Authority(tmp_path / "stranger").certificate_for(NAME)) as server:
        assert over_tls(authority, server).trouble is Trouble.UNREACHABLE
        assert server.received == []


@pytest.mark.parametrize(
    "host", [HOST, "localhost", "[::1]", "0x7f.1", "2130706433", "127.1", "0", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_not_called_however_it_is_written(receiver: Receiver, host: str) -> None:
    for scheme in ("http", "https"):
        reply = send(f"{scheme}://{host}:{receiver.port}/hooks", loopback=False)
        assert reply.status is None
        assert reply.trouble in (Trouble.FORBIDDEN, Trouble.UNREACHABLE)
    assert receiver.received == []


def leading_to(*addresses: str) -> Resolve:
    return lambda _host, _port: addresses


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.1", "fd00:ec2::254", "64:ff9b::7f00:1"])
def test_a_name_that_leads_inside_is_not_called(receiver: Receiver, address: str) -> None:
    """Nor one that leads inside and outside: which of the two is called would be chance."""
    for found in ([address], [HOST, address]):
        door = WebhookDoor(loopback=True, resolver=leading_to(*found))
        reply = door.send(Post(f"https://{NAME}:{receiver.port}/", b"{}", HEADERS))
        assert reply == Reply(trouble=Trouble.FORBIDDEN)
    assert receiver.received == []


def test_what_was_looked_at_is_what_is_called(receiver: Receiver) -> None:
    """A name that changes between the look and the call (DNS rebinding) is asked once."""
    asked: list[str] = []

    def changing(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [HOST] if len(asked) == 1 else ["169.254.169.254"]

    door = WebhookDoor(loopback=True, resolver=changing)
    assert door.send(Post(f"http://{NAME}:{receiver.port}/", b"{}", HEADERS)) == Reply(204)
    assert asked == [NAME]


def test_plain_http_goes_to_this_machine_alone() -> None:
    door = WebhookDoor(loopback=True, resolver=lambda _host, _port: ["93.184.215.14"])
    assert door.send(Post("http://hooks.example/", b"{}")) == Reply(trouble=Trouble.FORBIDDEN)


def test_no_redirect_is_followed(receiver: Receiver) -> None:
    with Receiver() as other:
        for status in (301, 302, 307, 308):
            receiver.answers = [(status, {"Location": other.url})]
            assert send(receiver.url) == Reply(status)
        assert other.received == []
    assert not Reply(302).is_taken


@pytest.mark.parametrize("status", [200, 201, 204, 400, 404, 410, 429, 500, 503])
def test_the_status_is_the_receivers_word(receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {"Retry-After": "7"})]
    reply = send(receiver.url)
    assert (reply.status, reply.trouble, reply.retry_after) == (status, None, "7")
    assert (reply.is_taken, reply.is_gone) == (status < 300, status == 410)


def test_who_says_nothing_or_too_slowly_is_left_in_time(receiver: Receiver) -> None:
    """A time-out of a socket begins anew with each byte: a receiver that drips would hold the job for hours."""
    receiver.answers = [receiver.hold, receiver.drip]
    for _ in range(2):
        began = time.monotonic()
        assert send(receiver.url, timeout=SHORT) == Reply(trouble=Trouble.SLOW)
        assert time.monotonic() - began < SHORT + 2


def test_a_receiver_that_never_ends_its_handshake_is_left_in_time() -> None:
    with socket.create_server((HOST, 0)) as silent:
        began = time.monotonic()
        reply = send(f"https://{HOST}:{silent.getsockname()[1]}/", timeout=SHORT)
    assert reply == Reply(trouble=Trouble.SLOW)
    assert time.monotonic() - began < SHORT + 2


def test_of_an_answer_without_end_a_little_is_read(receiver: Receiver) -> None:
    receiver.answers = [receiver.flood]
    began = time.monotonic()
    assert send(receiver.url) == Reply(200)
    assert time.monotonic() - began < 3
    assert MOST_ANSWER == 64 * 1024


def test_a_connection_that_is_cut_or_speaks_something_else_failed(receiver: Receiver) -> None:
    receiver.answers = [receiver.cut, receiver.nonsense]
    assert send(receiver.url) == Reply(trouble=Trouble.UNREACHABLE)
    assert send(receiver.url) == Reply(trouble=Trouble.UNREACHABLE)


def test_nobody_there_is_nobody_there() -> None:
    assert send(f"http://{HOST}:{free_port()}/") == Reply(trouble=Trouble.UNREACHABLE)
    assert send("https://nowhere.invalid/") == Reply(trouble=Trouble.UNREACHABLE)
