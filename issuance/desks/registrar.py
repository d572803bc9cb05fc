"""The registrar's desk put together: `office.registrar`."""

from functools import cached_property, partial

from issuance.domain.sign_in.session import SessionEnd
from issuance.services.ids.signatories import SignatoryDesk
from issuance.services.registrar.approval_desk import ApprovalDesk
from issuance.services.registrar.daily import DailyRound
from issuance.services.registrar.measures import MeasureDesk
from issuance.services.registrar.queue import QueueDesk
from issuance.services.registrar.telling import tell_organisation
from issuance.services.registrar.terminations import TerminationDesk
from issuance.services.registrar.views import RegistrarViews
from issuance.services.registration.review import FilingReview
from issuance.services.sign_in.sessions import end_sessions_of
from issuance.services.trail.reading import Trail
from issuance.storage.unit import Units


class Registrar:
    """What the registrar's pages and the daily job work with. `site` is the office's public address."""

    def __init__(self, units: Units, review: FilingReview, signatories: SignatoryDesk, *, site: str) -> None:
        self.units = units
        self.review = review
        self.signatories = signatories
        self._site = site

    @cached_property
    def queue(self) -> QueueDesk:
        """Lists."""
        return QueueDesk(self.units)

    @cached_property
    def views(self) -> RegistrarViews:
        """One filing, one organisation."""
        return RegistrarViews(self.units, Trail(self.units))

    @cached_property
    def approvals(self) -> ApprovalDesk:
        """Approves filings."""
        return ApprovalDesk(self.units, self.review)

    @cached_property
    def measures(self) -> MeasureDesk:
        """Suspends, demands, consents."""
        return MeasureDesk(self.units, tell_organisation, partial(end_sessions_of, reason=SessionEnd.SUSPENDED))

    @cached_property
    def terminations(self) -> TerminationDesk:
        """Ends registrations."""
        end = partial(end_sessions_of, reason=SessionEnd.TERMINATED)
        return TerminationDesk(self.units, tell_organisation, end)

    @cached_property
    def daily(self) -> DailyRound:
        """Reminds, and notes what has expired."""
        return DailyRound(self.units, tell_organisation, self._site)
