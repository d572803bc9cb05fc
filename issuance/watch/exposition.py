"""The office's figures in the words of Prometheus."""

import datetime as dt
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from issuance.office import Office
from issuance.storage.figures import OfficeFigures, Waiting, read_figures
from issuance.watch.beats import JOBS, Beats
from issuance.watch.ends import ends_of

PREFIX = "originseal_office"


def exposition(office: Office) -> bytes:
    """Return the text that Prometheus reads (format 0.0.4). Raises `IssuanceError` where something cannot be read.

    Then nothing is told at all, and the age of what was told last raises the alarm: half a set of figures would not.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(list(_families(office))))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families


def _families(office: Office) -> Iterator[Metric]:
    now = office.clock()
    figures = read_figures(office.store.engine, office.tenants(), now)
    yield _gauge("figures_at_seconds", "When these figures were read.", now.timestamp())
    yield from _waiting("applications", "Applications that wait for the chamber or its jobs", figures.applications, now)
    yield _gauge("applications_overdue", "Applications past the chamber's own target.", figures.overdue)
    yield from _waiting("messages", "Mails and faxes that wait, or could not be delivered", figures.messages, now)
    yield from _waiting("webhooks", "Webhooks that wait, or were given up", figures.webhooks, now)
    yield from _waiting("uploads", "Files that are held back from their readers", figures.uploads, now)
    yield from _waiting("certificates", "Certificates between number and delivery", figures.certificates, now)
    yield _gauge("outbox_records", "Records that the register has not confirmed.", figures.unpublished)
    yield _virus(figures)
    yield from _jobs(office)
    yield _ends(office, now)


def _waiting(name: str, text: str, waiting: Mapping[str, Waiting], now: dt.datetime) -> Iterator[Metric]:
    counts = GaugeMetricFamily(f"{PREFIX}_{name}", f"{text}, by state.", labels=("state",))
    ages = GaugeMetricFamily(f"{PREFIX}_{name}_oldest_seconds", "How long the oldest of them waits.", labels=("state",))
    for state, each in waiting.items():
        counts.add_metric((state,), each.count)
        age = 0.0 if each.oldest is None else max((now - each.oldest).total_seconds(), 0.0)
        ages.add_metric((state,), age)
    yield counts
    yield ages


def _virus(figures: OfficeFigures) -> Metric:
    found = figures.virus_found_at
    return _gauge("virus_found_at_seconds", "When a virus was last found; 0: never.", found.timestamp() if found else 0)


def _jobs(office: Office) -> Iterator[Metric]:
    # `task`, since Prometheus itself puts a label `job` on everything that it reads.
    beats = Beats(office.config.beats_folder)
    last = GaugeMetricFamily(
        f"{PREFIX}_job_ended_well_at_seconds", "When a job last ended well; 0: never.", labels=("task",)
    )
    overdue = GaugeMetricFamily(
        f"{PREFIX}_job_overdue_after_seconds", "How long after that it is overdue.", labels=("task",)
    )
    for name, job in JOBS.items():
        at = beats.last(name)
        needed = job.needed or (name == "scan-uploads" and office.config.clamd is not None)
        if at is None and not needed:
            continue
        last.add_metric((name,), 0 if at is None else at.timestamp())
        overdue.add_metric((name,), job.overdue.total_seconds())
    yield last
    yield overdue


def _ends(office: Office, now: dt.datetime) -> Metric:
    family = GaugeMetricFamily(
        f"{PREFIX}_ends_at_seconds", "When keys, certificates and signed files end.", labels=("what", "chamber")
    )
    for end in ends_of(office, now):
        family.add_metric((end.what, end.chamber), end.at.timestamp())
    return family


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", text, value=value)
