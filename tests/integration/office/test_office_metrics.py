"""`issuance metrics` and `issuance beat`: what waits, failed and ends, over both databases."""

import datetime as dt
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from issuance.cli import main
from issuance.domain.actor import Actor
from issuance.domain.calendar import ZONE
from issuance.domain.uploads import Purpose
from issuance.office import Office
from issuance.storage.tables.uploads import upload
from issuance.watch.exposition import exposition
from tests.builders import NOW
from tests.handed_in import picture
from tests.offices import Installation, Plug, PulledPlugError, numbered_request

Figures = dict[tuple[str, str], float]
APPLICANT = Actor("TYO", "TYO-A000001-1", account="a" * 16)


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    """Open the office."""
    with installation.open() as office:
        yield office


def figures(text: str) -> Figures:
    """Return values by name and labels."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(each.name.removeprefix("originseal_office_"), _labels(each.labels)): each.value for each in samples}


def _labels(labels: dict[str, str]) -> str:
    return "/".join(value for _, value in sorted(labels.items()) if value)


def read(office: Office) -> Figures:
    return figures(exposition(office).decode())


def test_an_office_in_which_nothing_waits(office: Office) -> None:
    found = read(office)
    assert found["figures_at_seconds", ""] == NOW.timestamp()
    waiting = [name for name in found if name[0] in ("applications", "messages", "webhooks", "uploads", "certificates")]
    assert len(waiting) == 6 + 4 + 3 + 2 + 4
    assert not any(found[name] for name in waiting)
    assert found["virus_found_at_seconds", ""] == 0
    assert found["outbox_records", ""] == 0


def test_what_ends_when(office: Office) -> None:
    found = {name[1]: value for name, value in read(office).items() if name[0] == "ends_at_seconds"}
    assert found["trust-timestamp"] == (NOW.replace(microsecond=0) + dt.timedelta(hours=24)).timestamp()
    assert found["trust-root"] == (NOW.replace(microsecond=0) + dt.timedelta(days=90)).timestamp()
    (key,) = [key for key in office.trust_list().keys if key.chamber == "TYO"]
    day_after = dt.datetime.combine(key.not_after + dt.timedelta(days=1), dt.time(), ZONE)
    assert found["TYO/chamber-key"] == day_after.timestamp()
    certificate = office.keys.pdf_signer("TYO", NOW.year).certificate
    assert found["TYO/pdf-certificate"] == certificate.not_valid_after_utc.timestamp()
    assert {"trust-targets", "trust-status", "trust-snapshot"} <= found.keys()


def test_a_file_in_quarantine_grows_old_and_a_virus_is_told_with_its_instant(office: Office) -> None:
    handed_in = office.uploads.receive(APPLICANT, io.BytesIO(picture("JPEG")), "a.jpg", Purpose.DOCUMENT, "c" * 16)
    with office.units.act(APPLICANT) as unit:
        unit.update(upload, handed_in.id, state="quarantined", taken_at=NOW - dt.timedelta(minutes=7))
    found = read(office)
    assert found["uploads", "quarantined"] == 1
    assert found["uploads_oldest_seconds", "quarantined"] == 420
    with office.units.act(APPLICANT) as unit:
        unit.update(upload, handed_in.id, state="infected", settled_at=NOW)
    found = read(office)
    assert (found["uploads", "quarantined"], found["uploads", "infected"]) == (0, 1)
    assert found["virus_found_at_seconds", ""] == NOW.timestamp()


def issue(installation: Installation, plug: Plug, index: int) -> None:
    with installation.open(plug) as office:
        office.issuing.issue(numbered_request(index))


def test_a_certificate_that_is_stuck_between_its_number_and_its_delivery(
    installation: Installation, office: Office
) -> None:
    with suppress(PulledPlugError):
        issue(installation, Plug(1), 1)  # its number was taken, and no more
    found = read(office)
    assert found["certificates", "numbered"] == 1
    assert found["certificates_oldest_seconds", "numbered"] == 0
    counting = Plug()
    issue(installation, counting, 2)
    recorded = counting.seen.index("store.record_issue") + 1
    with suppress(PulledPlugError):
        issue(installation, Plug(recorded), 3)
    found = read(office)
    assert (found["certificates", "recorded"], found["outbox_records", ""]) == (1, 1)


def test_jobs_are_told_by_their_last_good_end(
    any_installation: Installation, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["metrics"]) == 0
    before = figures(capsys.readouterr().out)
    assert before["job_ended_well_at_seconds", "backup"] == 0
    assert ("job_ended_well_at_seconds", "cards") not in before
    assert main(["beat", "originseal-cards"]) == 0
    assert main(["beat", "backup"]) == 0
    assert main(["beat", "bakcup"]) == 1
    assert main(["--beat", "bakcup", "backup", "list"]) == 64
    assert capsys.readouterr().err.count("no periodic job 'bakcup'") == 2
    assert main(["--beat", "daily", "backup", "list"]) == 1  # no shelf is set: what failed is not noted
    file = tmp_path / "office.prom"
    assert main(["metrics", "--textfile", str(file)]) == 0
    after = figures(file.read_text())
    assert file.stat().st_mode & 0o777 == 0o644
    now = dt.datetime.now(dt.UTC).timestamp()
    for job in ("backup", "cards"):
        assert now - 120 < after["job_ended_well_at_seconds", job] <= now
    assert after["job_ended_well_at_seconds", "daily"] == 0
    assert after["job_overdue_after_seconds", "backup"] == 26 * 3600
    for refused, sentence in ((["--textfile", str(tmp_path / "a.txt")], "end in .prom"), (["--watch"], "--textfile")):
        assert main(["metrics", *refused]) == 1
        assert sentence in capsys.readouterr().err
    del any_installation


def test_the_watch_needs_no_passphrase_and_ends_at_sigterm(any_installation: Installation, tmp_path: Path) -> None:
    any_installation.config.passphrase_file.unlink()
    file = tmp_path / "office.prom"
    command = [sys.executable, "-m", "issuance", "metrics", "--watch", "--textfile", str(file)]
    environment = {**os.environ, **any_installation.environment, "PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 240
    while not file.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 0, told
    assert told == ""
    assert "originseal_office_figures_at_seconds" in file.read_text()


def test_no_figure_names_anybody(office: Office) -> None:
    labels = {
        value
        for family in text_string_to_metric_families(exposition(office).decode())
        for sample in family.samples
        for name, value in sample.labels.items()
        if name not in ("state", "what", "task")
    }
    assert labels <= {"", "TYO"}


def test_without_a_database_nothing_is_told(
    sqlite_installation: Installation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISSUANCE_DATABASE_URL", "sqlite:////nowhere/office.sqlite")
    assert main(["metrics", "--directory", str(sqlite_installation.config.directory)]) == 1
    answer = capsys.readouterr()
    assert answer.out == ""
    assert "issuance:" in answer.err


class TestHours:
    """`issuance chamber hours` gives the availability report a month's promised hours."""

    def test_weekends_holidays_and_the_chambers_own_closures_are_left_out(
        self, any_installation: Installation, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["chamber", "hours", "TYO", "2026-11"]) == 0
        hours = json.loads(capsys.readouterr().out)
        days = [int(begins[8:10]) for begins, _ in hours["open"]]
        # 3 and 23 November are holidays.
        assert days == [2, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 24, 25, 26, 27, 30]
        assert hours["open"][0] == ["2026-11-02T08:30:00+09:00", "2026-11-02T17:30:00+09:00"]
        assert main(["chamber", "hours", "XXX", "2026-11"]) == 1
        assert main(["chamber", "hours", "TYO", "11/2026"]) == 1
        assert "write it as 2026-11" in capsys.readouterr().err
        del any_installation
