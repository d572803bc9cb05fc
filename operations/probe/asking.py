"""What the probe does to the outside: open a connection, fetch a page, let the scanner look up and scan."""

import datetime as dt
import json
import socket
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from operations.probe.records import Cause, Result

CONNECT_SECONDS = 10
SCANNER_SECONDS = 40
"""A round is over before the next one is due. Whoever waits longer for an answer calls the service down."""


@dataclass(frozen=True)
class Connection:
    """How a connection to a site ended; `tls_until` is when its certificate ends (UTC), None without TLS."""

    result: Result
    cause: Cause | None
    reason: str
    tls_until: dt.datetime | None = None


def connect(url: str, ca: Path | None = None) -> Connection:
    """Open a connection as a browser does, TLS included, and close it."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname, port), CONNECT_SECONDS) as plain:
            if parts.scheme != "https":
                return Connection(Result.UP, None, "connected")
            context = ssl.create_default_context(cafile=str(ca) if ca else None)
            with context.wrap_socket(plain, server_hostname=parts.hostname) as secured:
                return Connection(Result.UP, None, secured.version() or "TLS", _until(secured))
    except ConnectionRefusedError:
        # The machine itself answered: its network is fine, its web server is not there.
        return Connection(Result.DOWN, Cause.FAULT, "connection refused")
    except ssl.SSLError as error:
        return Connection(Result.DOWN, Cause.FAULT, f"TLS: {error.reason or error}"[:300])
    except TimeoutError:
        return Connection(Result.DOWN, Cause.NETWORK, f"no connection in {CONNECT_SECONDS} s")
    except socket.gaierror:
        return Connection(Result.DOWN, Cause.NETWORK, "the name has no address")
    except OSError as error:
        return Connection(Result.DOWN, Cause.NETWORK, error.strerror or "no connection")


def page(url: str, ca: Path | None = None) -> tuple[Result, Cause | None, str]:
    """Fetch `/readyz` of the office: 200 says that its database answers too."""
    try:
        answer = requests.get(
            f"{url}/readyz", timeout=CONNECT_SECONDS, verify=str(ca) if ca else True, allow_redirects=False
        )
    except requests.ConnectTimeout:
        return Result.DOWN, Cause.NETWORK, f"no connection in {CONNECT_SECONDS} s"
    except requests.RequestException as error:
        return Result.DOWN, Cause.FAULT, type(error).__name__
    if answer.status_code != requests.codes.ok:
        return Result.DOWN, Cause.FAULT, f"HTTP {answer.status_code}"
    return Result.UP, None, "ready"


def announced(url: str, ca: Path | None = None) -> list[dict[str, Any]] | None:
    """Return the maintenance windows that the reference service announces; None where it does not say."""
    try:
        answer = requests.get(f"{url}/api/v1/service", timeout=CONNECT_SECONDS, verify=str(ca) if ca else True)
        answer.raise_for_status()
        windows = answer.json()["windows"]
    except (requests.RequestException, ValueError, KeyError, TypeError):
        return None
    return windows if isinstance(windows, list) else None


class Scanner:
    """The scanner's own command line, which trusts nobody but the keys. `trust` is its folder, with the pinned root."""

    def __init__(self, reference: str, trust: Path, ca: Path | None) -> None:
        self._options = ["--json", "--reference", reference, "--trust", str(trust), *(["--ca", str(ca)] if ca else [])]

    def look_up(self, number: str, date: dt.date) -> dict[str, Any] | None:
        """Look a certificate up by number and issue date."""
        return self._run("lookup", *self._options, number, date.isoformat())

    def scan(self, file: Path) -> dict[str, Any] | None:
        """Check the code in a PDF or picture."""
        return self._run("check", *self._options, str(file))

    @staticmethod
    def _run(*arguments: str) -> dict[str, Any] | None:
        command = [sys.executable, "-m", "scanner", *arguments]
        try:
            done = subprocess.run(  # noqa: S603  # our own program, and arguments of our own settings
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SCANNER_SECONDS, check=False
            )
            answer = json.loads(done.stdout.splitlines()[0])
        except (subprocess.TimeoutExpired, OSError, ValueError, IndexError):
            return None
        return answer if isinstance(answer, dict) else None


def _until(secured: ssl.SSLSocket) -> dt.datetime | None:
    certificate = secured.getpeercert() or {}
    ends = certificate.get("notAfter")
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), dt.UTC) if isinstance(ends, str) else None
