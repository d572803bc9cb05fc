"""Fee tables among a chamber's settings: put in, taken out, and from which day on they can be (terms, article 11)."""

import datetime as dt

from issuance.domain.calendar import japan_date
from issuance.domain.settings import ChamberSettings, FeeTable
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.unit import Unit


def with_fee_table(settings: ChamberSettings, table: FeeTable) -> ChamberSettings:
    """Return settings with a fee table in its place; it replaces one of the same day."""
    others = [known for known in settings.fees if known.valid_from != table.valid_from]
    fees = tuple(sorted([*others, table], key=lambda known: known.valid_from))
    return settings.model_copy(update={"fees": fees})


def without_fee_table(settings: ChamberSettings, valid_from: dt.date) -> ChamberSettings:
    """Return settings without the fee table that begins on a day."""
    fees = tuple(known for known in settings.fees if known.valid_from != valid_from)
    return settings.model_copy(update={"fees": fees})


def check_not_begun(day: dt.date, unit: Unit) -> None:
    """Raise `RefusedError` for a table whose first day is not ahead."""
    if day <= japan_date(unit.now):
        raise RefusedError(
            _("Prices that have been in force are not changed any more: enter a table that begins tomorrow or later.")
        )
