"""What signatories have chosen: whether they see applications before the chamber does."""

from issuance.storage.tables.application_help import signatory_choice as table
from issuance.storage.unit import Unit


def sees_first(unit: Unit, signatory: str) -> bool:
    """Tell whether sub ids ask this signatory before they submit; who has chosen nothing leaves it to them."""
    row = unit.row(unit.select(table).where(table.c.id == signatory))
    return row is not None and bool(row["sees_first"])


def choose_sees_first(unit: Unit, signatory: str, *, wanted: bool) -> None:
    """Keep a signatory's choice."""
    if unit.row(unit.select(table).where(table.c.id == signatory)) is None:
        unit.insert(table, id=signatory, sees_first=wanted, changed_at=unit.now)
    else:
        unit.update(table, signatory, sees_first=wanted, changed_at=unit.now)
