"""Logs as JSON lines, without personal data (ADR 0050): one object a line, UTC, for journald and whatever collects it.

    {"event": "…", "level": "warning", "logger": "issuance.web", "timestamp": "2026-11-23T05:00:00.000000Z"}

Of an exception its type and its places in the code are written, never its message nor any variable: a database's or a
form's complaint quotes what somebody typed. Mail addresses in a sentence are blotted out, whoever wrote them there.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_MOST_FRAMES = 30
_MOST_TEXT = 2000

_Event = MutableMapping[str, Any]


def json_formatter() -> logging.Formatter:
    """Return a formatter for handlers of the standard library; gunicorn's `logconfig_dict` names it as a factory."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    shared: list[Any] = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, stamp]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _places_alone,
            _blotted,
            structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
        ],
    )


def log_as_json(level: int = logging.WARNING, stream: TextIO | None = None) -> None:
    """Let all that is logged in this process come out as JSON lines (stderr); called once, at the entry point."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(json_formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # What `warnings` says goes the same way.
    logging.captureWarnings(capture=True)


def gunicorn_logging(level: str = "WARNING") -> dict[str, Any]:
    """Return gunicorn's `logconfig_dict`: its own words, too, as JSON lines on stderr; no access log."""
    handler = {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}
    own = {"level": level, "handlers": ["json"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "look.logs.json_formatter"}},
        "handlers": {"json": handler},
        "root": {"level": level, "handlers": ["json"]},
        "loggers": {"gunicorn.error": own, "gunicorn.access": {**own, "level": "CRITICAL"}},
    }


def _places_alone(_logger: object, _method: str, event: _Event) -> _Event:
    """Replace an exception by its type and where it came from."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["exception"] = [f"{type(each).__module__}.{type(each).__qualname__}" for each in _chain(error)]
        event["at"] = _frames(error.__traceback__)
    event.pop("stack_info", None)
    return event


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or following.__context__
    return found


def _frames(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-_MOST_FRAMES:]


def _blotted(_logger: object, _method: str, event: _Event) -> _Event:
    return {name: _blot(value) for name, value in event.items()}


def _blot(value: object) -> object:
    if isinstance(value, list):
        return [_blot(each) for each in value]
    text = value if isinstance(value, str) else None
    return value if text is None else _MAIL.sub("…@…", text)[:_MOST_TEXT]
