"""Runs the demonstration until it is told to stop: the reference site, the office and the hourly trust refresh.

``script/run`` starts it after the set-up. It needs the standard library alone. Sequence: make the
demonstration (``issuance demo``), refresh the trust repository, start ``reference-service`` and ``issuance serve``,
wait until both are ready, say what to try, print ``ready``. SIGTERM and SIGINT end all children, then this program
with status 0.
"""

import contextlib
import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NamedTuple, NoReturn

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
HOST = "127.0.0.1"
DEFAULT_PORTS = {"REFERENCE_PORT": 8000, "ISSUANCE_PORT": 8001}
REFRESH_SECONDS = 3600.0
# A refresh that failed is tried again soon: the signed timestamp lives for 24 hours.
RETRY_SECONDS = 300.0
READY_SECONDS = 120.0
STOP_SECONDS = 10.0
LOOK_SECONDS = 0.5
"""How often it is looked whether a server has ended."""


class DemoError(Exception):
    """The demonstration cannot start or go on; the message is one sentence for the person at the terminal."""


class Stopped(BaseException):
    """SIGTERM or SIGINT came. Not an ``Exception``: nothing on the way up may take it for an error."""


class Children:
    """The programs that were started here, each leading a process group of its own.

    With a group of their own, Ctrl-C in the terminal reaches this program alone, which ends them in order.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the console script ``name`` with ``arguments``; its output goes where ours goes."""
        command = [str(self._programs / name), *arguments]
        # A signal between the start and the note of it would leave the child behind: it has to wait.
        previous = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)

        def let_signals_through() -> None:
            signal.pthread_sigmask(signal.SIG_SETMASK, previous)

        try:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=let_signals_through
            )
            self._running.append(child)
        except OSError as error:
            raise DemoError(f"{command[0]} cannot be started ({error.strerror}): run script/setup again.") from error
        finally:
            let_signals_through()
        return child

    def run(self, name: str, *arguments: str) -> int:
        """Run the console script ``name`` to its end and return its exit status."""
        child = self.start(name, *arguments)
        status = child.wait()
        self._running.remove(child)
        return status

    def end(self) -> None:
        """End all that still run: SIGTERM, and SIGKILL for what is there ``STOP_SECONDS`` later."""
        _ignore_stop_signals()
        for child in self._running:
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._running:
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"Note: process {child.pid} did not stop in time and was killed.", file=sys.stderr)
            # Also where the leader ended: it may have left workers behind in its group.
            _signal_group(child, signal.SIGKILL)
            child.wait()
        self._running.clear()


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


Servers = dict[str, "subprocess.Popen[bytes]"]
"""Running servers by the names of their programs."""


class Ports(NamedTuple):
    """Where the two sites are."""

    reference: int
    office: int


def ports_from_environment(environment: dict[str, str]) -> Ports:
    """Return the ports of ``REFERENCE_PORT`` and ``ISSUANCE_PORT``; raise ``DemoError`` when one is none."""
    ports = Ports(*(_port(environment, name) for name in DEFAULT_PORTS))
    if ports.reference == ports.office:
        raise DemoError(f"REFERENCE_PORT and ISSUANCE_PORT are both {ports.office}: each site needs a port of its own.")
    return ports


def _port(environment: dict[str, str], name: str) -> int:
    default = DEFAULT_PORTS[name]
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        raise DemoError(f"{name} is {text!r}; a number from 1 to 65535 is needed, for example {default}.")
    return int(text)


def require_free(name: str, port: int) -> None:
    """Raise ``DemoError`` when the port cannot be listened on, before anything is made or started."""
    with socket.socket() as probe:
        # As web servers do: connections of an earlier run that are just closing are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        another = port + 10 if port + 10 <= 65535 else DEFAULT_PORTS[name]
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DemoError(
                f"Port {port} of {HOST} cannot be used ({error.strerror}). Stop the program that uses it,"
                f" or choose another port: {name}={another} script/run"
            ) from error


