"""A server process of the tests: started, waited for, frozen, killed and, above all, ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

START_SECONDS = 60.0
STOP_SECONDS = 15.0


class ServerError(Exception):
    """A test server did not start or stop as it should; the message holds the end of its log."""


def free_port() -> int:
    """Return a loopback port that nobody uses now; another process may still take it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_on_port(start: Callable[[int], None], earlier: int) -> None:
    """Call `start` with the `earlier` port; where that is 0, with a free one.

    `start` raises :class:`ServerError` where the server does not come up. Another process may have taken the free port
    first, so then another one is tried.
    """
    if earlier:
        start(earlier)
        return
    for attempts_left in (2, 1, 0):
        try:
            start(free_port())
        except ServerError:
            if not attempts_left:
                raise
        else:
            return


class ServerProcess:
    """One running server with its children.

    ``setpriv --pdeathsig`` ties it to the test process: where that one is killed and no fixture can clean up
    any more, the kernel stops the server. ``user`` runs it as another user (only root may ask for that).
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        user: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._log = folder / "server.log"
        self._stop_signal = stop_signal
        identity = ["--reuid", user, "--regid", user, "--init-groups"] if user else []
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["setpriv", *identity, "--pdeathsig", stop_signal.name.removeprefix("SIG"), *command],
                cwd=folder,
                env=dict(environment) if environment is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal is for pytest, which then ends the servers in order.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id of the server's first process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether its first process lives."""
        return self._process.poll() is None

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        """Return as soon as ``is_ready()``; raise ``ServerError`` when it ends or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if self._process.poll() is not None:
                raise ServerError(f"the server ended with status {self._process.returncode}:\n{self.log_end()}")
            if time.monotonic() > deadline:
                self.kill()
                raise ServerError(f"the server was not ready after {START_SECONDS:.0f} s:\n{self.log_end()}")
            time.sleep(0.02)

    def log_end(self) -> str:
        """Return the last lines that the server wrote."""
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])

    def freeze(self) -> None:
        """Stop all its processes with SIGSTOP: connections stay open and nothing answers."""
        for process in self._family():
            _send(process, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let frozen processes go on."""
        for process in self._family():
            _send(process, signal.SIGCONT)

    def kill(self) -> None:
        """End all its processes at once with SIGKILL, as a power cut would."""
        family = self._family()
        for process in family:
            _send(process, signal.SIGKILL)
        self._process.wait()
        psutil.wait_procs(family, timeout=STOP_SECONDS)

    def stop(self) -> None:
        """End it in order; kill what has not ended after ``STOP_SECONDS``. An ended server is left alone."""
        if self._process.poll() is not None:
            return
        self.thaw()
        os.kill(self.pid, self._stop_signal)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def _family(self) -> list[psutil.Process]:
        """Return the first process and all its descendants; empty when it has ended."""
        if self._process.poll() is not None:
            return []
        try:
            first = psutil.Process(self.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return  # It ended between the listing and the signal: what was wanted of it has no object any more.
