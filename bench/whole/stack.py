"""All that a chamber runs, on one machine: PostgreSQL, Redis, nginx, the reference service, the office and its job."""

import http.client
import os
import signal
import sys
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import pytest

from issuance.office import system_clock
from issuance.setup import make_web_secret
from tests.office_databases import Urls
from tests.offices import Installation, make_template
from tests.servers.gunicorn import Gunicorn
from tests.servers.nginx import Nginx
from tests.servers.postgres import PostgresServer
from tests.servers.process import ServerProcess, free_port
from tests.servers.redis import RedisServer
from tests.servers.small_disk import SmallDisk

DISK_MEGABYTES = 200
ONE_ADDRESS = {"originseal_connections 100": "originseal_connections 20000", "rate=50r/s": "rate=9999r/s"}
"""The crowd has one address here; elsewhere each would have its own."""

_DURABLE = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB", "max_connections": "60"}


class Stack:
    """The servers, from entering to leaving. `disk` is None where nobody may mount one: then it is not filled."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self._durable = durable
        self._stack = ExitStack()
        self.disk: SmallDisk | None = None

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def _start(self) -> None:
        self.postgres = self._stack.enter_context(PostgresServer(**(_DURABLE if self._durable else {})))
        self.redis = self._stack.enter_context(RedisServer())
        databases = [self.postgres.create_database() for _ in range(2)]
        with suppress(pytest.skip.Exception):
            self.disk = self._stack.enter_context(SmallDisk(self.folder / "disk", megabytes=DISK_MEGABYTES))
        home = (self.disk.folder if self.disk else self.folder) / "installation"
        template = make_template(self.folder / "template", system_clock())
        urls = Urls(databases[0].url, databases[1].url)
        self.installation = Installation.make(template, home, urls, system_clock)
        with self.installation.open() as office:
            office.status_desk.publish()
            make_web_secret(office)
        redis = {"REFERENCE_REDIS_URL": self.redis.url, "REFERENCE_REGISTER_URL": urls.register}
        self.reference = self._stack.enter_context(Gunicorn(home, workers=2, **redis))
        self.nginx = self._stack.enter_context(Nginx(self.reference.url, ONE_ADDRESS))
        self._serve()
        self.job = Job(self.installation, self.folder / "job", self.environment)
        self._stack.callback(self.job.stop)

    @property
    def environment(self) -> dict[str, str]:
        """What the office's programs need."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ISSUANCE_")}
        ours = {"PYTHONPATH": str(Path.cwd()), "ISSUANCE_REDIS_URL": self.redis.url}
        return inherited | ours | self.installation.environment

    def _serve(self) -> None:
        self.office_port = free_port()
        folder = self.folder / "office"
        folder.mkdir()
        command = [sys.executable, "-m", "issuance", "serve", "--port", str(self.office_port)]
        self.office = ServerProcess(command, folder, environment=self.environment)
        self._stack.callback(self.office.stop)
        self.office.wait_until(self._office_answers)

    def _office_answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.office_port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def __exit__(self, *_: object) -> None:
        self._stack.close()


class Job:
    """`issuance issue-approved --watch`, started anew a second after it has ended, as systemd does."""

    RESTART_SECONDS = 1.0

    def __init__(self, installation: Installation, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir()
        self._folder, self._environment = folder, environment
        self._command = [sys.executable, "-m", "issuance", "issue-approved", "--watch", "--processes", "1"]
        self._installation = installation
        self._stopping = threading.Event()
        self._process = self._begin()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    @property
    def pid(self) -> int:
        """Its process now."""
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()

    def stop(self) -> None:
        """End it for good."""
        self._stopping.set()
        self._keeper.join()
        self._process.stop()

    def log_end(self) -> str:
        """Return the last lines that it wrote."""
        return self._process.log_end()

    def _begin(self) -> ServerProcess:
        return ServerProcess(self._command, self._folder, environment=self._environment, stop_signal=signal.SIGTERM)

    def _keep(self) -> None:
        while not self._stopping.wait(self.RESTART_SECONDS):
            if not self._process.is_running:
                self._process = self._begin()