def wait_until_ready(name: str, server: subprocess.Popen[bytes], port: int) -> None:
    """Return when ``/readyz`` answers 200; raise ``DemoError`` when the server ends or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while not _is_ready(port):
        if server.poll() is not None:
            raise DemoError(f"{name} ended with status {server.returncode} before it was ready: see above.")
        if time.monotonic() > deadline:
            raise DemoError(f"{name} was not ready after {READY_SECONDS:.0f} seconds: see above.")
        time.sleep(0.1)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def what_to_try(directory: Path, ports: Ports) -> str:
    """Return the lines that tell a person what to do now, with the demonstration's first certificate."""
    listing = directory / "demo" / "certificates.json"
    try:
        first = json.loads(listing.read_text(encoding="utf-8"))[0]
        number, issue_date, pdf = str(first["number"]), str(first["issue_date"]), str(first["pdf"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DemoError(
            f"{listing} cannot be read ({error}). Move {directory} away and run script/run again."
        ) from error
    site = f"http://{HOST}:{ports.reference}"
    paper = os.path.relpath(pdf)
    scan = [".venv/bin/scanner", "check"]
    # The scanner asks the site that the trust list names, which is this one unless the port has changed since.
    at = [] if str(first["page_url"]).startswith(site + "/") else ["--reference", site]
    online = shlex.join([*scan, *at, paper])
    offline = shlex.join([*scan, "--offline", paper])
    return f"""
The reference site is at {site}/
The issuing office is at http://localhost:{ports.office}/
{sign_ins(directory)}
Try this:
  Type there the number {number} and the date {issue_date}, or open
      {site}/certificates/{number}/{issue_date}
  Check the certificate's PDF, asking the reference site, then without it:
      {online}
      {offline}
  All sample certificates are listed in {listing}
  Stop with Ctrl-C.
"""


def sign_ins(directory: Path) -> str:
    """Return the lines that tell who can sign in to the office, and with what; '' where nobody can yet."""
    try:
        people = json.loads((directory / "demo" / "sign-ins.json").read_text(encoding="utf-8"))
        rows = [[each["chamber"], each["who"], each["login"], each["password"], each["totp"] or "-"] for each in people]
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DemoError(f"The list of the demonstration's ids cannot be read ({error}).") from error
    table = [["At", "Who", "Id", "Password", "Authenticator's secret (Base32)"], *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ("  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in table)
    return "\n" + "\n".join(line.rstrip() for line in lines) + "\n"


def watch(
    children: Children, servers: Servers, directory: Path, wait: Callable[[Servers, float], str | None]
) -> NoReturn:
    """Refresh the trust files every hour while the servers run; raise ``DemoError`` when one ends."""
    pause = REFRESH_SECONDS
    while True:
        ended = wait(servers, pause)
        if ended is not None:
            raise DemoError(f"{ended} ended by itself with status {servers[ended].returncode}: see above.")
        status = refresh(children, directory)
        if status:
            print(f"Note: the trust files were not refreshed (status {status}); trying again.", file=sys.stderr)
        pause = RETRY_SECONDS if status else REFRESH_SECONDS


def wait_for_any(servers: Servers, seconds: float) -> str | None:
    """Return the name of a server that has ended; None when all still run after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for name, server in servers.items():
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(LOOK_SECONDS)
                return name
    return None


def refresh(children: Children, directory: Path) -> int:
    """Sign the trust files anew and let the demonstration's scanner have them; return the exit status."""
    trust = directory / "trust"
    return children.run("issuance", "trust", "refresh", "--directory", str(directory)) or children.run(
        "scanner", "trust", "update", "--trust", str(trust / "client"), "--reference", str(trust / "repository")
    )


def serve(children: Children, directory: Path, ports: Ports) -> NoReturn:
    """Make, refresh and serve the demonstration in ``directory``; end by an exception alone."""
    for name, port in zip(DEFAULT_PORTS, ports, strict=True):
        require_free(name, port)
    where = ("--directory", str(directory))
    if children.run("issuance", "demo", *where, "--ref-base", f"http://{HOST}:{ports.reference}/v/"):
        raise DemoError("the demonstration could not be made: the message above says why.")
    if refresh(children, directory):
        raise DemoError("the trust files could not be refreshed: the message above says why.")
    # Reports of suspect papers go from the reference site to the form that the office serves.
    os.environ.setdefault("REFERENCE_OFFICE_URL", f"http://localhost:{ports.office}")
    servers: Servers = {}
    for name, port in (("reference-service", ports.reference), ("issuance", ports.office)):
        servers[name] = children.start(name, "serve", "--host", HOST, "--port", str(port), *where)
        wait_until_ready(name, servers[name], port)
    # Writes mails into var/demo/mail, where their links can be opened, and publishes what the bulletin has to say.
    servers["issuance deliver"] = children.start("issuance", "deliver", "--watch", *where)
    # Issues what officers have approved; the office's pages never touch the chambers' keys.
    servers["issuance issue-approved"] = children.start("issuance", "issue-approved", "--watch", *where)
    print(what_to_try(directory, ports))
    print("ready", flush=True)
    watch(children, servers, directory, wait_for_any)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    _ignore_stop_signals()
    raise Stopped(number)


def _ignore_stop_signals() -> None:
    """Let nothing disturb the orderly end once it has begun."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def main(programs: Path, directory: Path) -> int:
    """Run the demonstration with the console scripts in ``programs``; return the exit status."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    children = Children(programs)
    try:
        serve(children, directory, ports_from_environment(dict(os.environ)))
    except Stopped:
        print("Stopping …", flush=True)
        return 0
    except DemoError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    finally:
        children.end()


if __name__ == "__main__":
    # The console scripts stand beside .venv's interpreter. Resolving its path would lead out of .venv.
    sys.exit(main(Path(sys.executable).parent, Path("var")))
