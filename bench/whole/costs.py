"""What a question and a certificate cost each program in CPU, and in bytes, measured on the running stack.

CPU time and not wall time: it hardly depends on what else the machine does. Of every thread and process of a program,
in nanoseconds (/proc/…/schedstat).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.whole.clerk import Clerk
from bench.whole.crowd import Asker
from bench.whole.judging import Judgement
from bench.whole.stack import Stack
from bench.whole.truth import Known, Truth
from issuance.storage.engine import open_engine

LONGER_THAN_NGINX_KEEPS = 1.2
MOST_WAIT_SECONDS = 240.0
_NANOSECONDS = 1e9

Spent = dict[str, float]
"""Seconds of CPU, or bytes, by program or place."""


class Meter:
    """Reads the CPU time of the stack's programs."""

    def __init__(self, stack: Stack) -> None:
        self._programs: Mapping[str, Callable[[], int]] = {
            "nginx": lambda: stack.nginx.process.pid,
            "reference": lambda: stack.reference.process.pid,
            "PostgreSQL": lambda: stack.postgres.process.pid,
            "Redis": lambda: stack.redis.process.pid,
            "issue job": lambda: stack.job.pid,
        }

    def read(self) -> Spent:
        """Return the seconds of CPU that each program's living processes have taken."""
        return {name: sum(map(_seconds, _family(pid()))) for name, pid in self._programs.items()}

    @contextmanager
    def spent(self, into: Spent) -> Iterator[None]:
        """Add what the block takes."""
        before = self.read()
        yield
        for name, seconds in self.read().items():
            into[name] = into.get(name, 0.0) + seconds - before.get(name, 0.0)


def questions(stack: Stack, truth: Truth, asker: Asker, count: int) -> dict[str, Spent]:
    """Return microseconds of CPU for one question of each kind, by program."""
    meter, known = Meter(stack), truth.some()[:count]
    with_pdf = [one for one in truth.some() if one.pdf is not None]
    asker.ask("api", known[0])  # opens connections
    ways: dict[str, tuple[str, Sequence[Known]]] = {
        "api, first time": ("api", known),
        "api, kept by nginx": ("api", known[-3:] * max(1, count // 6)),
        "api, from memory": ("api", known),
        "page of a QR code, first time": ("qr_page", known),
        "page of a QR code, from memory": ("qr_page", known),
        "list of 5": ("batch", known),
        "unknown number": ("unknown", known),
        "original PDF": ("pdf", with_pdf),
    }
    found: dict[str, Spent] = {}
    for name, (kind, about) in ways.items():
        if name.endswith("from memory"):
            time.sleep(LONGER_THAN_NGINX_KEEPS)
        spent: Spent = {}
        began = len(asker.answers)
        with meter.spent(spent):
            for one in about:
                asker.ask(kind, one)
        bad = [each for each in asker.answers[began:] if each.judgement is not Judgement.RIGHT]
        if bad:
            raise RuntimeError(f"{name}: {bad[0].reason} is not what is measured here")
        found[name] = {program: round(seconds / len(about) * 1e6, 1) for program, seconds in spent.items()}
    return found


def certificates(stack: Stack, clerk: Clerk, count: int) -> tuple[Spent, Spent]:
    """Let the job issue so many; return milliseconds of CPU and bytes for each, by program and by place."""
    spent: Spent = {}
    before = _bytes(stack)
    with Meter(stack).spent(spent):
        clerk.file(count)
        deadline = time.monotonic() + MOST_WAIT_SECONDS
        while clerk.unissued() or not _has_copies(stack):
            if time.monotonic() > deadline:
                raise RuntimeError(f"the job did not issue {count} certificates: {stack.job.log_end()}")
            time.sleep(0.5)
    grown = {place: round((size - before[place]) / count) for place, size in _bytes(stack).items()}
    return {program: round(seconds / count * 1e3, 2) for program, seconds in spent.items()}, grown


def _has_copies(stack: Stack) -> bool:
    with stack.installation.open() as office:
        return not office.publisher.without_copy()


def _bytes(stack: Stack) -> Spent:
    config = stack.installation.config
    places = {
        "originals": config.originals_url.removeprefix("file://"),
        "published copies": config.documents_url.removeprefix("file://"),
    }
    sizes: Spent = {name: float(_size(Path(folder))) for name, folder in places.items()}
    for name, url in (("office's database", config.database_url), ("register", config.register_url)):
        engine = open_engine(url)
        with engine.connect() as connection:
            text = "SELECT pg_database_size(current_database())"
            sizes[name] = float(connection.exec_driver_sql(text).scalar_one())
        engine.dispose()
    return sizes


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.exists() else 0


def _family(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _seconds(process: psutil.Process) -> float:
    total = 0
    for task in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
        try:
            total += int(task.read_text().split()[0])
        except OSError:
            continue  # the thread has ended meanwhile
    return total / _NANOSECONDS
