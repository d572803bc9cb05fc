"""The demo installation, made once for all tests, and the real reference service over it."""

import fcntl
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from issuance.cli import main as issuance
from tests.servers.process import ServerProcess, free_port

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Demo:
    """A demo installation in `directory`."""

    directory: Path

    def listed(self, name: str) -> dict[str, Any]:
        """Return what `certificates.json` says of a sample."""
        listing = json.loads((self.directory / "demo" / "certificates.json").read_bytes())
        return next(entry for entry in listing if entry["name"] == name)

    @property
    def names(self) -> list[str]:
        """The names of all samples."""
        return [entry["name"] for entry in json.loads((self.directory / "demo" / "certificates.json").read_bytes())]

    def pdf(self, name: str) -> Path:
        """Return the original."""
        return self.directory / "demo" / f"{name}.pdf"

    def content(self, name: str) -> Path:
        """Return the content file."""
        return self.directory / "demo" / f"{name}.content.json"

    @property
    def trust(self) -> Path:
        """The scanner's trust folder: a pinned root."""
        return self.directory / "trust" / "client"

    @property
    def repository(self) -> Path:
        """The published trust files."""
        return self.directory / "trust" / "repository"

    def copy_to(self, directory: Path) -> "Demo":
        """Return an installation of its own for a test that changes it."""
        shutil.copytree(self.directory, directory)
        return Demo(directory)

    def office(self, *arguments: str) -> None:
        """Run a command of the office on it."""
        command, *others = arguments
        assert issuance([command, "--directory", str(self.directory), *others]) == 0, arguments


def make_demo_once(shared: Path) -> Demo:
    """Make the demo below `shared`, or take the one that another worker of this test run has made there."""
    directory = shared / "demo-installation"
    with (shared / "demo.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not directory.exists():
            unfinished = shared / "demo-unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            assert issuance(["demo", "--directory", str(unfinished)]) == 0
            unfinished.rename(directory)
    return Demo(directory)


class ReferenceService:
    """`reference-service serve` over an installation, from entering to leaving."""

    def __init__(self, demo: Demo, folder: Path) -> None:
        self.address = f"http://127.0.0.1:{(port := free_port())}"
        folder.mkdir(parents=True, exist_ok=True)
        self._process = ServerProcess(
            [
                sys.executable,
                "-c",
                "import sys; from reference_service.cli import main; sys.exit(main())",
                "serve",
                "--directory",
                str(demo.directory),
                "--port",
                str(port),
            ],
            folder,
            environment={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def __enter__(self) -> "ReferenceService":
        self._process.wait_until(self._is_alive)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()

    def _is_alive(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=5).ok
        except requests.RequestException:
            return False
