"""An answer leaves its worker in one piece, and nobody holds a thread by not taking it."""

import socket
from collections.abc import Iterator

import pytest

from reference_service.worker import HeldHead


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Return the service's and the client's end of a connection."""
    service, client = socket.socketpair()
    with service, client:
        yield service, client


def test_head_and_body_leave_together(ends: tuple[socket.socket, socket.socket]) -> None:
    service, client = ends
    held = HeldHead(service)
    held.sendall(b"head ")
    client.setblocking(False)
    with pytest.raises(BlockingIOError):
        client.recv(100)
    held.sendall(b"body")
    held.sendall(b" and more")
    assert client.recv(100) == b"head body and more"


def test_an_answer_that_nobody_takes_is_given_up(ends: tuple[socket.socket, socket.socket]) -> None:
    service, _ = ends
    held = HeldHead(service, seconds=0.1)
    held.sendall(b"head")
    with pytest.raises(TimeoutError):
        held.sendall(b"x" * 10_000_000)
    assert service.gettimeout() is None, "the connection waits for requests as before"
