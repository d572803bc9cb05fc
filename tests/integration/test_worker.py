"""Answers of every sort leave the service's gunicorn worker whole, in order, over one kept connection."""

import http.client
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reference_service.app import utc_now
from tests.builders import ChamberWorld
from tests.reference_site import ReferenceSite, api_of, page_of
from tests.servers.gunicorn import Gunicorn

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReferenceSite]:
    made = ReferenceSite(tmp_path / "var", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    yield made
    made.close()


def test_answers_with_and_without_body_and_files(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))
    icon = Path("reference_service/static/icon.svg").read_bytes()
    with Gunicorn(site.directory) as service:
        address = urlsplit(service.url)
        connection = http.client.HTTPConnection(str(address.hostname), int(address.port or 0), timeout=20)

        def ask(method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
            connection.request(method, path, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read(), dict(response.headers)

        status, body, headers = ask("GET", api_of(issued))
        assert (status, len(body)) == (200, int(headers["Content-Length"]))
        assert ask("GET", api_of(issued), {"If-None-Match": headers["ETag"]})[:2] == (304, b"")
        assert ask("HEAD", page_of(issued))[:2] == (200, b"")
        assert ask("GET", "/static/icon.svg")[:2] == (200, icon)
        assert ask("HEAD", "/static/icon.svg")[:2] == (200, b"")
        assert ask("GET", "/nothing")[0] == 404
        body = ask("GET", page_of(issued))[1]
        assert body.endswith(b"</html>")
        connection.close()


def test_more_connections_than_threads_are_answered_in_turn(site: ReferenceSite) -> None:
    path = api_of(site.publish(site.world.issue(1)))
    with Gunicorn(site.directory) as service:
        address = urlsplit(service.url)
        connections = [
            http.client.HTTPConnection(str(address.hostname), int(address.port or 0), timeout=20) for _ in range(12)
        ]
        for _ in range(20):
            # All ask before any takes its answer: those that are waited for and those that are not.
            for connection in connections:
                connection.request("GET", path)
            for connection in connections:
                response = connection.getresponse()
                assert (response.status, response.read()[:12]) == (200, b'{"verdict":"')
        for connection in connections:
            connection.close()


def test_questions_that_come_together_are_answered_in_their_order(site: ReferenceSite) -> None:
    paths = [api_of(site.publish(site.world.issue(1))), "/nothing", "/static/icon.svg"] * 3
    with Gunicorn(site.directory) as service:
        address = urlsplit(service.url)
        with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=20) as connection:
            connection.sendall(
                b"".join(f"GET {path} HTTP/1.1\r\nHost: ref.example.jp\r\n\r\n".encode() for path in paths)
            )
            # Nothing follows: the service ends the connection after the last answer.
            connection.shutdown(socket.SHUT_WR)
            answers = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    statuses = re.findall(rb"HTTP/1\.1 ([0-9]{3})", answers)
    assert statuses == [b"200", b"404", b"200"] * 3


def test_a_body_that_is_asked_for_is_sent(site: ReferenceSite) -> None:
    with Gunicorn(site.directory) as service:
        address = urlsplit(service.url)
        connection = http.client.HTTPConnection(str(address.hostname), int(address.port or 0), timeout=20)
        # A large upload waits for “100 Continue”, which must not be held back.
        connection.putrequest("POST", "/api/v1/checks")
        for name, value in (("Expect", "100-continue"), ("Content-Type", "application/json"), ("Content-Length", "2")):
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.sock is not None
        assert connection.sock.recv(100).startswith(b"HTTP/1.1 100 Continue")
        connection.send(b"{}")
        assert connection.getresponse().status == 400
        connection.close()
