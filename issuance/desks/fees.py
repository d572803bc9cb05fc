"""Fees put together: `office.fees`."""

from functools import cached_property

from issuance.config import OfficeConfig
from issuance.desks.cards import Cards
from issuance.services.fees.bank import BankDesk
from issuance.services.fees.cashier import CashierDesk
from issuance.services.fees.reminding import FeeRound
from issuance.services.fees.views import FeeViews
from issuance.storage.unit import Units


class Fees:
    """What the pages of the cashier and of the payers work with."""

    def __init__(self, units: Units, config: OfficeConfig) -> None:
        self._units = units
        self._config = config

    @cached_property
    def cashier(self) -> CashierDesk:
        """Records money."""
        return CashierDesk(self._units)

    @cached_property
    def views(self) -> FeeViews:
        """Lists, accounts, papers."""
        return FeeViews(self._units)

    @cached_property
    def bank(self) -> BankDesk:
        """Books what banks say came in."""
        return BankDesk(self._units)

    @cached_property
    def cards(self) -> Cards:
        """Takes cards, on the card service's own pages."""
        return Cards(self._units, self._config)

    @cached_property
    def daily(self) -> FeeRound:
        """Reminds of what is overdue."""
        return FeeRound(self._units)
