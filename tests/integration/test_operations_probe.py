"""The probe against the real reference service: right answers, none, and wrong ones."""

import datetime as dt
import shutil
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from operations import journal
from operations.cli import main
from operations.probe import asking
from operations.probe.announced import AnnouncedShelf
from operations.probe.asking import connect
from operations.times import written as written_instant
from tests.demo import Demo
from tests.servers.process import free_port
from tests.tls_authority import Authority

REFERENCE = "OPERATIONS_REFERENCE_URL"


@pytest.fixture
def settings(demo: Demo, reference_service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set a probe up over the demo; return its directory."""
    directory = tmp_path / "operations"
    shutil.copytree(demo.trust, directory / "trust")
    for name, sample in (("CANARY", "coo-jp"), ("REVOKED", "coo-jp-revoked")):
        listed = demo.listed(sample)
        monkeypatch.setenv(f"OPERATIONS_{name}_NUMBER", listed["number"])
        monkeypatch.setenv(f"OPERATIONS_{name}_DATE", listed["issue_date"])
        monkeypatch.setenv(f"OPERATIONS_{name}_FILE", str(demo.pdf(sample)))
    # A machine that runs many tests at once is slower than any that a probe would be given.
    monkeypatch.setattr(asking, "SCANNER_SECONDS", 240)
    monkeypatch.setenv(REFERENCE, reference_service)
    monkeypatch.setenv("OPERATIONS_DIRECTORY", str(directory))
    monkeypatch.setenv("OPERATIONS_TEXTFILE", str(tmp_path / "probe.prom"))
    return directory


def written(directory: Path) -> list[dict[str, Any]]:
    (file,) = directory.glob("probe-*.jsonl")
    return list(journal.read(file).lines)


def figures(tmp_path: Path) -> dict[tuple[str, str], float]:
    text = (tmp_path / "probe.prom").read_text()
    return {
        (sample.name, sample.labels.get("check", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.slow
def test_a_service_that_answers_right_is_up(settings: Path, tmp_path: Path) -> None:
    assert main(["probe"]) == 0
    records = written(settings)
    assert {record["check"]: record["reason"] for record in records} == {
        "connection": "connected",
        "lookup-canary": "IN_FORCE",
        "scan-canary": "IN_FORCE",
        "lookup-revoked": "REVOKED",
        "scan-revoked": "REVOKED",
    }
    assert {record["result"] for record in records} == {"up"}
    assert len({record["at"] for record in records}) == 1
    found = figures(tmp_path)
    assert found["originseal_probe_up", "scan-canary"] == 1
    assert found["originseal_probe_wrong", "lookup-revoked"] == 0
    assert found["originseal_probe_paused", ""] == 0
    assert found["originseal_probe_last_round_seconds", ""] > 1.7e9


@pytest.mark.slow
def test_a_revoked_certificate_that_counts_as_in_force_is_wrong_and_more_than_down(
    settings: Path, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # As far as the probe knows this one was revoked; the service says that it is in force.
    monkeypatch.setenv("OPERATIONS_REVOKED_NUMBER", demo.listed("coo-foreign")["number"])
    monkeypatch.delenv("OPERATIONS_REVOKED_FILE")
    assert main(["probe"]) == 3
    (wrong,) = [record for record in written(settings) if record["result"] != "up"]
    assert (wrong["check"], wrong["result"], wrong["reason"]) == (
        "lookup-revoked",
        "wrong",
        "IN_FORCE instead of REVOKED",
    )
    assert "IN_FORCE instead of REVOKED" in capsys.readouterr().out
    assert figures(tmp_path)["originseal_probe_wrong", "lookup-revoked"] == 1


def test_an_announced_pause_under_way_is_told_beside_what_is_down(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REFERENCE, f"http://127.0.0.1:{free_port()}")
    now = dt.datetime.now(dt.UTC)
    window = {
        "id": "window-1",
        "begins": written_instant(now - dt.timedelta(hours=1)),
        "ends": written_instant(now + dt.timedelta(hours=1)),
        "announced_at": written_instant(now - dt.timedelta(days=9)),
        "emergency": False,
        "stops": ["reference"],
        "text": {"en": "New disks."},
    }
    AnnouncedShelf(settings).note([window], now - dt.timedelta(days=9))
    assert main(["probe"]) == 2
    found = figures(tmp_path)
    assert (found["originseal_probe_up", "connection"], found["originseal_probe_paused", ""]) == (0, 1)


def test_a_web_server_that_is_gone_is_a_fault_and_no_matter_of_the_line(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REFERENCE, f"http://127.0.0.1:{free_port()}")
    assert main(["probe"]) == 2
    (record,) = written(settings)
    assert (record["check"], record["cause"], record["reason"]) == ("connection", "fault", "connection refused")


def test_a_name_without_an_address_is_a_matter_of_the_line(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REFERENCE, "https://seal.invalid")
    assert main(["probe"]) == 2
    (record,) = written(settings)
    assert (record["check"], record["cause"]) == ("connection", "network")


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 2)])
def test_the_office_is_up_when_it_says_that_it_is_ready(
    settings: Path, monkeypatch: pytest.MonkeyPatch, status: int, code: int
) -> None:
    class Office(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Office)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPERATIONS_OFFICE_URL", f"http://127.0.0.1:{server.server_port}")
    for name in ("REFERENCE_URL", *(f"{c}_{p}" for c in ("CANARY", "REVOKED") for p in ("NUMBER", "DATE", "FILE"))):
        monkeypatch.delenv(f"OPERATIONS_{name}")
    try:
        assert main(["probe"]) == code
    finally:
        server.shutdown()
        server.server_close()
    assert {record["check"]: record["result"] for record in written(settings)} == {
        "connection": "up",
        "page": "up" if code == 0 else "down",
    }


def test_two_probes_never_work_in_one_directory(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with journal.alone(settings / "probe.lock"):
        assert main(["probe"]) == 1
    assert "Another probe is at work" in capsys.readouterr().err


def test_when_the_sites_certificate_ends_is_seen_and_a_stranger_is_not_believed(tmp_path: Path) -> None:

    authority, stranger = Authority(tmp_path / "ours"), Authority(tmp_path / "theirs")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.certificate_for("127.0.0.1", days=5))
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that leaves is no fault here
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://127.0.0.1:{server.server_port}"
    try:
        known, unknown = connect(url, authority.file), connect(url, stranger.file)
    finally:
        server.shutdown()
        server.server_close()
    assert known.tls_until is not None
    assert 4 < (known.tls_until.timestamp() - time.time()) / 86400 <= 5
    assert (unknown.cause, unknown.tls_until) == ("fault", None)
    assert "CERTIFICATE_VERIFY_FAILED" in unknown.reason
