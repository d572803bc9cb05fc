"""Rules, routes and dashboard of the monitoring, checked by Prometheus's and Alertmanager's own tools."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from issuance.commands.metrics import WATCH_SECONDS
from issuance.watch.exposition import exposition as office_exposition
from operations.probe.figures import write_figures
from operations.probe.records import Part, Record, Result
from operations.probe.round import Round
from tests.builders import NOW
from tests.demo import Demo
from tests.offices import Installation
from tests.servers.programs import require_program
from tests.servers.reference import ReferenceServer

ROOT = Path(__file__).parents[3]
RULES = sorted((ROOT / "deploy" / "prometheus" / "rules").glob("*.yml"))
PLAYED = Path(__file__).parent / "alerts.test.yml"
ALERTMANAGER = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "originseal.json"

EXPORTED_BY_OTHERS = {
    "up",  # Prometheus itself
    "ALERTS",
    "node_filesystem_avail_bytes",  # prometheus-node-exporter
    "node_filesystem_size_bytes",
    "apt_upgrades_pending",  # prometheus-node-exporter-collectors
    "pg_up",  # prometheus-postgres-exporter
    "pg_replication_lag",
    "redis_up",  # prometheus-redis-exporter
    "nginx_waf_blocks_total",  # mtail, by deploy/mtail/waf.mtail
}
_NAME = re.compile(r"\b(?:[a-z]+:)?(?:originseal|node|pg|redis|nginx|apt)_[a-z0-9_]+(?::[a-z0-9_]+)?")
_ALSO = re.compile(r"^ALERTS\b|\bup\b(?=[ {=]|$)")


def run(program: str, package: str, *arguments: str | Path, given: bytes | None = None) -> str:
    command = [str(require_program(program, package)), *(str(each) for each in arguments)]
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode()
    assert done.returncode == 0, text
    return text


def promtool(*arguments: str | Path, given: bytes | None = None) -> str:
    return run("promtool", "prometheus", *arguments, given=given)


def rules(kind: str) -> Iterator[dict[str, Any]]:
    for file in RULES:
        for group in yaml.safe_load(file.read_text("utf-8"))["groups"]:
            yield from (rule for rule in group["rules"] if kind in rule)


def test_prometheus_takes_the_rules_and_its_settings() -> None:
    promtool("check", "rules", *RULES)
    promtool("check", "config", ROOT / "deploy" / "prometheus" / "prometheus.yml")


@pytest.mark.slow
def test_every_fault_that_is_played_through_fires_its_alert_and_no_other() -> None:
    assert "SUCCESS" in promtool("test", "rules", PLAYED)


def test_no_alert_is_left_out_of_the_play() -> None:
    played = PLAYED.read_text("utf-8")
    fired = set(re.findall(r"alertname=\"(\w+)\"[^}]*\}', value: 1|alertname: (\w+)\n", played))
    named = {name for pair in fired for name in pair if name} | set(re.findall(r'alertname="(\w+)"', played))
    assert {rule["alert"] for rule in rules("alert")} <= named


def test_every_alert_says_what_is_the_matter_what_to_do_and_whom_it_wakes() -> None:
    names = [rule["alert"] for rule in rules("alert")]
    assert len(names) == len(set(names)) > 30
    for rule in rules("alert"):
        assert rule["labels"]["severity"] in ("page", "ticket", "heartbeat"), rule
        assert set(rule["annotations"]) == {"summary", "action"}, rule


def test_a_virus_is_told_within_a_minute() -> None:
    settings = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text("utf-8"))["global"]
    (virus,) = [rule for rule in rules("alert") if rule["alert"] == "VirusFound"]
    (at_once,) = [
        route for route in yaml.safe_load(ALERTMANAGER.read_text("utf-8"))["route"]["routes"]
        if route["matchers"] == ['at_once = "yes"']
    ]  # fmt: skip
    assert "for" not in virus
    steps = [int(WATCH_SECONDS), settings["scrape_interval"], settings["evaluation_interval"], at_once["group_wait"]]
    # node_exporter reads the file when it is scraped; what is left of the minute is the mail's.
    assert sum(int(str(step).rstrip("s")) for step in steps) <= 45


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        ({"severity": "page"}, "on-call"),
        ({"severity": "page", "at_once": "yes"}, "on-call"),
        ({"severity": "ticket"}, "desk"),
        ({"severity": "heartbeat"}, "desk-heartbeat"),
        ({"alertname": "WithoutSeverity"}, "on-call"),
    ],
)
def test_pages_go_to_whoever_is_on_call(labels: dict[str, str], receiver: str) -> None:
    pairs = [f"{name}={value}" for name, value in labels.items()]
    answer = run(
        "amtool", "prometheus-alertmanager", "config", "routes", "test", f"--config.file={ALERTMANAGER}", *pairs
    )
    assert receiver in answer.splitlines()  # beside a warning, of which the tool has its own


def test_alertmanager_takes_its_settings_and_pages_at_any_hour() -> None:
    run("amtool", "prometheus-alertmanager", "check-config", ALERTMANAGER)
    routes = yaml.safe_load(ALERTMANAGER.read_text("utf-8"))["route"]["routes"]
    intervals = {"active_time_intervals", "mute_time_intervals"}
    timed = {route["receiver"] for route in routes if intervals & route.keys()}
    assert timed == {"desk"}


def test_the_firewalls_refusals_are_counted_from_the_log_and_nothing_of_them_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "error.log"
    log.write_text(
        '2026/11/23 12:00:00 [error] 7#7: *1 [client 192.0.2.7] ModSecurity: Access denied with code 403 (phase 2). '
        '[uri "/certificates"]\n'
        "2026/11/23 12:00:01 [error] 7#7: *2 connect() failed, client: 192.0.2.8\n"
        "2026/11/23 12:00:02 [warn] 7#7: *3 [client 192.0.2.7] ModSecurity: Warning. Matched\n"
        "2026/11/23 12:00:03 [error] 7#7: *4 [client 192.0.2.9] ModSecurity: Access denied with code 403 (phase 1).\n"
    )  # fmt: skip
    program = ROOT / "deploy" / "mtail" / "waf.mtail"
    options = ("-one_shot", "-one_shot_format=prometheus", f"-progs={program}", f"-logs={log}", f"-log_dir={tmp_path}")
    answer = run("mtail", "mtail", *options)
    assert re.search(r"^nginx_waf_blocks_total\{[^}]*\} 2$", answer, re.MULTILINE), answer
    assert "192.0.2" not in answer


@pytest.fixture(scope="module")
def reference_figures(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Scrape a running reference service that has answered a few questions."""
    listed = demo.listed("coo-jp")
    folder = tmp_path_factory.mktemp("figures")
    with ReferenceServer(demo.directory, REFERENCE_METRICS_DIRECTORY=str(folder)) as server:
        number = listed["number"].replace("-", "")
        answer = requests.get(f"{server.url}/api/v1/certificates/{number}/{listed['issue_date']}", timeout=20)
        assert answer.ok
        return requests.get(f"{server.url}/metrics", timeout=20).text


