"""One round: every check at once, then the records on the disk, then the figures for Prometheus."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from operations.config import Canary, Config
from operations.errors import ConfigError
from operations.probe import asking
from operations.probe.announced import AnnouncedShelf
from operations.probe.judging import judge
from operations.probe.records import Cause, Part, Record, RecordShelf, Result

_TOGETHER: Final = 2
"""Each check of a file takes a processor of its own; more at once would make each other late on a small machine."""
Judged = tuple[Result, Cause | None, str]


@dataclass(frozen=True)
class Round:
    """What a round found. `tls_until`: when a part's TLS certificate ends. `paused`: parts in an announced pause."""

    records: Sequence[Record]
    tls_until: dict[Part, dt.datetime]
    paused: frozenset[Part]

    @property
    def worst(self) -> Result:
        """The one word for it: a wrong answer is worse than none."""
        results = {record.result for record in self.records}
        return next((result for result in (Result.WRONG, Result.DOWN) if result in results), Result.UP)


def probe(config: Config, clock: Callable[[], dt.datetime]) -> Round:
    """Do a round and keep its records. Raises :class:`ConfigError` where nothing is set that could be watched."""
    if config.reference_url is None and config.office_url is None:
        raise ConfigError("Nothing to watch: set reference_url (and office_url), see docs/operations/watch.md.")
    now = clock()
    records: list[Record] = []
    tls: dict[Part, dt.datetime] = {}
    for part, url in ((Part.REFERENCE, config.reference_url), (Part.OFFICE, config.office_url)):
        if url is not None:
            found, until = _site(config, part, url, now)
            records += found
            if until is not None:
                tls[part] = until
    RecordShelf(config.directory).add(records)
    if config.reference_url is not None:
        windows = asking.announced(config.reference_url, config.ca)
        if windows is not None:
            AnnouncedShelf(config.directory).note(windows, now)
    return Round(records, tls, _paused(config, now))


def _paused(config: Config, now: dt.datetime) -> frozenset[Part]:
    """Return the parts that an announced window closes now; it was noted before the service was closed."""
    windows = AnnouncedShelf(config.directory).all()
    return frozenset(part for window in windows if window.begins <= now < window.ends for part in window.stops)


def _site(config: Config, part: Part, url: str, now: dt.datetime) -> tuple[list[Record], dt.datetime | None]:
    """Check one site; where it cannot be reached, nothing further is asked of it."""
    began = time.monotonic()
    link = asking.connect(url, config.ca)
    records = [
        Record(
            at=now,
            part=part,
            check="connection",
            result=link.result,
            cause=link.cause,
            seconds=round(time.monotonic() - began, 4),
            reason=link.reason,
        )
    ]
    if link.result is Result.UP:
        checks = _lookups(config, url) if part is Part.REFERENCE else {"page": lambda: asking.page(url, config.ca)}
        with ThreadPoolExecutor(_TOGETHER) as pool:
            futures = [pool.submit(_timed, now, part, name, check) for name, check in checks.items()]
            records += [future.result() for future in futures]
    return records, link.tls_until


def _lookups(config: Config, url: str) -> dict[str, Callable[[], Judged]]:
    scanner = asking.Scanner(url, config.trust_folder, config.ca)
    checks: dict[str, Callable[[], Judged]] = {}
    for canary in config.canaries:
        checks[f"lookup-{canary.name}"] = _judged(canary, scanner.look_up, canary.number, canary.date)
        if canary.file is not None:
            checks[f"scan-{canary.name}"] = _judged(canary, scanner.scan, canary.file)
    return checks


def _judged(canary: Canary, ask: Callable[..., dict[str, Any] | None], *what: object) -> Callable[[], Judged]:
    return lambda: judge(canary, ask(*what))


def _timed(now: dt.datetime, part: Part, name: str, check: Callable[[], Judged]) -> Record:
    began = time.monotonic()
    result, cause, reason = check()
    seconds = round(time.monotonic() - began, 4)
    return Record(at=now, part=part, check=name, result=result, cause=cause, seconds=seconds, reason=reason)
