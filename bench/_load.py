"""A gunicorn server per peer, a client on one kept connection, and the CPU that the server's worker took."""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import psutil

from tests.servers.process import ServerProcess, free_port
from tests.servers.reference import clean_environment

_NANOSECONDS = 1e9


class Peer:
    """One worker with four threads, as in production; ended with the program that started it."""

    def __init__(self, app: str, **environment: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="originseal-bench-")
        self._port = free_port()
        command = [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "4", "--preload"]
        command += ["--keep-alive", "30", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]  # noqa: S108  # gunicorn's own advice
        command += ["--bind", f"127.0.0.1:{self._port}", f"bench._lookup_apps:make('{app}')"]
        environment["PYTHONPATH"] = str(Path.cwd())
        self._process = ServerProcess(command, Path(self._folder.name), environment=clean_environment(**environment))
        self._process.wait_until(self._answers)
        (self._worker,) = psutil.Process(self._process.pid).children()
        self._client = self._connect()

    def cpu_of(self, requests: Sequence[bytes], expected: bytes) -> float:
        """Return microseconds of the worker's CPU per request; each answer must begin with the `expected` status."""
        before = self._cpu_seconds()
        for request in requests:
            if not self._ask(request).startswith(expected):
                raise RuntimeError(f"an answer was not {expected!r}")
        return (self._cpu_seconds() - before) * 1e6 / len(requests)

    def answer(self, request: bytes) -> bytes:
        """Return one whole answer."""
        return self._ask(request)

    def memory_bytes(self) -> int:
        """Return what the worker has in memory for itself alone."""
        return int(self._worker.memory_full_info().uss)

    def _ask(self, request: bytes) -> bytes:
        self._client.sendall(request)
        answer = self._client.recv(1 << 20)
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._client.recv(1 << 20)
        return head + b"\r\n\r\n" + body

    def _cpu_seconds(self) -> float:
        tasks = Path(f"/proc/{self._worker.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / _NANOSECONDS

    def _connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), timeout=60)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except OSError:
            return False
        # gunicorn listens before it has forked its worker.
        return len(psutil.Process(self._process.pid).children()) == 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._process.stop()
        self._folder.cleanup()


def request_of(path: str) -> bytes:
    """Return a GET of a path as a bank's program sends it."""
    return f"GET {path} HTTP/1.1\r\nHost: ref.example.jp\r\nAccept: application/json\r\n\r\n".encode()


def machine() -> dict[str, str | float]:
    """Return what the figures were measured on."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    cpu = subprocess.run(["uname", "-m"], capture_output=True, text=True, check=True).stdout.strip()
    return {"python": python, "architecture": cpu, "cores": psutil.cpu_count() or 0, "at": time.strftime("%Y-%m-%d")}
