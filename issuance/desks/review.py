"""The officers' desk of applications put together: `office.review`."""

from collections.abc import Callable
from functools import cached_property

from issuance.services.applications.replacing import Replacing
from issuance.services.replacement.chain import Ledger
from issuance.services.review.charging import ChargingDesk
from issuance.services.review.decisions import Bill, CancelBill, DecisionDesk
from issuance.services.review.holding import HoldingDesk
from issuance.services.review.many import ManyDesk
from issuance.services.review.overdue import OverdueRound
from issuance.services.review.queue import ApplicationQueue
from issuance.services.review.sheets import SheetDesk
from issuance.services.review.telling import tell_filers
from issuance.services.review.views import ReviewViews
from issuance.services.uploads import Uploads
from issuance.storage.unit import Units


class Review:
    """What the officers' pages and the daily job work with. `site` is the office's public address."""

    def __init__(
        self,
        units: Units,
        uploads: Uploads,
        sheets: SheetDesk,
        *,
        ledger: Callable[[], Ledger],
        replacing: Replacing,
        bill: Bill,
        cancel_bill: CancelBill,
        site: str,
    ) -> None:
        self.units = units
        self.uploads = uploads
        self.sheets = sheets
        self._ledger = ledger
        self._replacing = replacing
        self._bill = bill
        self._cancel_bill = cancel_bill
        self._site = site

    @cached_property
    def queue(self) -> ApplicationQueue:
        """The list."""
        return ApplicationQueue(self.units)

    @cached_property
    def views(self) -> ReviewViews:
        """One application."""
        return ReviewViews(self.units, self._ledger)

    @cached_property
    def holding(self) -> HoldingDesk:
        """Takes and gives back."""
        return HoldingDesk(self.units)

    @cached_property
    def decisions(self) -> DecisionDesk:
        """Decides."""
        return DecisionDesk(self.units, self._bill, self._cancel_bill, tell_filers(self._site), self._replacing)

    @cached_property
    def charging(self) -> ChargingDesk:
        """Says what is free of charge."""
        return ChargingDesk(self.units)

    @cached_property
    def many(self) -> ManyDesk:
        """Approves several."""
        return ManyDesk(self.decisions)

    @cached_property
    def overdue(self) -> OverdueRound:
        """Reminds the chamber."""
        return OverdueRound(self.units, self._site)
