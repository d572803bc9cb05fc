"""`issuance serve` as it runs: real workers over a real installation, and sentences for what cannot be served."""

import gc
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import psutil
import pytest

from issuance.cli import main
from issuance.commands.serve import _Server, _settings
from issuance.setup import make_web_secret
from tests.offices import Installation
from tests.servers.process import free_port

pytestmark = pytest.mark.slow


def with_secret(installation: Installation) -> Installation:
    with installation.open() as office:
        make_web_secret(office)
    return installation


@pytest.fixture
def installation(any_installation: Installation) -> Installation:
    return with_secret(any_installation)


def command(installation: Installation, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "issuance", "serve", "--directory", str(installation.config.directory), *arguments]


@contextmanager
def serving(installation: Installation, port: int) -> "Iterator[subprocess.Popen[str]]":
    process = subprocess.Popen(
        command(installation, "--port", str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | installation.environment | {"ISSUANCE_PUBLIC_URL": f"http://127.0.0.1:{port}"},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Serving on http://127.0.0.1:{port}/\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  # our own site on loopback
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_it_serves_until_it_is_told_to_stop(installation: Installation) -> None:
    port = free_port()
    with serving(installation, port) as process:
        site = f"http://127.0.0.1:{port}"
        assert status(f"{site}/readyz") == HTTPStatus.OK
        assert status(f"{site}/TYO/") == HTTPStatus.OK
        assert status(f"{site}/ABC/") == HTTPStatus.NOT_FOUND
        # More bytes than any form of ours has.
        assert status(f"{site}/?q={'x' * 5000}") in (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_URI_TOO_LONG)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors


def test_it_serves_on_a_socket_and_on_no_port(installation: Installation, tmp_path: Path) -> None:
    path = tmp_path / "office.sock"
    ended = subprocess.Popen(
        command(installation, "--socket", str(path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | installation.environment | {"ISSUANCE_PUBLIC_URL": "https://office.example.jp"},
    )
    try:
        assert ended.stdout is not None
        assert ended.stdout.readline() == f"Serving on unix:{path}\n"
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(b"GET /readyz HTTP/1.0\r\nHost: office.example.jp\r\n\r\n")
            assert connection.recv(32).startswith(b"HTTP/1.0 200")
        listening = {entry.laddr.port for entry in psutil.Process(ended.pid).net_connections("tcp")}
        assert listening == set()
    finally:
        ended.kill()
        ended.communicate()


@pytest.mark.parametrize(
    ("path", "code", "why"),
    [
        ("office.sock", 64, "absolute"),
        ("/" + "x" * 107, 64, "107 bytes"),
        ("/no/such/folder/s", 1, "no folder /no/such/folder"),
    ],
)
def test_a_socket_that_can_be_none_is_told(path: str, code: int, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--socket", path]) == code
    assert why in capsys.readouterr().err


def test_a_worker_that_is_killed_is_replaced(installation: Installation) -> None:
    port = free_port()
    with serving(installation, port) as process:
        assert status(f"http://127.0.0.1:{port}/healthz") == HTTPStatus.OK
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        assert status(f"http://127.0.0.1:{port}/healthz") == HTTPStatus.OK


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda made: made.config.web_secret.unlink(), "The file with the secret of the office's pages cannot be read"),
        (lambda made: made.config.web_secret.chmod(0o644), "can be read by others"),
        (lambda made: (made.config.directory / "office" / "office.sqlite").unlink(), "issuance migrate"),
    ],
    ids=["no secret", "secret for everybody", "no database"],
)
def test_what_cannot_be_opened_is_told_once_before_any_worker_starts(
    sqlite_installation: Installation, break_it: Callable[[Installation], object], sentence: str
) -> None:
    installation = with_secret(sqlite_installation)
    break_it(installation)
    ended = subprocess.run(
        command(installation, "--port", str(free_port())), capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], port: str) -> None:
    # Nothing is installed in this folder: were the port taken, the answer would be another one.
    assert main(["serve", "--directory", str(tmp_path), "--port", port]) == 64
    assert f"{port!r} is no port number (1 to 65535)" in capsys.readouterr().err


def test_a_worker_does_not_collect_again_what_it_has_loaded(installation: Installation) -> None:
    """Thousands of functions and templates stay until its end: a full collection would stop a long list."""
    server = _Server(_settings("127.0.0.1:0", 1), installation.config.directory, {})
    before = gc.get_freeze_count()
    try:
        app = server.load()
        assert gc.get_freeze_count() > before + len(app.view_functions)
    finally:
        gc.unfreeze()
