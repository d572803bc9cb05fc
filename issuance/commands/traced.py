"""Tells a collector how long a job took (`tracing`), where the office is told to."""

import argparse
import time

from issuance.config import load_config
from issuance.errors import ConfigError
from tracing import TracingError, open_spans


def run_traced(arguments: argparse.Namespace) -> int:
    """Run a command; one that goes on until SIGTERM is no job with an end, and is not told of."""
    url = _collector(arguments)
    if url is None:
        return int(arguments.func(arguments))
    try:
        spans = open_spans(url, "originseal-office")
    except TracingError as error:
        raise ConfigError(str(error)) from error
    began, code = time.perf_counter(), 1
    try:
        code = int(arguments.func(arguments))
    finally:
        # The module names the command; its arguments may name people.
        spans.job(arguments.func.__module__.removeprefix("issuance.commands."), code, time.perf_counter() - began)
        spans.close()
    return code


def _collector(arguments: argparse.Namespace) -> str | None:
    if getattr(arguments, "watch", False) or arguments.func.__module__ == "issuance.commands.serve":
        return None
    try:
        return load_config(directory=getattr(arguments, "directory", None)).traces_url
    except ConfigError:
        return None  # the command itself says what is wrong
