"""Rules that an application must keep beyond the content model (docs/terms.md, domain rules)."""

import datetime as dt

import pycountry

from issuance.errors import RefusedError
from issuance.language import _, day_text
from signing.content import AnyContent, ForeignOriginCertificate, JapaneseOriginCertificate, SignatureCertification

REFUSED_AFTER_MONTHS = 12
REFUSED_FOREIGN_AFTER_MONTHS = 6


def check_rules(content: AnyContent) -> None:
    """Raise `RefusedError` naming the first rule that the content breaks."""
    _check_countries(content)
    if isinstance(content, JapaneseOriginCertificate | ForeignOriginCertificate):
        _check_shipment(content)
        if content.declaration.date > content.issued:
            raise RefusedError(
                _("The declaration is dated %(day)s, after the issue date.", day=day_text(content.declaration.date))
            )
    if not isinstance(content, SignatureCertification) and content.invoice.date > content.issued:
        raise RefusedError(_("The invoice is dated %(day)s, after the issue date.", day=day_text(content.invoice.date)))


def _check_countries(content: AnyContent) -> None:
    for code in sorted(_country_codes(content.model_dump(mode="json"))):
        if pycountry.countries.get(alpha_2=code) is None:
            raise RefusedError(_("“%(code)s” is no country code of ISO 3166-1.", code=code))


def _country_codes(value: object) -> set[str]:
    """Collect every `country` code, and the `code` of every country with a printed name."""
    if isinstance(value, list):
        return set().union(*map(_country_codes, value))
    if not isinstance(value, dict):
        return set()
    codes = set().union(*map(_country_codes, value.values()))
    if isinstance(value.get("country"), str):
        codes.add(value["country"])
    if value.keys() == {"code", "name"}:
        codes.add(value["code"])
    return codes


def _check_shipment(content: JapaneseOriginCertificate | ForeignOriginCertificate) -> None:
    shipped = content.transport.date
    if shipped is None:
        return
    foreign = isinstance(content, ForeignOriginCertificate)
    months = REFUSED_FOREIGN_AFTER_MONTHS if foreign else REFUSED_AFTER_MONTHS
    if shipped < months_before(content.issued, months):
        raise RefusedError(
            _(
                "The goods were shipped on %(day)s, more than %(months)s months before the issue.",
                day=day_text(shipped),
                months=months,
            )
        )


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` earlier, or that month's last day where it has no such day."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    first_of_next = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = first_of_next - dt.timedelta(days=1)
    return dt.date(year, month + 1, min(day.day, last.day))
