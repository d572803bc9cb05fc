"""Spans: what they hold, what they never hold, and that nothing of OpenTelemetry is there while tracing is off."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import issuance.commands.traced as traced
import issuance.web.wsgi as office_wsgi
from issuance.config import load_config
from issuance.errors import ConfigError
from issuance.web.spans import send_spans
from reference_service.metrics.spanned import SpannedTally
from tests.without import output_without
from tracing import Spans, open_spans

SECRET = "TYO26-000001-K7QM-3XW9"
COLLECTOR = "http://127.0.0.1:4318/v1/traces"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[Spans]:
    spans = open_spans(COLLECTOR, "test", exporter=exporter)
    yield spans
    spans.close()


def finished(spans: Spans, exporter: InMemorySpanExporter) -> list[ReadableSpan]:
    spans.close()
    return list(exporter.get_finished_spans())


def test_a_request_is_told_by_its_route_and_never_by_its_address(spans: Spans, exporter: InMemorySpanExporter) -> None:
    app = Flask(__name__)
    send_spans(app, spans)

    @app.route("/links/<token>", methods=["POST", "GET"])
    def link(token: str) -> str:
        return token

    @app.get("/fails")
    def fails() -> str:
        abort(503)

    client = app.test_client()
    client.post(f"/links/{SECRET}?mail=a@example.jp", data={"name": SECRET}, headers={"Referer": SECRET})
    client.get("/fails")
    client.get(f"/nowhere/{SECRET}")
    found = finished(spans, exporter)
    assert [(span.name, dict(span.attributes or {})["http.response.status_code"]) for span in found] == [
        ("POST /links/<token>", 200),
        ("GET /fails", 503),
        ("GET none", 404),
    ]
    assert [span.status.is_ok for span in found] == [True, False, True]
    told = "".join(span.to_json() for span in found)
    assert SECRET not in told
    assert "example.jp" not in told
    assert dict(found[0].resource.attributes) == {"service.name": "test"}


def test_the_reference_service_tells_of_fast_and_ordinary_answers_what_its_tally_knows(
    spans: Spans, exporter: InMemorySpanExporter
) -> None:
    tally = SpannedTally(spans)
    tally.answered("pages.lookup", 200, 0.25)
    assert tally.figures()["requests", "pages.lookup", "200"] == 1
    (span,) = finished(spans, exporter)
    assert (span.name, span.end_time - span.start_time) == ("pages.lookup", 250_000_000)  # type: ignore[operator]  # both are set
    assert dict(span.attributes or {}) == {"http.route": "pages.lookup", "http.response.status_code": 200}


@pytest.mark.parametrize("code", [0, 1])
def test_a_job_is_told_by_its_command_and_never_by_its_arguments(
    code: int, spans: Spans, exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def run(_: argparse.Namespace) -> int:
        return code

    run.__module__ = "issuance.commands.daily"
    monkeypatch.setattr(traced, "open_spans", lambda *_: spans)
    monkeypatch.setenv("ISSUANCE_TRACES_URL", COLLECTOR)
    assert traced.run_traced(argparse.Namespace(func=run, directory=tmp_path, name=SECRET)) == code
    (span,) = finished(spans, exporter)
    assert (span.name, dict(span.attributes or {})) == ("daily", {"process.exit.code": code})
    assert SECRET not in span.to_json()
    assert str(tmp_path) not in span.to_json()


def test_a_watch_is_no_job_with_an_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ISSUANCE_TRACES_URL", COLLECTOR)
    monkeypatch.setattr(traced, "open_spans", lambda *_: pytest.fail("traced"))
    assert traced.run_traced(argparse.Namespace(func=lambda _: 0, directory=tmp_path, watch=True)) == 0


@pytest.mark.parametrize("url", ["127.0.0.1:4318", "http://user@host/v1/traces", "http://host/v1?x=1", "ftp://host/"])
def test_a_collector_that_cannot_be_meant_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="traces_url"):
        load_config({"ISSUANCE_TRACES_URL": url})


def test_off_unless_set_and_then_nothing_is_imported() -> None:
    told = output_without(
        {"opentelemetry"},
        """
from issuance.cli import main
from issuance.web import wsgi
from reference_service import app
assert type(app.tally_of(None)).__name__ == "Tally"
assert main(["beat", "daily", "--directory", "/proc/nowhere"]) == 1
print(sorted(name for name in sys.modules if name.startswith("opentelemetry")))
""",
    )
    assert told.splitlines()[-1] == "[]"


def test_set_without_the_libraries_stops_the_start_with_a_sentence() -> None:
    told = output_without(
        {"opentelemetry"},
        f"""
from reference_service.app import tally_of
from reference_service.errors import ConfigError
try:
    tally_of("{COLLECTOR}")
except ConfigError as error:
    print(error)
""",
    )
    assert "originseal[tracing]" in told


def test_the_office_sends_where_it_is_told_to(spans: Spans, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def opened(url: str, program: str) -> Spans:
        asked.append((url, program))
        return spans

    monkeypatch.setattr(office_wsgi, "open_spans", opened)
    office_wsgi._trace(Flask(__name__), COLLECTOR)
    assert asked == [(COLLECTOR, "originseal-office")]
