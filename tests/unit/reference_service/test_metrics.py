"""What the operator's Prometheus reads: right sums over processes, nothing about callers or certificates."""

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from reference_service.app import create_app
from reference_service.breaker import Breaker
from reference_service.cached_source import CachedSource
from reference_service.certificate_cache import CertificateCache
from reference_service.config import load_config
from reference_service.errors import ConfigError
from reference_service.limits.bucket import Limit
from reference_service.limits.limiter import Limiter
from reference_service.limits.policy import Limits
from reference_service.metrics.exchange import Exchange, Snapshot
from reference_service.metrics.observed import Observed
from reference_service.metrics.tally import Tally
from reference_service.status_follower import StatusFollower
from reference_service.trust import TrustDirectory
from register.reader import RegisterReader
from tests.reference_site import ReferenceSite, api_of, page_of

PREFIX = "originseal_reference_"


def samples(client: FlaskClient) -> dict[str, float]:
    """Return what `/metrics` says, by name and labels as written there."""
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    found = {}
    for family in text_string_to_metric_families(response.text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name.removeprefix(PREFIX)}{{{labels}}}" if labels else sample.name.removeprefix(PREFIX)] = (
                sample.value
            )
    return found


@pytest.fixture
def client(site: ReferenceSite, tmp_path: Path) -> FlaskClient:
    """Return a client of a site that counts, with a limit of five rows."""
    config = replace(site.config, metrics_directory=tmp_path / "metrics")
    limiter = Limiter(Limits(rows=Limit(burst=5, per_minute=1)))
    return site.app(config, limiter=limiter).test_client()


def test_requests_verdicts_times_and_refusals_are_counted(site: ReferenceSite, client: FlaskClient) -> None:
    issued, revoked = site.publish(site.world.issue(1)), site.publish(site.world.revoke(site.world.issue(2)))
    assert client.get(api_of(issued)).status_code == 200
    assert client.get(page_of(issued)).status_code == 200
    assert client.get(page_of(revoked)).status_code == 200
    assert client.get(api_of(site.world.issue(3))).status_code == 404
    assert client.get(api_of(issued)).status_code == 200
    assert client.get(api_of(issued)).status_code == 429
    assert client.get("/nothing", headers={"Authorization": "Basic x"}).status_code == 401
    found = samples(client)
    assert found["requests_total{kind=certificates.by_number,status=200}"] == 2
    assert found["requests_total{kind=certificates.by_number,status=404}"] == 1
    assert found["requests_total{kind=certificates.by_number,status=429}"] == 1
    assert found["requests_total{kind=certificate.by_number,status=200}"] == 2
    assert found["requests_total{kind=none,status=401}"] == 1
    assert found["verdicts_total{reason=IN_FORCE}"] == 3
    assert found["verdicts_total{reason=REVOKED}"] == 1
    assert found["verdicts_total{reason=NOT_REGISTERED}"] == 1
    assert found["refused_total{limit=rows}"] == 1
    assert found["refused_total{limit=key_malformed}"] == 1
    assert found["request_seconds_bucket{kind=certificates.by_number,le=+Inf}"] == 4
    assert found["request_seconds_count{kind=certificates.by_number}"] == 4
    assert 0 < found["request_seconds_sum{kind=certificates.by_number}"] < 10


def test_rows_of_a_list_that_are_refused_are_counted_one_by_one(site: ReferenceSite, client: FlaskClient) -> None:
    issued = site.publish(site.world.issue(1))
    row = {"number": issued.number, "date": str(issued.issue_date)}
    assert client.post("/api/v1/checks", json={"checks": [row] * 8}).status_code == 200
    assert samples(client)["refused_total{limit=rows}"] == 3


