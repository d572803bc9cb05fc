"""Statistics put together: `office.statistics`."""

from functools import cached_property

from issuance.services.statistics.counting import StatisticsRound
from issuance.services.statistics.desk import StatisticsDesk
from issuance.storage.statistics_sources import Revocations
from issuance.storage.store import OfficeStore
from issuance.storage.unit import Units


class StatisticsOffice:
    """What the pages and the daily round of statistics work with."""

    def __init__(self, units: Units, store: OfficeStore) -> None:
        self._units = units
        self._store = store

    @cached_property
    def desk(self) -> StatisticsDesk:
        """Shows."""
        return StatisticsDesk(self._units)

    @cached_property
    def round(self) -> StatisticsRound:
        """Counts."""
        return StatisticsRound(self._units, Revocations(self._store.engine))
