"""Clients that are slow or do nothing hold connections of nginx, never a worker: all others are answered as always."""

import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.load import Load
from tests.reference_site import ReferenceSite
from tests.running_site import RunningSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.nginx import Nginx

pytestmark = pytest.mark.slow

IDLE_CONNECTIONS = 10_000
SLOW_CLIENTS = 400
SLOWEST_SECONDS = 3.0
"""The service answers within milliseconds; the machine may be busy."""

FROM_EVERYWHERE = {"originseal_connections 100": "originseal_connections 20000", "rate=50r/s": "rate=9999r/s"}
"""All of these clients have one address here; elsewhere each would have its own."""

HEADER = b"GET / HTTP/1.1\r\nHost: ref.example.jp\r\nX-Slow: "
BODY = (
    b"POST /api/v1/checks HTTP/1.1\r\nHost: ref.example.jp\r\nContent-Type: application/json\r\n"
    b"Content-Length: 100000\r\n\r\n{"
)


@pytest.fixture
def running(site: ReferenceSite) -> Iterator[RunningSite]:
    """Run the service."""
    with Gunicorn(site.directory) as service:
        yield RunningSite(site, site.config.register_url, service.url)


@pytest.fixture
def nginx(running: RunningSite) -> Iterator[Nginx]:
    """Run nginx in front of it."""
    with Nginx(running.url, FROM_EVERYWHERE) as front:
        yield front


@contextmanager
def connections(nginx: Nginx, count: int) -> Iterator[list[socket.socket]]:
    """Hold so many open connections."""
    address = urlsplit(nginx.url)
    opened: list[socket.socket] = []
    try:
        while len(opened) < count:
            opened.append(socket.create_connection((address.hostname, address.port), timeout=20))
        yield opened
    finally:
        for one in opened:
            one.close()


@contextmanager
def dripping(clients: list[socket.socket], opening: bytes) -> Iterator[None]:
    """Send an opening from each, and then a byte of each now and then."""
    for client in clients:
        client.sendall(opening)
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(0.5):
            for client in clients:
                try:
                    client.send(b"a")
                except OSError:
                    continue  # nginx has had enough of this one

    thread = threading.Thread(target=drip)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.mark.parametrize("opening", [HEADER, BODY], ids=["headers", "bodies"])
def test_clients_that_send_byte_by_byte(nginx: Nginx, running: RunningSite, opening: bytes) -> None:
    asks = [*running.asks(30), *running.list_asks(5)]
    with connections(nginx, SLOW_CLIENTS) as clients, dripping(clients, opening), Load(nginx.url, asks) as load:
        load.run_for(3)
        load.wait_for(200)
    assert load.uncertain() == []
    assert load.slowest() < SLOWEST_SECONDS


def test_ten_thousand_idle_connections(nginx: Nginx, running: RunningSite) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < IDLE_CONNECTIONS + 1000:
        pytest.skip(f"this machine allows {hard} open files; {IDLE_CONNECTIONS + 1000} are needed (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        asks = running.asks(30)
        with connections(nginx, IDLE_CONNECTIONS), Load(nginx.url, asks) as load:
            load.wait_for(300)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert load.uncertain() == []
    assert load.slowest() < SLOWEST_SECONDS
