"""The reference service as the processes that people start."""

import http.client
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reference_service.cli import main
from tests.reference_site import ReferenceSite, api_of
from tests.servers.reference import ReferenceServer, clean_environment


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReferenceSite]:
    """Make an installation with one certificate."""
    made = ReferenceSite(tmp_path / "var")
    yield made
    made.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_and_stops_cleanly_even_with_a_client_that_stays(
    site: ReferenceSite, number: signal.Signals
) -> None:
    issued = site.publish(site.world.issue(1))
    with ReferenceServer(site.directory) as server:
        with urllib.request.urlopen(server.url + api_of(issued)) as response:  # noqa: S310  # our own server
            assert response.status == 200
            assert response.headers["Server"] == "OriginSeal"
        with socket.create_connection((urlsplit(server.url).hostname, urlsplit(server.url).port)):
            exit_code, error = server.stop(number)
    assert exit_code == 0
    assert "Traceback" not in error
    assert issued.number not in error, "logs hold no access codes"


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v/\x00\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x00garbage\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n",
    ],
    ids=["1 MB of path", "null byte", "no HTTP", "1,000 headers", "traversal", "1 GB announced"],
)
def test_serve_survives_what_is_no_decent_request(site: ReferenceSite, request_line: bytes) -> None:
    with ReferenceServer(site.directory) as server:
        address = urlsplit(server.url)
        with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
            try:
                connection.sendall(request_line)
                answer = connection.recv(65536)
            except OSError:
                answer = b""  # refused in the middle of sending: just as well
        assert not answer or answer.split(b" ")[1][:1] in (b"4", b"5") or b"<!DOCTYPE" in answer
        assert b"Traceback" not in answer
        probe = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
        probe.request("GET", "/healthz")
        assert probe.getresponse().status == 200
        probe.close()
        _, error = server.stop()
    assert "Traceback" not in error


def test_serve_without_a_register_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--directory", str(tmp_path / "nothing")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("reference-service: There is no register at ")
    assert error.count("\n") == 1


def test_serve_on_a_port_in_use_is_one_sentence(site: ReferenceSite, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--directory", str(site.directory), "--port", str(port)]) == 1
    assert f"Cannot listen on 127.0.0.1 port {port}: Address already in use." in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["serve", "--port", "99999"], ["serve", "--port", "x"], ["fly"]])
def test_a_wrong_command_line_ends_with_64(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 64


def test_a_wrong_port_in_the_environment_ends_with_64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFERENCE_PORT", "eighty")
    with pytest.raises(SystemExit) as ended:
        main(["serve"])
    assert ended.value.code == 64


def test_gunicorn_serves_the_application_from_the_environment(site: ReferenceSite, tmp_path: Path) -> None:
    issued = site.publish(site.world.issue(1))
    place = tmp_path / "gunicorn.sock"
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn/reference.conf.py"]
    command += ["--bind", f"unix:{place}", "reference_service.wsgi:app"]
    environment = clean_environment(REFERENCE_DIRECTORY=str(site.directory))
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 120
            while not place.exists():
                assert process.poll() is None, "gunicorn has ended"
                assert time.monotonic() < deadline, "gunicorn did not open its socket"
                time.sleep(0.05)
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(30)
                connection.connect(str(place))
                connection.sendall(f"GET {api_of(issued)} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
                answer = b"".join(iter(lambda: connection.recv(65536), b""))
        finally:
            process.terminate()
        process.wait(30)
    assert answer.startswith(b"HTTP/1.0 200 OK")
    assert issued.number.encode() in answer


def test_gunicorn_with_half_a_configuration_says_what_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import reference_service.wsgi"]
    environment = clean_environment(REFERENCE_REGISTER_URL=f"sqlite:///{tmp_path}/register.sqlite")
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "Missing settings: REFERENCE_DOCUMENTS_URL, REFERENCE_TRUST_DIRECTORY." in ended.stderr
