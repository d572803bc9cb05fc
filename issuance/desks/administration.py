"""The desks of the chambers' administration and of the federation, put together; `office.administration` holds them."""

from functools import cached_property
from typing import TYPE_CHECKING

from issuance.domain.calendar import japan_date
from issuance.domain.key_windows import KeyWindows, key_windows
from issuance.errors import IssuanceError
from issuance.services.chamber.announcements import announce
from issuance.services.chamber.federation import FederationDesk
from issuance.services.chamber.resets import ResetDesk
from issuance.services.chamber.settings_desk import SettingsDesk
from issuance.services.chamber.staff import StaffDesk
from issuance.services.chamber.third_parties import ThirdPartyDesk
from signing.errors import SigningError

if TYPE_CHECKING:
    from issuance.office import Office


class Administration:
    """Opens each desk when it is first used."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    @cached_property
    def settings(self) -> SettingsDesk:
        """A chamber's settings."""
        return SettingsDesk(self._office.units, announce, self._office.chambers.forget)

    @cached_property
    def staff(self) -> StaffDesk:
        """A chamber's staff."""
        return StaffDesk(self._office.units, self._office.access.credentials)

    @cached_property
    def resets(self) -> ResetDesk:
        """Lost second factors."""
        return ResetDesk(self._office.units, self._office.access.factors)

    @cached_property
    def federation(self) -> FederationDesk:
        """The federation's view of all chambers."""
        office = self._office
        directory, reader = office.settings_directory, lambda: office.reader
        return FederationDesk(directory, reader, office.trust_list, lambda: office.clock())

    @cached_property
    def third_parties(self) -> ThirdPartyDesk:
        """Systems of third parties."""
        return ThirdPartyDesk(self._office.units, self._office.store.engine)

    def key_windows(self, chamber: str) -> KeyWindows | None:
        """Return a chamber's keys as the published trust list has them; None where no list can be read."""
        try:
            trust_list = self._office.trust_list()
        except (IssuanceError, SigningError, OSError):
            return None
        return key_windows(trust_list, chamber, japan_date(self._office.clock()))
