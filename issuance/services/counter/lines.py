"""Orders of further copies with what they cost and what was printed of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.delivery.sheets import Sheet
from issuance.domain.fees.charge import RELEASED, Charge
from issuance.storage.charges import charges
from issuance.storage.copy_orders import CopyOrder
from issuance.storage.deliveries import Print
from issuance.storage.tables.fees import charge as table
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class CopyLine:
    """An order, what it costs, and how often each of its sheets was fetched."""

    order: CopyOrder
    charge: Charge | None
    fetched: Mapping[Sheet, int]

    @property
    def may_print(self) -> bool:
        """Whether its sheets can be printed, as far as the order goes."""
        return self.order.cancelled_at is None and (self.charge is None or self.charge.state in RELEASED)

    @property
    def may_cancel(self) -> bool:
        """Whether it can be cancelled still: nothing of it was printed."""
        return self.order.cancelled_at is None and not any(self.fetched.values())


def lines_of(unit: Unit, orders: Sequence[CopyOrder], prints: Sequence[Print]) -> list[CopyLine]:
    """Return orders with their charges and what was printed of them."""
    keys = [order.charge for order in orders if order.charge is not None]
    known = {charge.id: charge for charge in charges(unit, table.c.id.in_(keys))} if keys else {}
    return [
        CopyLine(
            order,
            known.get(order.charge or ""),
            {sheet: sum(each.sheet == sheet for each in prints) for sheet in order.sheets},
        )
        for order in orders
    ]
