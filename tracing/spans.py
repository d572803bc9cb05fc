"""Spans that are told when they are over: whoever measures knows the time, and nothing is carried through code."""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

EXPORT_SECONDS = 2.0
"""A collector that does not answer costs spans, and never holds a job up for longer."""

_NANOSECONDS = 1_000_000_000
_SERVER_ERROR = 500


class TracingError(Exception):
    """Spans cannot be sent; the message says what to do."""


class Spans:
    """Takes spans of one program and sends them in the background."""

    def __init__(self, provider: "TracerProvider") -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("originseal")

    def answered(self, route: str, status: int, seconds: float, method: str | None = None) -> None:
        """Tell of a request that was answered just now. `route` is a view's name or template, never an address."""
        attributes: dict[str, str | int] = {"http.route": route, "http.response.status_code": status}
        if method is not None:
            attributes["http.request.method"] = method
        self._ended(f"{method} {route}" if method else route, attributes, seconds, failed=status >= _SERVER_ERROR)

    def job(self, name: str, code: int, seconds: float) -> None:
        """Tell of a job that ended just now with an exit code."""
        self._ended(name, {"process.exit.code": code}, seconds, failed=code != 0)

    def close(self) -> None:
        """Send what waits."""
        self._provider.shutdown()

    def _ended(self, name: str, attributes: dict[str, str | int], seconds: float, *, failed: bool) -> None:
        from opentelemetry.trace import SpanKind, Status, StatusCode

        now = time.time_ns()
        kind = SpanKind.SERVER if "http.route" in attributes else SpanKind.INTERNAL
        began = now - round(seconds * _NANOSECONDS)
        span = self._tracer.start_span(name, kind=kind, attributes=attributes, start_time=began)
        if failed:
            span.set_status(Status(StatusCode.ERROR))
        span.end(now)


def open_spans(url: str, program: str, *, exporter: "SpanExporter | None" = None) -> Spans:
    """Return what sends a program's spans to an OTLP collector, such as http://127.0.0.1:4318/v1/traces.

    `exporter` stands in for it. Raises :class:`TracingError` where the libraries are not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise TracingError(
            f"Spans are to be sent, but the library {error.name} is not installed. Run: pip install "
            "'originseal[tracing]', or leave the setting traces_url out."
        ) from error
    # Of the machine nothing is told: a resource that looks around names hosts and users.
    provider = TracerProvider(resource=Resource({"service.name": program}), shutdown_on_exit=True)
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter(url, timeout=EXPORT_SECONDS)))
    return Spans(provider)
