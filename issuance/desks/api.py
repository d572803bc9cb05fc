"""What the API's calls put together: `office.api`."""

from functools import cached_property

from issuance.services.api.once import OnceDesk
from issuance.services.api.rate import RateDesk
from issuance.storage.unit import Units


class ApiDesks:
    """Opens each desk when it is first used."""

    def __init__(self, units: Units) -> None:
        self._units = units

    @cached_property
    def once(self) -> OnceDesk:
        """Lets a call take effect once."""
        return OnceDesk(self._units)

    @cached_property
    def rate(self) -> RateDesk:
        """Counts calls."""
        return RateDesk(self._units)
