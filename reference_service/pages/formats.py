"""Dates, instants and numbers as a person reads them, and the same as filters that follow the page's language."""

import datetime as dt
import functools
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from look.languages import Language
from reference_service.languages import ENGLISH, LANGUAGES
from reference_service.pages.language import current_language

_HASH_GROUP = 8


def day_text(day: dt.date, language: Language = ENGLISH) -> str:
    """Return `20 November 2026`, or as the language writes it."""
    return language.day_text(day)


def moment_text(moment: dt.datetime, zone: ZoneInfo | None = None, language: Language = ENGLISH) -> str:
    """Return `22 November 2026, 21:04:07 (UTC+9)` in a zone, or the same in UTC."""
    local = moment.astimezone(zone or dt.UTC)
    return f"{language.day_text(local.date())}{language.date_comma}{local:%H:%M:%S} ({_offset(local)})"


@functools.lru_cache(maxsize=200)
def as_of_markup(as_of: dt.datetime, zone: ZoneInfo | None, language: Language) -> Markup:
    """Return the as-of time of an answer as a `<time>` element, in a zone and in UTC.

    Nothing else writes this class: by it a page that was made before is cut open and told the time of now.
    """
    local = Markup("<strong>{}</strong>").format(moment_text(as_of, zone, language)) if zone is not None else ""
    return Markup('<time class="register-as-of" datetime="{}">{}<span>{}</span></time>').format(
        as_of.isoformat(), local, moment_text(as_of, None, language)
    )


def hash_text(digest: str) -> str:
    """Return hexadecimal in groups of eight, which two people can read out to each other."""
    return " ".join(digest[start : start + _HASH_GROUP] for start in range(0, len(digest), _HASH_GROUP))


def decimal_text(value: str) -> str:
    """Return a decimal with blanks between thousands; point and digits stay as they were signed."""
    whole, point, rest = value.partition(".")
    return f"{int(whole):,}".replace(",", "\u202f") + point + rest


def hs_text(code: str) -> str:
    """Return an HS code as usually printed: `8412.21`, then pairs."""
    head, tail = code[:4], code[4:]
    return ".".join([head, *(tail[start : start + 2] for start in range(0, len(tail), 2))])


def register_filters(app: Flask) -> None:
    """Make the functions known to templates; days and instants follow the page's language."""
    for function in (hash_text, decimal_text, hs_text):
        app.add_template_filter(function)

    @app.template_filter("day_text")
    def day_filter(day: dt.date, code: str | None = None) -> str:
        # The days of a certificate stand in the certificate's own language, whose code templates give.
        return day_text(day, current_language() if code is None else LANGUAGES[code])

    @app.template_global("as_of_time")
    def as_of_time(as_of: dt.datetime, zone: ZoneInfo | None = None) -> Markup:
        return as_of_markup(as_of, zone, current_language())

    @app.template_filter("moment_text")
    def moment_filter(moment: dt.datetime, zone: ZoneInfo | None = None) -> str:
        return moment_text(moment, zone, current_language())


def _offset(local: dt.datetime) -> str:
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
