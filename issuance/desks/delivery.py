"""From the paid application to the printed paper, put together: `office.delivery`.

`job` and `voiding` use the keys; the issue job alone touches them. `stops` and `printing` are for the pages.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from issuance.services.delivery.assembling import Assembler
from issuance.services.delivery.daily import DeliveryDaily
from issuance.services.delivery.job import DeliveryJob
from issuance.services.delivery.printing import PrintDesk
from issuance.services.delivery.sheets import SheetPress
from issuance.services.delivery.stops import StopDesk
from issuance.services.delivery.telling import tell_applicant
from issuance.services.delivery.voiding import VoidJob

if TYPE_CHECKING:
    from issuance.office import Office


class Delivery:
    """The services of issue and delivery of one office."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    @cached_property
    def job(self) -> DeliveryJob:
        """Issues what is paid."""
        office = self._office
        return DeliveryJob(
            office.units,
            office.claims,
            office.store,
            office.issuing,
            Assembler(office.units, office.uploads, office.imprints.pictures),
            tell_applicant,
            office.config.public_url,
        )

    @cached_property
    def voiding(self) -> VoidJob:
        """Gives up numbers."""
        return VoidJob(self._office.units, self._office.claims, self._office.revoking)

    @cached_property
    def stops(self) -> StopDesk:
        """What stopped, for officers."""
        return StopDesk(self._office.units, self._office.store)

    @cached_property
    def printing(self) -> PrintDesk:
        """What can be printed, for applicants."""
        return PrintDesk(self._office.units, self._office.store, self.sheets)

    @cached_property
    def sheets(self) -> SheetPress:
        """The sheets of delivered certificates."""
        office = self._office
        return SheetPress(
            office.store,
            lambda: office.originals,
            lambda: office.print_room,
            lambda: office.trust_list().base,
        )

    @cached_property
    def daily(self) -> DeliveryDaily:
        """Reminds, and notes what can be printed no longer."""
        return DeliveryDaily(self._office.units, self._office.store, tell_applicant, self._office.config.public_url)
