"""The reference service as real processes: its own development server, and gunicorn."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_SERVE = "import sys; from reference_service.cli import main; sys.exit(main())"
_START_SECONDS = 30
_STOP_SECONDS = 15


class ReferenceServer:
    """`reference-service serve` over an installation's directory, on a free port; use as a context manager.

    `settings` are further REFERENCE_… settings. `url` has no slash at its end. Leaving the context stops it by SIGTERM.
    """

    def __init__(self, directory: Path, **settings: str) -> None:
        self._directory = directory
        self._settings = settings
        self.url = ""

    def __enter__(self) -> Self:
        command = [sys.executable, "-c", _SERVE, "serve", "--port", "0", "--directory", str(self._directory)]
        # A file, not a pipe: a service that reports many errors would wait for someone to read them.
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            command,
            env=clean_environment(**self._settings),
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        # A server that says nothing is ended, so that reading its first line cannot hang.
        watchdog = threading.Timer(_START_SECONDS, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline() if self.process.stdout else ""
        watchdog.cancel()
        if not line.startswith("Serving on http://"):
            self.process.communicate()
            raise RuntimeError(f"reference-service serve did not start: {self._read_errors()}")
        self.url = line.removeprefix("Serving on ").strip().rstrip("/")
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal; return the exit code and what was written to stderr."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.communicate(timeout=_STOP_SECONDS)
        return self.process.returncode, self._read_errors()

    def _read_errors(self) -> str:
        if not self._errors.closed:
            self._errors.seek(0)
            self._written = self._errors.read()
            self._errors.close()
        return self._written

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.returncode is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.communicate()
                self._errors.close()
                raise


def clean_environment(**settings: str) -> dict[str, str]:
    """Return this process's environment without settings of the service, and with those given.

    Limits are off unless a test sets them: tests ask faster than any person or bank.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("REFERENCE_")}
    return inherited | {"PYTHONPATH": str(Path.cwd()), "REFERENCE_LIMITS": "off"} | settings