@pytest.fixture
def known(reference_figures: str, any_installation: Installation, tmp_path: Path) -> set[str]:
    """Return the names of all figures that our programs really give, and that the rules record."""
    with any_installation.open() as office:
        texts = [reference_figures, office_exposition(office).decode()]
    record = Record(at=NOW, part=Part.REFERENCE, check="connection", result=Result.UP, seconds=0.1, reason="TLSv1.3")
    write_figures(tmp_path / "probe.prom", Round([record], {Part.REFERENCE: NOW}, frozenset()), NOW)
    texts.append((tmp_path / "probe.prom").read_text("utf-8"))
    for text in texts:
        promtool("check", "metrics", given=text.encode())
    ours = {name for text in texts for name in re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE)}
    buckets = {f"{name}_bucket" for name in re.findall(r"^# TYPE (\w+) histogram", "\n".join(texts), re.MULTILINE)}
    return ours | buckets | EXPORTED_BY_OTHERS | {rule["record"] for rule in rules("record")}


@pytest.mark.slow
def test_every_expression_names_figures_that_exist(known: set[str]) -> None:
    expressions = [str(rule["expr"]) for rule in (*rules("alert"), *rules("record"))]
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    drawn = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    assert len(drawn) > 25
    for expression in [*expressions, *drawn]:
        named = set(_NAME.findall(expression)) | set(_ALSO.findall(expression))
        assert named or expression == "vector(1)", expression
        assert named <= known, (expression, named - known)
    # And none of ours is measured for nobody: each is drawn or alerts.
    used = {name for expression in [*expressions, *drawn] for name in _NAME.findall(expression)}
    ours = {name for name in known if name.startswith("originseal_") and f"{name}_bucket" not in known}
    unused = {name for name in ours if name not in used}
    assert unused == set(), unused


def test_the_dashboard_is_whole() -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [panel["gridPos"] for panel in panels]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    cells = [
        (place["x"] + column, place["y"] + line)
        for place in places
        for column in range(place["w"])
        for line in range(place["h"])
    ]
    assert len(cells) == len(set(cells)), "two panels lie upon each other"
    assert dashboard["timezone"] == "Asia/Tokyo"
