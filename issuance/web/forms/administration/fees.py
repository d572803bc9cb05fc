"""The fee table as a form: a price in whole yen for every kind, for members and others."""

import re
import unicodedata
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import NumberRange, ValidationError

from issuance.domain.settings import CertificateFee, FeeTable, Price
from issuance.domain.settings.fees import MOST_YEN
from issuance.language import N_, _
from issuance.web.forms.administration.sections import SmallNumber
from issuance.web.forms.base import OfficeForm, Required
from issuance.web.forms.dates import DateBoxes
from signing.content import Kind

PARTS = (("first", N_("Certificate")), ("each_copy", N_("Each copy")), ("rush", N_("Rush, on top")))
"""The prices of one kind, and what they are called."""
SYSTEM = (("system", N_("Charge for the system, applicant")), ("system_agent", N_("Charge for the system, agent")))
WHO = (("member", N_("Members")), ("other", N_("Others")))


class YenField(StringField):
    """Whole yen, as people type them: `1,100`, `¥1100`, `１１００円`; nothing means 0. `data` is the number."""

    def __init__(self, label: str = "", **options: Any) -> None:  # noqa: ANN401  # WTForms' own
        super().__init__(label, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        self.typed = valuelist[0].strip()[:20] if valuelist else ""
        text = re.sub(r"[,\s¥円]", "", unicodedata.normalize("NFKC", self.typed)) or "0"
        if not (text.isascii() and text.isdecimal()) or int(text) > MOST_YEN:
            self.data = None
            raise ValueError(_("Enter whole yen from 0 to %(most)s, for example 1,100.", most=f"{MOST_YEN:,}"))
        self.data = int(text)

    def _value(self) -> str:
        if isinstance(self.data, int):
            return str(self.data)
        return getattr(self, "typed", "")


class FeesForm(OfficeForm):
    """Day, tax, and the fields `<kind>_<part>_<who>` with `system_<who>`, `system_agent_<who>`."""

    valid_from = DateBoxes(N_("Valid from"), [Required(N_("Enter the day from which these prices are valid"))])
    tax_percent = SmallNumber(N_("Consumption tax in percent"), [NumberRange(0, 50, N_("Enter a number from 0 to 50"))])

    def validate_tax_percent(self, field: Field) -> None:
        """Nothing entered is no rate."""
        if field.data is None:
            raise ValidationError(_("Enter the rate of the consumption tax, for example 10."))

    def price(self, name: str) -> Price:
        """Return what the two fields of a price hold."""
        return Price(member=self[f"{name}_member"].data, other=self[f"{name}_other"].data)

    def table(self) -> FeeTable:
        """Return the table of a form that has no problems."""
        fees = {
            kind.slug: CertificateFee(**{part: self.price(f"{kind.name}_{part}") for part, _label in PARTS})
            for kind in Kind
        }
        system = {name: self.price(name) for name, _label in SYSTEM}
        return FeeTable(valid_from=self.valid_from.data, tax_percent=self.tax_percent.data, certificates=fees, **system)


def _add_prices() -> None:
    """Give the form its fields: what they are called stands in the table's head and at its left."""
    names = [f"{kind.name}_{part}" for kind in Kind for part, _label in PARTS] + [name for name, _label in SYSTEM]
    for name in names:
        for who, label in WHO:
            setattr(FeesForm, f"{name}_{who}", YenField(label))


_add_prices()


def filled_fees(table: FeeTable) -> dict[str, object]:
    """Return what the form shows of a table, all but its day."""
    values: dict[str, object] = {"tax_percent": table.tax_percent}
    for kind in Kind:
        for part, _label in PARTS:
            price: Price = getattr(table.certificates[kind.slug], part)
            values |= {f"{kind.name}_{part}_{who}": getattr(price, who) for who, _name in WHO}
    for name, _label in SYSTEM:
        values |= {f"{name}_{who}": getattr(getattr(table, name), who) for who, _name in WHO}
    return values
