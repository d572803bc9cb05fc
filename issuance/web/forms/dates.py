"""A date in three boxes, in the order of the reader's language, as people write it: Japanese years too."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from issuance.language import N_, _
from look.languages import DatePart
from signing.dates import DateError, read_date

_ERA_YEAR = re.compile("令和|平成|昭和|[RHSrhs]")
_LENGTHS: dict[DatePart, int] = {"year": 4, "month": 2, "day": 2}
_LONGEST_TYPED = 10


class DateBoxes(Field):
    """Reads `<name>-year`, `<name>-month` and `<name>-day`; `data` is the date, None where nothing was entered.

    `typed` is what was entered, for the page to show again.
    """

    def __init__(self, label: str, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401  # WTForms' own
        super().__init__(label, validators, **options)
        self.typed: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ANN401  # WTForms' own
        """Take the date of an object, or the three boxes of a form."""
        self.process_errors = []
        default = self.default() if callable(self.default) else self.default
        self.data = data if isinstance(data, dt.date) else default
        if self.data is not None:
            self.typed = {"year": str(self.data.year), "month": str(self.data.month), "day": str(self.data.day)}
        names = {part: f"{self.name}-{part}" for part in _LENGTHS}
        if formdata is None or not any(name in formdata for name in names.values()):
            return
        self.typed = {part: formdata.get(name, "").strip()[:_LONGEST_TYPED] for part, name in names.items()}
        self.data = None
        if any(self.typed.values()):
            try:
                self.data = _read(self.typed)
            except ValidationError as error:
                self.process_errors.append(str(error))


def _read(typed: dict[str, str]) -> dt.date:
    parts = {part: unicodedata.normalize("NFKC", text).strip() for part, text in typed.items()}
    parts["year"] = _western_year(parts["year"])
    if (
        any(
            not (parts[part].isascii() and parts[part].isdecimal() and len(parts[part]) <= length)
            for part, length in _LENGTHS.items()
        )
        or len(parts["year"]) != _LENGTHS["year"]
    ):
        raise ValidationError(_(N_("Enter year, month and day in figures, for example 2026, 11 and 20.")))
    try:
        return dt.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        raise ValidationError(_(N_("There is no such day in the calendar."))) from None


def _western_year(typed: str) -> str:
    """Read `令和8`, `R8` or `令和8年` as `2026`: it stands so on Japanese papers."""
    typed = typed.rstrip("年 ")
    try:
        return str(read_date(f"{typed}.12.31").year) if _ERA_YEAR.match(typed) else typed
    except DateError:
        return typed
