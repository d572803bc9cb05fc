"""A Redis server of a test's own: on a loopback port, in memory alone, ended with the test session.

Several of them with Sentinels are a :class:`RedisGroup`, which survives the loss of its master.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import redis

from tests.servers.process import ServerError, ServerProcess, start_on_port
from tests.servers.programs import require_program


class RedisServer:
    """A Redis server; ``start`` and ``stop`` may alternate, ``close`` is the end. Each start begins empty.

    ``process`` is the handle for fault tests (``freeze``, ``thaw``, ``kill``).
    """

    process: ServerProcess

    def __init__(self, *, replica_of: int = 0) -> None:
        """`replica_of` is the port of the server that it copies; 0: of none."""
        self._program = require_program("redis-server", "redis-server")
        self._replica_of = replica_of
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
        options += ["--repl-diskless-sync-delay", "0"]  # A replica is not kept waiting for others that may come.
        if self._replica_of:
            options += ["--replicaof", "127.0.0.1", str(self._replica_of)]
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


SERVICE = "originseal"
"""How the Sentinels of the tests call the master that they watch."""

_DOWN_AFTER_SECONDS = 0.5
_START_SECONDS = 30.0


class Sentinel:
    """One Sentinel that watches the master at a port; `quorum` of them must agree that it is down."""

    def __init__(self, master_port: int, quorum: int) -> None:
        self._program = require_program("redis-server", "redis-server")
        self.folder = Path(tempfile.mkdtemp(prefix="originseal-sentinel-"))
        self._watches = [
            f"sentinel monitor {SERVICE} 127.0.0.1 {master_port} {quorum}",
            f"sentinel down-after-milliseconds {SERVICE} {int(_DOWN_AFTER_SECONDS * 1000)}",
            f"sentinel failover-timeout {SERVICE} 5000",
        ]
        self.port = 0
        try:
            start_on_port(self._start, 0)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def state(self) -> dict[str, Any]:
        """Return what it knows of the master."""
        with redis.Redis(port=self.port, socket_timeout=2) as client:
            found: dict[str, Any] = client.sentinel_master(SERVICE)
        return found

    def close(self) -> None:
        """End it and remove its folder."""
        self.process.stop()
        shutil.rmtree(self.folder)

    def _start(self, port: int) -> None:
        self.port = port
        # It writes what it learns into its configuration.
        file = self.folder / "sentinel.conf"
        lines = [f"port {port}", "bind 127.0.0.1", f"dir {self.folder}", *self._watches]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.process = ServerProcess([str(self._program), str(file), "--sentinel"], self.folder)
        self.process.wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            return bool(self.state())
        except redis.RedisError:
            return False


class RedisGroup:
    """A master, a replica, and three Sentinels two of which decide; ready when each knows of all others."""

    def __init__(self) -> None:
        with ExitStack() as opened:
            self.master = RedisServer()
            opened.callback(self.master.close)
            self.replica = RedisServer(replica_of=self.master.port)
            opened.callback(self.replica.close)
            self.sentinels: list[Sentinel] = []
            for _ in range(3):
                self.sentinels.append(Sentinel(self.master.port, 2))
                opened.callback(self.sentinels[-1].close)
            self._until(self._all_know, "the Sentinels did not find each other")
            self._opened = opened.pop_all()

    @property
    def url(self) -> str:
        """The address by which clients find the master (:mod:`register.redis_address`)."""
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://{hosts}/{SERVICE}/0"

    def wait_for_failover(self) -> None:
        """Return when most Sentinels call the replica the master; fail where that takes too long."""
        self._until(self._failed_over, "the Sentinels made no other server the master")

    def close(self) -> None:
        """End all of them."""
        self._opened.close()

    def _all_know(self) -> bool:
        known = [sentinel.state() for sentinel in self.sentinels]
        return all(one["num-slaves"] == 1 and one["num-other-sentinels"] == 2 for one in known)

    def _failed_over(self) -> bool:
        return [sentinel.state()["port"] for sentinel in self.sentinels].count(self.replica.port) >= 2

    @staticmethod
    def _until(condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise ServerError(what)
            time.sleep(0.05)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
