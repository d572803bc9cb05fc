"""A machine of a test's own: a copy of this one's system, booted by systemd in namespaces, gone when the test ends.

    with Machine.boot() as machine:
        machine.run("systemctl", "start", "redis-server")

Its files lie over this machine's (overlay): what it writes is its own and in memory. Its processes, mounts and network
are its own, too; the network has a loopback and leads nowhere. It takes root.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.servers.process import START_SECONDS, ServerError
from tests.servers.programs import absent, require_program

_INIT = Path(__file__).with_name("machine_init.sh")
_NOT_BOOTED = (
    "timers.target.wants",
    "multi-user.target.wants",
    "sysinit.target.wants",
    "getty.target.wants",
    "sockets.target.wants",
)


@dataclass(frozen=True)
class Machine:
    """A booted one. `root` is where this test sees its files."""

    folder: Path
    init: psutil.Process

    @property
    def root(self) -> Path:
        """Return its file system, as far as it lies over this machine's."""
        return Path(f"/proc/{self.init.pid}/root")

    @classmethod
    @contextmanager
    def boot(cls) -> "Iterator[Machine]":
        """Boot one, and end it with everything that it started."""
        unshare = require_program("unshare", "util-linux")
        require_program("systemd-run", "systemd")
        if os.geteuid() != 0 or subprocess.run([unshare, "--mount", "--pid", "--fork", "true"], check=False).returncode:
            absent("The right to make a machine of namespaces", "run as root")
        memory = Path("/dev/shm")  # noqa: S108  # an overlay cannot lie over what lies in an overlay's own file system
        folder = Path(tempfile.mkdtemp(prefix="originseal-machine-", dir=memory))
        folder.chmod(0o755)
        with (folder / "log").open("wb") as log:
            started = subprocess.Popen(
                [unshare, "--mount", "--pid", "--net", "--cgroup", "--ipc", "--uts", "--fork", "--kill-child",
                 "bash", str(_INIT), str(folder)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            yield cls(folder, _wait_for_init(started, folder))
        finally:
            for child in psutil.Process(started.pid).children():
                child.send_signal(signal.SIGKILL)  # the kernel ends whatever else is in its namespace
            started.kill()
            started.wait()
            shutil.rmtree(folder, ignore_errors=True)

    def run(self, *command: str, check: bool = True, told: bytes = b"") -> str:
        """Run a command in it, as root; return what it wrote."""
        enter = ["nsenter", f"--target={self.init.pid}", "--all", "--", "env", "-i", *_ENVIRONMENT, *command]
        done = subprocess.run(enter, input=told, capture_output=True, check=False)
        said = (done.stdout + done.stderr).decode(errors="replace")
        if check and done.returncode:
            if command[:2] == ("systemctl", "start"):  # its own words send to the journal, which ends with the machine
                said += self.run("journalctl", "--no-pager", "--lines=20", f"--unit={command[2]}", check=False)
            raise ServerError(f"{' '.join(command)} ended with {done.returncode}:\n{said}")
        return said

    def has_failed(self) -> list[str]:
        """Return the units that have failed."""
        said = self.run("systemctl", "list-units", "--failed", "--plain", "--no-legend", "--no-pager")
        return [line.split()[0] for line in said.splitlines() if line.strip()]


_ENVIRONMENT = ("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/root")


def _wait_for_init(started: "subprocess.Popen[bytes]", folder: Path) -> psutil.Process:
    """Return its first process as soon as its systemd answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and started.poll() is None:
        for child in psutil.Process(started.pid).children():
            # `bash` becomes systemd as the last step.
            if child.name() == "systemd":
                asked = ["nsenter", f"--target={child.pid}", "--all", "--", "systemctl", "is-system-running"]
                said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
                if said in ("running", "degraded"):
                    return child
        time.sleep(0.1)
    raise ServerError(f"the machine did not boot:\n{(folder / 'log').read_text(errors='replace')}")
