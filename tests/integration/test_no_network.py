"""The programs start and serve where there is no network at all: in a namespace that holds the loopback alone.

What needs the network (mail, the card service, S3, Redis elsewhere) is asked when it is needed, never at the start.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from issuance.setup import make_web_secret
from tests.offices import Installation
from tests.servers.programs import absent, require_program

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

# Runs within the namespace: raises the loopback, shows that nothing else is there, starts a program, asks it, ends it.
_INSIDE = """
import errno, fcntl, json, os, signal, socket, struct, subprocess, sys, time, urllib.error, urllib.request
program, port, path = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as raising:
    fcntl.ioctl(raising, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
interfaces = [name for _, name in socket.if_nameindex()]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere:
    reached = elsewhere.connect_ex(("192.0.2.1", 9))
child = subprocess.Popen(program)
deadline, status = time.monotonic() + 60, None
while status is None and child.poll() is None and time.monotonic() < deadline:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    except OSError:
        time.sleep(0.05)
child.send_signal(signal.SIGTERM)
ended = child.wait(30)
print(json.dumps({"interfaces": interfaces, "cut": reached == errno.ENETUNREACH, "status": status, "ended": ended}))
"""


@pytest.fixture(scope="module")
def unshare() -> list[str]:
    """Return what puts a program into a network namespace of its own."""
    program = [str(require_program("unshare", "util-linux")), "--map-root-user", "--net"]
    if subprocess.run([*program, "true"], capture_output=True, check=False).returncode != 0:
        absent("The right to make a network namespace", "as root, or with kernel.unprivileged_userns_clone=1")
    return program


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (["issuance", "serve", "--port", "8001", "--workers", "1"], "/TYO/"),
        (["reference_service", "serve", "--port", "8001"], "/"),
    ],
    ids=["the office", "the reference service"],
)
def test_it_starts_and_serves_without_a_network(
    unshare: list[str], sqlite_present_installation: Installation, command: list[str], path: str
) -> None:
    installation = sqlite_present_installation
    with installation.open() as office:
        make_web_secret(office)
    program = [sys.executable, "-m", *command, "--directory", str(installation.config.directory)]
    # A port of the namespace's own: it clashes with nobody's.
    inside = [*unshare, sys.executable, "-c", _INSIDE, json.dumps(program), "8001", path]
    environment = os.environ | installation.environment | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(inside, env=environment, capture_output=True, text=True, timeout=150, check=False)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout.splitlines()[-1])
    assert said == {"interfaces": ["lo"], "cut": True, "status": 200, "ended": 0}, ran.stderr


def test_a_job_runs_without_a_network(unshare: list[str], sqlite_present_installation: Installation) -> None:
    folder = str(sqlite_present_installation.config.directory)
    environment = os.environ | sqlite_present_installation.environment | {"PYTHONPATH": str(ROOT)}
    program = [*unshare, sys.executable, "-m", "issuance", "deliver", "--directory", folder]
    ran = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
