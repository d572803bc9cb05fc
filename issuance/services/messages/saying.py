"""What messages say in the language of whom they go to.

    said("ja", {"last_day": printed(day), "reason": words})

A value that depends on the language is given as what says it, and said when the language is known.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from issuance.language import day_text, speaking

Value = str | Callable[[], str]
"""A text of a message, or what says it in the language that is spoken then."""


def printed(day: dt.date) -> Value:
    """Return a date as people write it, by the function that pages use: 2026年11月23日, 23 November 2026."""
    return partial(day_text, day)


def said(language: str, values: Mapping[str, Value]) -> dict[str, str]:
    """Return a message's values in a language."""
    with speaking(language):
        return {name: value if isinstance(value, str) else value() for name, value in values.items()}
