"""A registrar approves a filing: what had to be checked was checked, and the trail keeps that it was."""

from collections.abc import Collection

from issuance.domain.actor import Actor
from issuance.domain.registration.checklist import Check, checklist
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.registration.access import as_seen
from issuance.services.registration.approving import require_review
from issuance.services.registration.review import Approved, FilingReview
from issuance.storage.filings import find_filing
from issuance.storage.unit import Units


class UncheckedError(RefusedError):
    """Something was not ticked. `checks` says what."""

    def __init__(self, checks: Collection[Check]) -> None:
        super().__init__(_("Tick each point when you have checked it. Nothing was approved yet."))
        self.checks = checks


class ApprovalDesk:
    """Approves filings."""

    def __init__(self, units: Units, review: FilingReview) -> None:
        self._units = units
        self._review = review

    def approve(self, actor: Actor, key: str, version: int, ticked: Collection[Check]) -> Approved:
        """Note what was checked, then approve.

        Raises `UncheckedError` where a point of the list is missing, else what `FilingReview.approve` raises.
        """
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_REGISTRATIONS)
            filing = find_filing(unit, key)
            if filing is None or filing.form is None:
                raise RefusedError(_("This chamber has no such filing: see the queue again."))
            require_review(unit, as_seen(filing, version))
            wanted = checklist(filing.kind, filing.form)
            missing = [check for check in wanted if check not in ticked]
            if missing:
                raise UncheckedError(missing)
            unit.record("filing.check", f"filing:{key}", after={"checked": [check.value for check in wanted]})
        return self._review.approve(actor, key, version)