def test_no_figure_names_a_number_or_an_address(site: ReferenceSite, client: FlaskClient) -> None:
    issued = site.publish(site.world.issue(1))
    for path in (api_of(issued), page_of(issued), f"/{issued.number}", "/v/AAAA"):
        client.get(path, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    text = client.get("/metrics").text
    assert issued.number not in text
    assert "203.0.113.77" not in text
    assert str(issued.issue_date) not in text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"])
def test_the_public_behind_a_proxy_finds_no_such_page(client: FlaskClient, header: str) -> None:
    response = client.get("/metrics", headers={header: "203.0.113.1"})
    assert response.status_code == 404
    assert PREFIX not in response.text


def test_without_a_folder_there_are_no_figures(site: ReferenceSite) -> None:
    assert site.app().test_client().get("/metrics").status_code == 404


def test_where_certificates_were_found_how_old_the_data_are_and_what_rests(site: ReferenceSite, tmp_path: Path) -> None:
    reader = RegisterReader.open(site.config.register_url, clock=site.clock)
    follower = StatusFollower(reader, poll_seconds=3600)
    source = CachedSource(reader, follower, CertificateCache())
    resting = Breaker(failures=1, seconds=60)
    resting.failed()
    app = create_app(
        replace(site.config, metrics_directory=tmp_path / "metrics"),
        reader=reader,
        source=source,
        documents=site.documents,
        trust=TrustDirectory(site.config.trust_directory),
        clock=site.clock,
        observe=Observed(source, {"redis_limits": resting}, lambda: site.now + dt.timedelta(seconds=7)),
    )
    client = app.test_client()
    issued = site.publish(site.world.issue(1))
    for _ in range(3):
        client.get(api_of(issued))
    client.get(api_of(site.world.issue(2)))
    found = samples(client)
    follower.close()
    reader.close()
    assert found["lookups_total{found_in=register}"] == 2, "the first one, and the one that is not there"
    assert found["lookups_total{found_in=memory}"] == 2
    assert found["register_age_seconds"] == 7
    assert found["breaker_open{server=register}"] == 0
    assert found["breaker_open{server=redis_limits}"] == 1


class TestExchange:
    """Figures of several processes."""

    ONE = Snapshot({("requests", "a", "200"): 2.0}, {("register_age_seconds",): 3.0})

    @staticmethod
    def ended_process() -> int:
        """Return the number of a process that is no more."""
        with subprocess.Popen([sys.executable, "-c", ""]) as process:
            process.wait()
        return process.pid

    def leave(self, folder: Path, pid: int, count: float, age: float) -> Path:
        """Write the file of another process, as it would."""
        file = folder / f"{pid}-0badc0de.json"
        file.write_text(json.dumps([[[["requests", "a", "200"], count]], [[["register_age_seconds"], age]]]))
        return file

    def test_counts_are_added_up_and_the_worst_gauge_counts(self, tmp_path: Path) -> None:
        exchange = Exchange(tmp_path, lambda: self.ONE)
        self.leave(tmp_path, os.getppid(), 5.0, 1.0)
        assert exchange.read() == Snapshot({("requests", "a", "200"): 7.0}, {("register_age_seconds",): 3.0})

    def test_what_an_ended_process_counted_stays_and_its_gauges_go(self, tmp_path: Path) -> None:
        exchange = Exchange(tmp_path, lambda: self.ONE)
        gone = self.leave(tmp_path, self.ended_process(), 5.0, 999.0)
        for _ in range(3):
            assert exchange.read() == Snapshot({("requests", "a", "200"): 7.0}, {("register_age_seconds",): 3.0})
        assert not gone.exists()
        self.leave(tmp_path, self.ended_process(), 10.0, 999.0)
        assert exchange.read().counts == {("requests", "a", "200"): 17.0}
        assert len(list(tmp_path.glob("*.json"))) == 2

    def test_a_folder_that_is_lost_later_is_said_once_and_costs_no_answer(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        folder = tmp_path / "lost"
        exchange = Exchange(folder, lambda: self.ONE)
        shutil.rmtree(folder)
        for _ in range(3):
            exchange.write()
        (record,) = caplog.records
        assert "cannot be written" in record.getMessage()

    def test_a_folder_that_cannot_be_used_stops_the_start(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ConfigError, match="REFERENCE_METRICS_DIRECTORY"):
            Exchange(tmp_path / "file", lambda: self.ONE)


def test_times_fall_into_the_bucket_whose_bound_they_do_not_exceed() -> None:
    tally = Tally()
    for seconds in (0.0005, 0.0006, 9.0):
        tally.answered("x", 200, seconds)
    buckets = {int(key[2]): count for key, count in tally.figures().items() if key[0] == "bucket"}
    assert [place for place, count in buckets.items() if count] == [0, 1, 13]


@pytest.mark.parametrize(("text", "on"), [("on", True), ("off", False)])
def test_limits_are_a_switch(text: str, on: bool, tmp_path: Path) -> None:
    assert load_config({"REFERENCE_LIMITS": text}, directory=tmp_path).limits is on


def test_limits_are_on_unless_switched_off(tmp_path: Path) -> None:
    assert load_config({}, directory=tmp_path).limits is True
    with pytest.raises(ConfigError, match=re.escape("REFERENCE_LIMITS is 'no'; it is either on or off.")):
        load_config({"REFERENCE_LIMITS": "no"}, directory=tmp_path)
