"""The client of clamd, with the real one and with servers that misbehave as real ones do (annex 1, A3)."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from issuance.errors import IssuanceError
from issuance.intake.clamd import Clamd, ScannerDownError
from tests.servers.clamd import EICAR, VIRUS, ClamdServer


def test_a_clean_file_has_no_finding(clamd: ClamdServer) -> None:
    assert Clamd(clamd.address).scan(b"%PDF-1.7 a plain paper") is None


@pytest.mark.parametrize(("virus", "name"), [(VIRUS, "OriginSeal.Test"), (EICAR, "Eicar.Test")])
def test_a_virus_is_named(clamd: ClamdServer, virus: bytes, name: str) -> None:
    assert Clamd(clamd.address).scan(b"before " + virus + b" after") == f"{name}.UNOFFICIAL"


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 20 * 1024 * 1024])
def test_files_of_every_size_we_take_are_scanned(clamd: ClamdServer, size: int) -> None:
    assert Clamd(clamd.address).scan(bytes(size)) is None


def test_a_virus_at_the_end_of_a_large_file_is_found(clamd: ClamdServer) -> None:
    assert Clamd(clamd.address).scan(bytes(5_000_000) + VIRUS) is not None


def test_a_file_beyond_clamds_own_limit_counts_as_not_scanned(clamd: ClamdServer) -> None:
    with pytest.raises(ScannerDownError):
        Clamd(clamd.address).scan(bytes(26 * 1024 * 1024))


def test_a_clamd_that_is_not_there_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(ScannerDownError, match="See that clamd runs"):
        Clamd(f"unix:{tmp_path}/nobody.sock").scan(b"x")


def test_a_clamd_that_hangs_is_no_verdict(disposable_clamd: ClamdServer) -> None:
    disposable_clamd.process.freeze()
    try:
        with pytest.raises(ScannerDownError):
            Clamd(disposable_clamd.address, seconds=0.5).scan(b"x")
    finally:
        disposable_clamd.process.thaw()


Handler = Callable[[socket.socket], None]


def hang_up_in_the_middle(connection: socket.socket) -> None:
    connection.recv(100)


def say_nothing(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def answer(text: bytes) -> Handler:
    def handler(connection: socket.socket) -> None:
        received = b""
        while not received.endswith(bytes(4)):
            received += connection.recv(65536)
        connection.sendall(text)

    return handler


@pytest.mark.parametrize(
    "handler",
    [
        pytest.param(hang_up_in_the_middle, id="dies in the middle of the stream"),
        pytest.param(answer(b""), id="dies before the answer"),
        pytest.param(answer(b"stream: O"), id="dies in the middle of the answer"),
        pytest.param(answer(b"stream: OK\n\0"), id="answers nearly right"),
        pytest.param(answer(b"stream: Can't allocate memory ERROR\0"), id="reports an error"),
        pytest.param(answer(b"\xff\xfe\0"), id="answers garbage"),
        pytest.param(answer(b"stream: " + b"x" * 9000 + b" FOUND\0"), id="answers without end"),
    ],
)
def test_what_is_no_verdict_never_counts_as_clean(handler: Handler) -> None:
    with served_by(handler) as address, pytest.raises(ScannerDownError):
        Clamd(address, seconds=5).scan(b"x" * 10_000_000)


def test_a_clamd_that_never_answers_is_given_up() -> None:
    with served_by(say_nothing) as address, pytest.raises(ScannerDownError):
        Clamd(address, seconds=0.3).scan(b"x")


def test_a_virus_whose_name_would_turn_a_line_around_is_named_plainly() -> None:
    with served_by(answer("stream: Evil\u202e\x1b[2J FOUND\0".encode())) as address:
        assert Clamd(address).scan(b"x") == "Evil??[2J"


@pytest.mark.parametrize(
    "address", ["", "clamd.sock", "unix:relative.sock", "tcp://host", "http://host:80", "tcp://:1"]
)
def test_an_address_that_is_none_is_said_at_the_start(address: str) -> None:
    with pytest.raises(IssuanceError, match="address of clamd"):
        Clamd(address)


@contextmanager
def served_by(handler: Handler) -> Iterator[str]:
    """Serve one connection over TCP with a handler; yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(10)
                try:
                    handler(connection)
                except OSError:
                    return  # the client has given up, as it should

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join()
