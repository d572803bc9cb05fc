"""What comes after the issue, put together: `office.after_issue`.

`job` uses the keys; the issue job alone touches it. The others are for the pages.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from issuance.services.counter.copies import CopyDesk
from issuance.services.revocation.asking import AskDesk
from issuance.services.revocation.deciding import RevocationDesk
from issuance.services.revocation.job import RevocationJob
from issuance.services.revocation.own import OwnViews
from issuance.services.revocation.rules import TellOfCase
from issuance.services.revocation.views import RevocationViews

if TYPE_CHECKING:
    from issuance.office import Office


class AfterIssue:
    """The services of revocation and of the counter of one office."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    @cached_property
    def asking(self) -> AskDesk:
        """Asks for revocations."""
        return AskDesk(self._office.units, self._office.store, self._tell)

    @cached_property
    def revocations(self) -> RevocationDesk:
        """Decides on them."""
        return RevocationDesk(self._office.units, self._office.store, self._tell)

    @cached_property
    def views(self) -> RevocationViews:
        """Shows them."""
        return RevocationViews(self._office.units, self._office.store)

    @cached_property
    def own(self) -> OwnViews:
        """Shows an exporter its own."""
        return OwnViews(self._office.units, self._office.store)

    @cached_property
    def copies(self) -> CopyDesk:
        """Orders and prints further copies."""
        office = self._office
        return CopyDesk(office.units, office.store, lambda: office.delivery.sheets)

    @cached_property
    def job(self) -> RevocationJob:
        """Carries them out."""
        office = self._office
        return RevocationJob(office.units, office.claims, office.revoking, office.publisher, self._tell)

    @cached_property
    def _tell(self) -> TellOfCase:
        return TellOfCase(self._office.config.public_url)
