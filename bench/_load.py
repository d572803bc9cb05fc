"""A server per peer, a client on one kept connection, and the CPU that the server's working processes took."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import psutil

from tests.servers.process import ServerProcess, free_port
from tests.servers.programs import require_program
from tests.servers.reference import clean_environment

_NANOSECONDS = 1e9

PEERS_PYTHON = Path(".venv-bench/bin/python").absolute()
"""Has the frameworks of others, which `script/bench lookup` installs."""

UNLIMITED = {"REFERENCE_LIMITS": "off"}
"""For what no caller may do for long."""

GUNICORNS_OWN, SHIPPED = "gthread", "reference_service.worker.WholeAnswerWorker"
"""The worker of the peers, and that of the service: see deploy/gunicorn/reference.conf.py."""

_GUNICORN = ["--threads", "4", "--preload", "--keep-alive", "30", "--no-control-socket"]
_GUNICORN += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108  # gunicorn's own advice


class Peer:
    """A server with one working process; ended with the program that started it.

    `forks` tells whether the process that is started only looks after another one that works, as gunicorn's does.
    """

    def __init__(
        self, command: Sequence[str], port: int, *, forks: bool, environment: Mapping[str, str] | None = None
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="originseal-bench-")
        self._port = port
        self._forks = forks
        settings = {"PYTHONPATH": str(Path.cwd()), **(environment or {})}
        self._process = ServerProcess(command, Path(self._folder.name), environment=clean_environment(**settings))
        self._process.wait_until(self._answers)
        self.worker = self._workers()[0]
        self._client = self.connect()

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self._port}"

    def cpu_of(self, requests: Sequence[bytes], expected: bytes) -> float:
        """Return microseconds of the worker's CPU per request; each answer must begin with the `expected` status."""
        before = self.cpu_seconds()
        for request in requests:
            answer = self.answer(request)
            if not answer.startswith(expected):
                raise RuntimeError(f"an answer began {answer[:60]!r} and not {expected!r}")
        return (self.cpu_seconds() - before) * 1e6 / len(requests)

    def answer(self, request: bytes) -> bytes:
        """Return one whole answer."""
        answer = self._first_part(request)
        if not answer:
            # Servers close a connection on which nothing is asked for a while.
            self._client.close()
            self._client = self.connect()
            answer = self._first_part(request)
        head, _, body = answer.partition(b"\r\n\r\n")
        fields = head.lower()
        length = int(fields.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._client.recv(1 << 20)
        if b"\r\nconnection: close" in fields:
            # nginx does so after a thousand answers.
            self._client.close()
            self._client = self.connect()
        return head + b"\r\n\r\n" + body

    def _first_part(self, request: bytes) -> bytes:
        try:
            self._client.sendall(request)
            return self._client.recv(1 << 20)
        except ConnectionError:
            return b""

    def seconds_of(self, request: bytes) -> float:
        """Return how long one answer takes, as the client sees it."""
        began = time.perf_counter()
        self.answer(request)
        return time.perf_counter() - began

    def cpu_seconds(self) -> float:
        """Return what the worker has taken so far, all threads that live together."""
        tasks = Path(f"/proc/{self.worker.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / _NANOSECONDS

    def connect(self) -> socket.socket:
        """Return another connection."""
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except OSError:
            return False
        # gunicorn and nginx listen before they have forked their worker.
        return bool(self._workers())

    def _workers(self) -> list[psutil.Process]:
        parent = psutil.Process(self._process.pid)
        children = parent.children() if self._forks else [parent]
        # nginx has processes beside its worker that look after its cache.
        return [child for child in children if "nginx: cache" not in " ".join(child.cmdline())]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._process.stop()
        self._folder.cleanup()


def gunicorn(app: str, *, python: Path | str = sys.executable, worker: str = GUNICORNS_OWN, **environment: str) -> Peer:
    """Serve a WSGI application (`module:name`) with one working process of a class, and threads."""
    port = free_port()
    command = [str(python), "-m", "gunicorn", "-w", "1", "-k", worker, *_GUNICORN, "--bind", f"127.0.0.1:{port}", app]
    return Peer(command, port, forks=True, environment=environment)


def bare(name: str, *, worker: str = GUNICORNS_OWN, **environment: str) -> Peer:
    """Serve a peer of `bench/_lookup_apps.py` in gunicorn's own worker."""
    return gunicorn(f"bench._lookup_apps:make('{name}')", worker=worker, **environment)


def ours(name: str, *, worker: str = SHIPPED, **environment: str) -> Peer:
    """Serve the service (`bench/_lookup_apps.py`) in the worker that it is shipped with."""
    return gunicorn(f"bench._lookup_apps:make('{name}')", worker=worker, **environment)


def uvicorn(factory: str, *, python: Path, **environment: str) -> Peer:
    """Serve the ASGI application that `factory` (`module:name`) returns, with one process, uvloop and httptools."""
    port = free_port()
    command = [str(python), "-m", "uvicorn", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    return Peer([*command, "--factory", factory], port, forks=False, environment=environment)


def nginx(site: str, folder: Path) -> Peer:
    """Serve a `server` block of nginx, in which `{port}` is its port, with one working process."""
    port = free_port()
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Another user than root could not read below the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = (
        f"daemon off; {user} worker_processes 1; pid {folder}/nginx.pid; error_log stderr error; events {{}}\n"
        f"http {{ {places} {site.replace('{port}', str(port))} }}\n"
    )
    file = folder / "nginx.conf"
    file.write_text(configuration, encoding="utf-8")
    program = require_program("nginx", "nginx")
    return Peer([str(program), "-p", str(folder), "-e", "stderr", "-c", str(file)], port, forks=True)


def request_of(path: str, accept: str = "application/json", caller: int = 0) -> bytes:
    """Return a GET of a path as nginx hands on what the bank number `caller` (below 65,536) sends."""
    address = f"198.18.{caller >> 8}.{caller & 255}"
    fields = {"Host": "ref.example.jp", "X-Forwarded-For": address, "Accept": accept}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


def machine() -> dict[str, str | float]:
    """Return what the figures were measured on."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    cpu = subprocess.run(["uname", "-m"], capture_output=True, text=True, check=True).stdout.strip()
    return {
        "python": python,
        "architecture": cpu,
        "cores": psutil.cpu_count() or 0,
        "load_before": round(os.getloadavg()[0], 1),
        "at": time.strftime("%Y-%m-%d"),
    }
