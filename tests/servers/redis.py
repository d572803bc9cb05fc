"""A Redis server of a test's own: on a loopback port, in memory alone, ended with the test session."""

import shutil
import tempfile
from pathlib import Path
from typing import Self

import redis

from tests.servers.process import ServerProcess, start_on_port
from tests.servers.programs import require_program


class RedisServer:
    """A Redis server; ``start`` and ``stop`` may alternate, ``close`` is the end. Each start begins empty.

    ``process`` is the handle for fault tests (``freeze``, ``thaw``, ``kill``).
    """

    process: ServerProcess

    def __init__(self) -> None:
        self._program = require_program("redis-server", "redis-server")
        self.port = 0
        self.folder = Path(tempfile.mkdtemp(prefix="originseal-redis-"))
        try:
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    @property
    def url(self) -> str:
        """The address by which clients find it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it empty and return when it answers: on its earlier port, else on a free one."""
        start_on_port(self._start, self.port)

    def stop(self) -> None:
        """End it; what it held is lost, its port is kept for the next ``start``."""
        self.process.stop()

    def close(self) -> None:
        """End it for good and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder)

    def keys(self) -> list[bytes]:
        """Return the names of all entries."""
        with redis.Redis.from_url(self.url) as client:
            return [bytes(key) for key in client.scan_iter()]

    def _start(self, port: int) -> None:
        self.port = port
        # No files: what a Redis holds may be gone at any time.
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = ServerProcess([str(self._program), *options], self.folder)
        self.process.wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
