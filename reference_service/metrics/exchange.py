"""How the processes of one service put their figures together: a small file each, in a folder that they share.

Each writes its file once a second; whichever is asked reads them all. What a process that has ended had counted is
added up in one file, so that sums never fall; its gauges go with it.
"""

import fcntl
import json
import logging
import os
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference_service.errors import ConfigError
from reference_service.metrics.tally import Figures

_ENDED = "ended.json"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """Figures of one process or of all: `counts` are added up, of `gauges` the largest counts."""

    counts: Figures
    gauges: Figures


class Exchange:
    """The folder; raises :class:`ConfigError` where it cannot be used. `snapshot` gives this process's own figures."""

    def __init__(self, folder: Path, snapshot: Callable[[], Snapshot]) -> None:
        self._folder = folder
        self._snapshot = snapshot
        self._lock = threading.Lock()
        self._pid = 0
        self._name = ""
        self._problem = ""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "lock").touch()
        except OSError as error:
            raise ConfigError(
                f"REFERENCE_METRICS_DIRECTORY names {folder}, which cannot be used: {error.strerror}. "
                "Give it a folder that the service may write, or leave the setting out."
            ) from error

    def write(self) -> None:
        """Write this process's file; to be called once a second. A full disk costs figures and nothing else."""
        # Whoever is asked writes as well, in another thread.
        with self._lock:
            if self._pid != os.getpid():
                # A process number comes back some day; with chance behind it the name does not.
                self._pid, self._name = os.getpid(), f"{os.getpid()}-{secrets.token_hex(4)}.json"
            try:
                self._put(self._name, self._snapshot())
            except OSError as error:
                if self._problem != str(error):
                    self._problem = str(error)
                    _log.error("The figures for the operator cannot be written: %s", error)
            else:
                self._problem = ""

    def read(self) -> Snapshot:
        """Return the figures of all processes, this one's as they are now."""
        self.write()
        with self._locked():
            files = {path.name: _read(path) for path in self._folder.glob("*.json")}
            ended = [name for name in files if name != _ENDED and not _lives(int(name.partition("-")[0]))]
            for name in ended:
                files[name] = Snapshot(files[name].counts, {})
            if ended:
                self._put(_ENDED, _together([files[name] for name in (*ended, _ENDED) if name in files]))
                for name in ended:
                    (self._folder / name).unlink()
        return _together(list(files.values()))

    def _put(self, name: str, snapshot: Snapshot) -> None:
        draft = self._folder / f"{name}.{os.getpid()}.new"
        draft.write_text(json.dumps([list(snapshot.counts.items()), list(snapshot.gauges.items())]), encoding="ascii")
        draft.replace(self._folder / name)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._folder / "lock").open("rb") as lock:
            # Released with the file: two that are asked at once must not both add up what has ended.
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _together(snapshots: list[Snapshot]) -> Snapshot:
    counts: Counter[tuple[str, ...]] = Counter()
    gauges: Figures = {}
    for snapshot in snapshots:
        counts.update(snapshot.counts)
        for name, value in snapshot.gauges.items():
            gauges[name] = max(value, gauges.get(name, value))
    return Snapshot(dict(counts), gauges)


def _read(path: Path) -> Snapshot:
    counts, gauges = json.loads(path.read_text(encoding="ascii"))
    return Snapshot(_figures(counts), _figures(gauges))


def _figures(entries: list[Any]) -> Figures:
    return {tuple(name): float(value) for name, value in entries}


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's, so it is there
    return True
