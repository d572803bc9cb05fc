"""What a person found by comparing, in sentences: for the report's cards and for the windows' verdict."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from scanner.language import _
from scanner.report.times import local_text


def compared_sentences(
    comparison: dict[str, Any], zone: dt.tzinfo | None = None, *, most: int | None = None
) -> Iterator[str]:
    """Yield when and by whom it was compared, then each box that differs.

    `comparison` is what `scanner.comparison.outcome.as_fields` gives. At most `most` characters of a box are quoted.
    """
    at = local_text(dt.datetime.fromisoformat(str(comparison["at"])), zone)
    by = comparison.get("by")
    if by:
        yield _("Compared on %(time)s by %(name)s.", time=at, name=by)
    else:
        yield _("Compared on %(time)s.", time=at)
    differing = comparison.get("differing")
    for box in differing if isinstance(differing, list) else []:
        title = " ".join(str(part) for part in (box.get("box"), box.get("title"), box.get("part")) if part)
        # An address has line breaks of its own.
        says = " / ".join(line for part in box.get("certificate_says", ()) for line in str(part).splitlines())
        if most is not None and len(says) > most:
            says = says[:most] + "…"
        yield _("Differs in %(box)s. The certificate says: %(text)s", box=title, text=says)
