"""Retention put together: `office.retention`. `job` uses the keys; `desk` and `holds` are for the pages."""

from functools import cached_property
from typing import TYPE_CHECKING

from issuance.services.retention.certificates import CertificatePurge
from issuance.services.retention.desk import RetentionDesk
from issuance.services.retention.holds import HoldDesk
from issuance.services.retention.job import PurgeJob
from issuance.services.shredder import Shredder

if TYPE_CHECKING:
    from issuance.office import Office


class Retention:
    """The services of retention of one office."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    @cached_property
    def desk(self) -> RetentionDesk:
        """Plans to purge."""
        return RetentionDesk(self._office.units)

    @cached_property
    def holds(self) -> HoldDesk:
        """What is kept whatever its age."""
        return HoldDesk(self._office.units)

    @cached_property
    def shredder(self) -> Shredder:
        """Deletes files whose rows are gone."""
        return Shredder(self._office.units, self._office.private_documents)

    @cached_property
    def job(self) -> PurgeJob:
        """Carries the plans out."""
        office = self._office
        certificates = CertificatePurge(
            office.units, office.claims, office.store, office.record_signer, office.publisher, office.private_documents
        )
        return PurgeJob(office.units, office.claims, certificates, self.shredder, office.status_desk.publish)
