"""How submitted applications are found by what lies sealed in them."""

from issuance.domain.application.reading import invoice_key
from issuance.storage.unit import Unit


def invoice_index(unit: Unit, number: str | None) -> bytes | None:
    """Return the blind index of an invoice number; None where there is none. Width, case and hyphens do not count."""
    return unit.index("invoice", invoice_key(number)) if number and invoice_key(number) else None
