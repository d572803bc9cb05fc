"""The last round in the words of Prometheus, for node_exporter's textfile collector."""

import datetime as dt
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from operations.errors import JournalError
from operations.probe.records import Result
from operations.probe.round import Round

PREFIX = "originseal_probe"


def write_figures(path: Path, done: Round, now: dt.datetime) -> None:
    """Replace the file as a whole. Raises :class:`JournalError`."""
    registry = CollectorRegistry()
    labels = ("part", "check")
    up = Gauge(f"{PREFIX}_up", "1 where the last check ended well, by part and check.", labels, registry=registry)
    wrong = Gauge(f"{PREFIX}_wrong", "1 where the last check got a wrong answer.", labels, registry=registry)
    seconds = Gauge(f"{PREFIX}_seconds", "How long the last check took.", labels, registry=registry)
    for record in done.records:
        names = (str(record.part), record.check)
        up.labels(*names).set(record.result is Result.UP)
        wrong.labels(*names).set(record.result is Result.WRONG)
        seconds.labels(*names).set(record.seconds)
    paused = Gauge(f"{PREFIX}_paused", "1 in an announced pause of Article 22.", ("part",), registry=registry)
    for part in sorted({record.part for record in done.records}):
        paused.labels(str(part)).set(part in done.paused)
    ends = Gauge(f"{PREFIX}_tls_end_seconds", "When the site's TLS certificate ends.", ("part",), registry=registry)
    for part, until in done.tls_until.items():
        ends.labels(str(part)).set(until.timestamp())
    last = Gauge(f"{PREFIX}_last_round_seconds", "When the last round began.", registry=registry)
    last.set(now.timestamp())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(path), registry)
    except OSError as error:
        raise JournalError(f"{path} cannot be written: {error.strerror}. See that the folder is there.") from error
