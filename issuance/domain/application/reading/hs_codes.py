"""HS codes of goods lines, and their edition."""

import datetime as dt

from issuance.domain.application.codes.hs import EDITIONS, HsError, HsProblem, edition_on, read_hs
from issuance.domain.application.reading.cells import Cells
from issuance.language import _
from signing.canonical import JsonObject


def read_edition(cells: Cells, today: dt.date) -> int:
    """Return the edition that all codes of the application are of."""
    current = edition_on(today)
    chosen = cells.choice("hs_edition")
    edition = int(chosen) if chosen else current
    if EDITIONS[edition] > today:
        cells.error(
            "hs_edition",
            _(
                "HS %(edition)s comes into force on %(day)s: until then goods are classified by HS %(current)s.",
                edition=edition,
                day=EDITIONS[edition],
                current=current,
            ),
        )
    elif edition != current:
        cells.warning(
            "hs_edition",
            _(
                "HS %(current)s is in force: choose HS %(edition)s only where customs there still use it.",
                edition=edition,
                current=current,
            ),
        )
    return edition


def read_hs_code(cells: Cells, edition: int) -> JsonObject | None:
    """Return the code of one line."""
    typed = cells.raw("hs")
    try:
        return {"code": read_hs(typed), "edition": edition}
    except HsError as error:
        cells.error("hs", _sentence(error.problem, typed[:30]))
        return None


def _sentence(problem: HsProblem, typed: str) -> str:
    match problem:
        case HsProblem.NOT_DIGITS:
            return _("“%(typed)s” is no HS code: it has digits alone, such as 8457.10.", typed=typed)
        case HsProblem.LOST_ZERO:
            return _(
                "“%(typed)s” has five digits: if a spreadsheet has dropped a zero at its beginning, write it again,"
                " as 0307.49.",
                typed=typed,
            )
        case HsProblem.LENGTH:
            return _("“%(typed)s” has a wrong number of digits: an HS code has 4, or 6 to 12.", typed=typed)
        case HsProblem.CHAPTER:
            return _("“%(typed)s” is of no chapter: they go from 01 to 97, and 77 is not used.", typed=typed)
