"""Where a page of a list begins that runs from what was changed last: the line before it, in one text."""

import datetime as dt

LONGEST = 80
Cursor = tuple[dt.datetime, str]


def cursor_text(cursor: Cursor | None) -> str | None:
    """Return it as it stands in addresses; None where there is no further page."""
    return None if cursor is None else f"{cursor[0].isoformat()}~{cursor[1]}"


def read_cursor(typed: str) -> Cursor | None:
    """Return where a page of the list begins; None for what none of our links says."""
    at, _mark, key = typed[:LONGEST].replace(" ", "+").partition("~")
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, key) if moment.tzinfo is not None and key.isascii() and key.isalnum() else None
