"""Disclosures put together: `office.disclosure`. `job` uses the keys; `desk` is for the pages."""

from functools import cached_property
from typing import TYPE_CHECKING

from issuance.domain.calendar import japan_date
from issuance.services.disclosure.collecting import Collector
from issuance.services.disclosure.desk import DisclosureDesk
from issuance.services.disclosure.job import DisclosureJob
from signing.keys import Signer

if TYPE_CHECKING:
    from issuance.office import Office


class Disclosures:
    """The services of disclosure of one office."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    @cached_property
    def desk(self) -> DisclosureDesk:
        """Cases."""
        office = self._office
        return DisclosureDesk(office.units, office.uploads, office.confidential, lambda: office.private_documents)

    @cached_property
    def job(self) -> DisclosureJob:
        """Makes files."""
        office = self._office
        return DisclosureJob(
            office.units,
            office.claims,
            lambda unit: Collector(unit, office.uploads, office.originals, office.store),
            office.confidential,
            office.private_documents,
            office.retention.shredder,
            self._signer,
        )

    def _signer(self, chamber: str) -> Signer:
        office = self._office
        return office.keys.chamber_key(office.trust_list(), chamber, japan_date(office.clock()))[1]
