r"""clamd, the virus scanner, over its INSTREAM command (clamd(8)).

"zINSTREAM\0" | length, 4 bytes big-endian | bytes | … | 0, 4 bytes     → "stream: OK\0" or "stream: <name> FOUND\0"
"""

import re
import socket
import struct
import time
from typing import Protocol
from urllib.parse import urlsplit

from issuance.errors import IssuanceError

_CHUNK_BYTES = 64 * 1024
_MAX_ANSWER_BYTES = 4096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


class ScannerDownError(IssuanceError):
    """The virus scanner gave no answer; nothing is known of the file."""


class Scanner(Protocol):
    """What tells whether a virus is in a file."""

    def scan(self, data: bytes) -> str | None:
        """Return the name of the virus, None for a clean file; raise `ScannerDownError` where it gives no answer."""
        ...


class Clamd:
    """One clamd at `unix:/path/of/socket` or `tcp://host:port`; `seconds` is what one scan may take in all."""

    def __init__(self, address: str, *, seconds: float = 30) -> None:
        self._unix, self._tcp = _parsed(address)
        self._seconds = seconds

    def scan(self, data: bytes) -> str | None:
        """Send the bytes and read the verdict."""
        deadline = time.monotonic() + self._seconds
        try:
            with self._connect() as connection:
                connection.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), _CHUNK_BYTES):
                    chunk = data[start : start + _CHUNK_BYTES]
                    connection.settimeout(_left(deadline))
                    connection.sendall(struct.pack(">I", len(chunk)) + chunk)
                connection.sendall(struct.pack(">I", 0))
                answer = _read_answer(connection, deadline)
        except OSError as error:
            raise ScannerDownError(f"The virus scanner gave no answer ({error}). See that clamd runs.") from error
        return _verdict(answer)

    def _connect(self) -> socket.socket:
        if self._tcp is not None:
            return socket.create_connection(self._tcp, timeout=self._seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self._seconds)
        try:
            connection.connect(self._unix)
        except OSError:
            connection.close()
            raise
        return connection


def _parsed(address: str) -> tuple[str, tuple[str, int] | None]:
    parts = urlsplit(address)
    if parts.scheme == "unix" and parts.path.startswith("/"):
        return parts.path, None
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return "", (parts.hostname, parts.port)
    raise IssuanceError(f"The address of clamd is {address!r}: unix:/run/clamd.sock or tcp://host:3310 is expected.")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    return left


def _read_answer(connection: socket.socket, deadline: float) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        connection.settimeout(_left(deadline))
        part = connection.recv(_MAX_ANSWER_BYTES)
        if not part or len(answer) > _MAX_ANSWER_BYTES:
            raise ConnectionResetError("it hung up in the middle")
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _verdict(answer: str) -> str | None:
    if answer == "stream: OK":
        return None
    found = _FOUND.fullmatch(answer)
    if found is None:  # "INSTREAM size limit exceeded. ERROR": clamd's StreamMaxLength is below what we take
        told = _UNPRINTABLE.sub("?", answer)[:200]
        raise ScannerDownError(f"The virus scanner did not scan the file: it answered {told!r}.")
    return _UNPRINTABLE.sub("?", found[1])
