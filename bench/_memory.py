"""What a worker has in memory. See `bench/lookup.py`.

Proportional set size of a process that was forked after the application was loaded, as gunicorn's `--preload` does it:
what parent and worker share counts half. It is asked as WSGI servers ask, without a network in between.
"""

import argparse
import io
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from bench._fill import asked, fill
from bench._load import UNLIMITED
from bench._lookup_apps import service
from bench._lookup_site import make_site
from reference_service.certificate_cache import MAX_BYTES as CERTIFICATE_BYTES
from reference_service.certificate_cache import CertificateCache
from reference_service.page_cache import MAX_BYTES as PAGE_BYTES

MANY, MORE = 10_000, 100_000


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Load, fork, ask, print and return megabytes."""
    del arguments
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="originseal-bench-memory-")))
        directory = make_site(stack, 1).site.directory
        in_force, ended = f"sqlite:///{folder / 'force.sqlite'}", f"sqlite:///{folder / 'ended.sqlite'}"
        fill(in_force, MORE, ended_every=0)
        fill(ended, MANY, ended_every=1)
        cached = _in_worker(directory, in_force, [MANY, MORE])
        with_ended = _in_worker(directory, ended, [])
    figures = {
        "at_start": cached[0],
        "10_000_asked_for": cached[1],
        "100_000_asked_for": cached[2],
        "at_start_with_10_000_ended": with_ended[0],
    }
    for name, megabytes in figures.items():
        print(f"{name:<27}{megabytes:7.1f} MB")
    limits = {"certificates": CERTIFICATE_BYTES / 1e6, "pages": PAGE_BYTES / 1e6}
    return {"pss_mb": figures, "limits_mb": {name: round(limit, 1) for name, limit in limits.items()}}


def _in_worker(directory: Path, url: str, steps: list[int]) -> list[float]:
    """Return the worker's memory after its first answer, and after so many certificates were asked for."""
    # A process of its own is the parent, so that this program's memory is not shared with the worker.
    results = directory / "memory.txt"
    results.unlink(missing_ok=True)
    parent = multiprocessing.get_context("spawn").Process(target=_parent, args=(directory, url, steps, results))
    parent.start()
    parent.join()
    if parent.exitcode:
        raise RuntimeError("the worker failed; what it wrote stands above")
    return [float(line) for line in results.read_text(encoding="ascii").split()]


def _parent(directory: Path, url: str, steps: list[int], results: Path) -> None:
    os.environ |= {"REFERENCE_DIRECTORY": str(directory), "REFERENCE_REGISTER_URL": url, **UNLIMITED}
    app = service(CertificateCache())
    worker = multiprocessing.get_context("fork").Process(target=_worker, args=(app, steps, results))
    worker.start()
    worker.join()
    sys.exit(worker.exitcode)


def _worker(app: Callable[..., Iterable[bytes]], steps: list[int], results: Path) -> None:
    _ask(app, "/readyz")
    found, done = [_megabytes()], 0
    for step in steps:
        for number, day in (asked(index) for index in range(done + 1, step + 1)):
            _ask(app, f"/api/v1/certificates/{number}/{day}")
        done = step
        found.append(_megabytes())
    results.write_text("\n".join(str(megabytes) for megabytes in found), encoding="ascii")


def _ask(app: Callable[..., Iterable[bytes]], path: str) -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": "ref.example.jp",
        "SERVER_NAME": "ref.example.jp",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    said: list[str] = []
    for _ in app(environ, lambda status, _headers: said.append(status)):
        pass
    if said != ["200 OK"]:
        raise RuntimeError(f"{path} was answered {said}")


def _megabytes() -> float:
    return round(psutil.Process().memory_full_info().pss / 1e6, 1)
