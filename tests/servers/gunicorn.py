"""The reference service as production runs it: gunicorn with the configuration that is shipped."""

import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Self

import psutil

from tests.servers.process import ServerProcess, start_on_port
from tests.servers.reference import clean_environment

SHIPPED = Path("deploy/gunicorn/reference.conf.py")


class Gunicorn:
    """The service over an installation's directory, on a loopback port; use as a context manager.

    `settings` are further REFERENCE_… settings; `workers` processes answer where it is given, else as many as shipped.
    `process` is the handle for faults.
    """

    process: ServerProcess

    def __init__(self, directory: Path, *, workers: int | None = None, **settings: str) -> None:
        self._options = [] if workers is None else ["--workers", str(workers)]
        self._environment = clean_environment(REFERENCE_DIRECTORY=str(directory), **settings)
        self._folder = Path(tempfile.mkdtemp(prefix="originseal-gunicorn-"))
        self._port = 0
        self._configuration = SHIPPED.absolute()

    @property
    def url(self) -> str:
        """The address of the service, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    def workers(self) -> list[psutil.Process]:
        """Return the worker processes that live now, the oldest first."""
        children = psutil.Process(self.process.pid).children()
        return sorted(children, key=lambda child: (child.create_time(), child.pid))

    def reload(self) -> None:
        """Replace all workers in good order, as `systemctl reload` does."""
        psutil.Process(self.process.pid).send_signal(signal.SIGHUP)

    def log(self) -> str:
        """Return the last lines of what it wrote."""
        return self.process.log_end()

    def __enter__(self) -> Self:
        try:
            start_on_port(self._start, 0)
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stop()
        shutil.rmtree(self._folder)

    def _start(self, port: int) -> None:
        self._port = port
        command = [sys.executable, "-m", "gunicorn", "-c", str(self._configuration)]
        command += [*self._options, "--bind", f"127.0.0.1:{port}", "reference_service.wsgi:app"]
        self.process = ServerProcess(command, self._folder, environment=self._environment)
        self.process.wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n")
                return connection.recv(32).startswith(b"HTTP/1.0 200")
        except OSError:
            return False
