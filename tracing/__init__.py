"""Spans for OpenTelemetry, an extra: what took how long, by the names of views and jobs alone.

A span holds a method, the template of a route, a status and a time: never an address, a query, a header or anything
that somebody typed. Nothing of OpenTelemetry is imported until a program is told where to send spans, and nothing
of ours at all.
"""

from tracing.spans import Spans, TracingError, open_spans

__all__ = ["Spans", "TracingError", "open_spans"]
