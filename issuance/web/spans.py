"""Tells a collector how long each request took (`tracing`), where the office is told to."""

import time

from flask import Flask, Response, g, request

from tracing import Spans


def send_spans(app: Flask, spans: Spans) -> None:
    """Tell of every answer by the template of its route: an address itself may hold a one-time link."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        began = g.pop("began", None)
        if began is not None:
            route = request.url_rule.rule if request.url_rule is not None else "none"
            spans.answered(route, response.status_code, time.perf_counter() - began, request.method)
        return response
