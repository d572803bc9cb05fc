"""When each periodic job last ended well: a small file for each, written after it (`issuance --beat JOB …`)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from issuance.errors import RefusedError
from issuance.files import write_durably

_HOURS = dt.timedelta(hours=1)
_MINUTES = dt.timedelta(minutes=1)
_READABLE: Final = 0o644


@dataclass(frozen=True)
class Job:
    """A periodic job: how long after its last good end it is overdue, and whether every installation needs it."""

    overdue: dt.timedelta
    needed: bool = True


JOBS: Final[Mapping[str, Job]] = {
    "backup": Job(26 * _HOURS),
    "cards": Job(45 * _MINUTES, needed=False),
    "daily": Job(26 * _HOURS),
    "purge": Job(26 * _HOURS),
    "resume": Job(60 * _MINUTES),
    "scan-uploads": Job(5 * _MINUTES, needed=False),
    "trail-anchor": Job(8 * _HOURS),
    "trail-verify": Job(26 * _HOURS),
    "trust-refresh": Job(3 * _HOURS),
}
"""By name, as units are called: originseal-daily.service. Each misses a round at least before it is overdue."""

UNIT_PREFIX: Final = "originseal-"


def job_of(name: str) -> str:
    """Return the job that a name means, which may be that of its unit; `RefusedError` for one that is none."""
    job = name.removeprefix(UNIT_PREFIX).removesuffix(".service")
    if job not in JOBS:
        raise RefusedError(f"There is no periodic job {name!r}. Known: {', '.join(JOBS)}.")
    return job


class Beats:
    """The folder of these files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def beat(self, name: str, now: dt.datetime) -> None:
        """Note that a job ended well now. Raises `RefusedError` for a name that is none: nobody would look at it."""
        job = job_of(name)
        # Read by the user of `issuance metrics`, which is not that of each job; it says nothing but a time.
        write_durably(self._folder / job, f"{now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}\n".encode())
        (self._folder / job).chmod(_READABLE)  # whatever the umask of its unit is

    def last(self, name: str) -> dt.datetime | None:
        """Return when a job last ended well, None where it never did or its file cannot be read."""
        try:
            return dt.datetime.fromisoformat((self._folder / name).read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            return None
