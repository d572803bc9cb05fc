"""All desks of trade registration, put together."""

from dataclasses import dataclass
from typing import Self

from issuance.services.registration.confirmations import ConfirmationDesk
from issuance.services.registration.drafts import DraftDesk
from issuance.services.registration.holders import AtTheEnd, HolderDesk
from issuance.services.registration.letters import Letters
from issuance.services.registration.links import LinkDesk
from issuance.services.registration.review import AfterApproval, FilingReview
from issuance.services.registration.submissions import KnownUploads, SubmissionDesk
from issuance.storage.unit import Units


@dataclass(frozen=True)
class RegistrationDesks:
    """One of each."""

    links: LinkDesk
    drafts: DraftDesk
    confirmations: ConfirmationDesk
    submissions: SubmissionDesk
    holders: HolderDesk
    review: FilingReview

    @classmethod
    def of(
        cls, units: Units, uploads: KnownUploads, site: str, *, after_approval: AfterApproval, at_the_end: AtTheEnd
    ) -> Self:
        """Put them together. `site` is the office's public address, to which links in mails lead."""
        letters = Letters(site)
        return cls(
            links=LinkDesk(units, letters),
            drafts=DraftDesk(units),
            confirmations=ConfirmationDesk(units, letters),
            submissions=SubmissionDesk(units, uploads, letters),
            holders=HolderDesk(units, letters, at_the_end),
            review=FilingReview(units, letters, after_approval),
        )
