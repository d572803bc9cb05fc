"""Runs the demonstration until it is told to stop: the reference site and the hourly trust refresh.

``script/run`` starts it after the set-up. It needs the standard library alone. Sequence: make the
demonstration (``issuance demo``), refresh the trust repository, start ``reference-service``, wait until it is
ready, say what to try, print ``ready``. SIGTERM and SIGINT end all children, then this program with status 0.
"""

import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
HOST = "127.0.0.1"
DEFAULT_PORT = 8000
REFRESH_SECONDS = 3600.0
# A refresh that failed is tried again soon: the signed timestamp lives for 24 hours.
RETRY_SECONDS = 300.0
READY_SECONDS = 120.0
STOP_SECONDS = 10.0


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


def port_from_environment(environment: dict[str, str]) -> int:
    """Return the port of ``REFERENCE_PORT`` (default 8000); raise ``DemoError`` when it is not one."""
    text = environment.get("REFERENCE_PORT") or str(DEFAULT_PORT)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        raise DemoError(f"REFERENCE_PORT is {text!r}; a number from 1 to 65535 is needed, for example 8000.")
    return int(text)


def require_free(port: int) -> None:
    """Raise ``DemoError`` when the port cannot be listened on, before anything is made or started."""
    with socket.socket() as probe:
        # As web servers do: connections of an earlier run that are just closing are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        another = port + 1 if port < 65535 else DEFAULT_PORT
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DemoError(
                f"Port {port} of {HOST} cannot be used ({error.strerror}). Stop the program that uses it,"
                f" or choose another port: REFERENCE_PORT={another} script/run"
            ) from error


def wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    """Return when ``/readyz`` answers 200; raise ``DemoError`` when the server ends or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while not _is_ready(port):
        if server.poll() is not None:
            raise DemoError(f"reference-service ended with status {server.returncode} before it was ready: see above.")
        if time.monotonic() > deadline:
            raise DemoError(f"reference-service was not ready after {READY_SECONDS:.0f} seconds: see above.")
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


def what_to_try(directory: Path, port: int) -> str:
    """Return the lines that tell a person what to do now, with the demonstration's first certificate."""
    listing = directory / "demo" / "certificates.json"
    try:
        first = json.loads(listing.read_text(encoding="utf-8"))[0]
        number, issue_date, pdf = str(first["number"]), str(first["issue_date"]), str(first["pdf"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DemoError(
            f"{listing} cannot be read ({error}). Move {directory} away and run script/run again."
        ) from error
    site = f"http://{HOST}:{port}"
    paper = os.path.relpath(pdf)
    scan = [".venv/bin/scanner", "check"]
    # The scanner asks the site that the trust list names, which is this one unless the port has changed since.
    at = [] if str(first["page_url"]).startswith(site + "/") else ["--reference", site]
    online = shlex.join([*scan, *at, paper])
    offline = shlex.join([*scan, "--offline", paper])
    return f"""
The reference site is at {site}/

Try this:
  Type there the number {number} and the date {issue_date}, or open
      {site}/certificates/{number}/{issue_date}
  Check the certificate's PDF, asking the reference site, then without it:
      {online}
      {offline}
  All sample certificates are listed in {listing}
  Stop with Ctrl-C.
"""


def watch(children: Children, server: subprocess.Popen[bytes], directory: Path) -> NoReturn:
    """Refresh the trust files every hour while the server runs; raise ``DemoError`` when that ends."""
    due = time.monotonic() + REFRESH_SECONDS
    while True:
        try:
            server.wait(max(0.0, due - time.monotonic()))
        except subprocess.TimeoutExpired:
            status = refresh(children, directory)
            if status:
                print(
                    f"Note: the trust files were not refreshed (status {status}); trying again.",
                    file=sys.stderr,
                )
            due = time.monotonic() + (RETRY_SECONDS if status else REFRESH_SECONDS)
        else:
            raise DemoError(f"reference-service ended by itself with status {server.returncode}: see above.")


def refresh(children: Children, directory: Path) -> int:
    """Sign the trust files anew and let the demonstration's scanner have them; return the exit status."""
    trust = directory / "trust"
    return children.run("issuance", "trust", "refresh", "--directory", str(directory)) or children.run(
        "scanner", "trust", "update", "--trust", str(trust / "client"), "--reference", str(trust / "repository")
    )


def serve(children: Children, directory: Path, port: int) -> NoReturn:
    """Make, refresh and serve the demonstration in ``directory``; end by an exception alone."""
    require_free(port)
    where = ("--directory", str(directory))
    if children.run("issuance", "demo", *where, "--ref-base", f"http://{HOST}:{port}/v/"):
        raise DemoError("the demonstration could not be made: the message above says why.")
    if refresh(children, directory):
        raise DemoError("the trust files could not be refreshed: the message above says why.")
    server = children.start("reference-service", "serve", "--host", HOST, "--port", str(port), *where)
    wait_until_ready(server, port)
    print(what_to_try(directory, port))
    print("ready", flush=True)
    watch(children, server, directory)


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
        serve(children, directory, port_from_environment(dict(os.environ)))
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
