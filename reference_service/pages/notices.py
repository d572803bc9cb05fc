"""What the bulletin posts, as a reader's page says it: in the reader's language, in Japan time and in UTC.

Every page shows it (`parts/notices.html`). A text that the office did not write in the reader's language is shown in
English and marked so, for screen readers and for the direction of its letters.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent
from flask import Flask

from look.languages import Language
from reference_service.languages import ENGLISH
from reference_service.messages import WINDOW_EFFECTS
from reference_service.pages.language import current_language
from reference_service.service import Service
from signing.bulletin import Notice, Severity, Window

JAPAN = ZoneInfo("Asia/Tokyo")
"""The chambers' time; readers elsewhere reckon from UTC."""


@dataclass(frozen=True)
class Said:
    """A text of the office and the language that it is in: the reader's, or English."""

    text: str
    language: Language


@dataclass(frozen=True)
class ShownNotice:
    """A notice as a page shows it."""

    said: Said
    important: bool


@dataclass(frozen=True)
class ShownWindow:
    """A maintenance window as a page shows it. `effect` is an English text of ours, which templates translate."""

    said: Said
    running: bool
    emergency: bool
    effect: str
    japan_time: str
    utc: str
    begins: dt.datetime
    announced_at: dt.datetime


def said_to(texts: Mapping[str, str], language: Language) -> Said:
    """Return the text in `language`, or in English where there is none."""
    if language.code in texts:
        return Said(texts[language.code], language)
    return Said(texts[ENGLISH.code], ENGLISH)


def shown_notice(notice: Notice, language: Language) -> ShownNotice:
    """Return a notice for a reader of `language`."""
    return ShownNotice(said_to(notice.text, language), notice.severity is Severity.WARNING)


def shown_window(window: Window, language: Language, now: dt.datetime) -> ShownWindow:
    """Return a window for a reader of `language` at `now`."""
    return ShownWindow(
        said=said_to(window.text, language),
        running=window.holds(now),
        emergency=window.emergency,
        effect=WINDOW_EFFECTS[frozenset(window.stops)],
        japan_time=span_text(window.begins, window.ends, JAPAN, language),
        utc=span_text(window.begins, window.ends, dt.UTC, language),
        begins=window.begins,
        announced_at=window.announced_at,
    )


def span_text(begins: dt.datetime, ends: dt.datetime, zone: dt.tzinfo, language: Language) -> str:
    """Return `27 November 2026, 22:00 – 28 November 2026, 06:00`; a span within one day names the day once."""
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    end = f"{last:%H:%M}" if first.date() == last.date() else minute_text(last, language)
    return f"{minute_text(first, language)} – {end}"


def minute_text(local: dt.datetime, language: Language) -> str:
    """Return `27 November 2026, 22:00` of an instant that is in its zone already."""
    return f"{language.day_text(local.date())}{language.date_comma}{local:%H:%M}"


def month_text(month: str, language: Language) -> str:
    """Return `October 2026` of `2026-10`."""
    return format_skeleton("yMMMM", dt.date.fromisoformat(f"{month}-01"), locale=language.locale)


def percent_text(percentage: Decimal, language: Language) -> str:
    """Return `99.99%` as the language writes it."""
    return format_percent(percentage / 100, locale=language.locale, decimal_quantization=False)


def count_text(value: int, language: Language) -> str:
    """Return `44,640` as the language writes it."""
    return format_decimal(value, locale=language.locale)


def show_notices(app: Flask, service: Service) -> None:
    """Give every page what is posted now, and the filters that write it."""

    @app.context_processor
    def posted() -> dict[str, Any]:
        now, language = service.clock(), current_language()
        board = service.board.now()
        return {
            "posted_notices": [shown_notice(notice, language) for notice in board.notices],
            "posted_windows": [shown_window(window, language, now) for window in board.windows],
        }

    @app.template_filter("month_text")
    def month_filter(month: str) -> str:
        return month_text(month, current_language())

    @app.template_filter("percent_text")
    def percent_filter(percentage: Decimal) -> str:
        return percent_text(percentage, current_language())

    @app.template_filter("count_text")
    def count_filter(value: int) -> str:
        return count_text(value, current_language())
