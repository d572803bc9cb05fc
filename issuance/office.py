"""The office put together: opens everything that one installation has and hands each service what it needs."""

from functools import cached_property

from issuance.desks.access import Access
from issuance.desks.administration import Administration
from issuance.desks.after_issue import AfterIssue
from issuance.desks.api import ApiDesks
from issuance.desks.applications import Applications, PreviewPress
from issuance.desks.delivery import Delivery
from issuance.desks.disclosure import Disclosures
from issuance.desks.fees import Fees
from issuance.desks.ids import IdDesks
from issuance.desks.imports import Imports
from issuance.desks.inquiries import Inquiries
from issuance.desks.oauth import Connecting
from issuance.desks.postings import Postings
from issuance.desks.registrar import Registrar
from issuance.desks.retention import Retention
from issuance.desks.review import Review
from issuance.desks.statistics import StatisticsOffice
from issuance.foundations import system_clock
from issuance.intake.checking import Checker
from issuance.issuing_room import IssuingRoom
from issuance.outgoing.doors import open_doors
from issuance.outgoing.webhook import WebhookDoor
from issuance.services.applications.described import Describer
from issuance.services.fees.billing import bill, cancel
from issuance.services.registrar.terminations import close_open_measures
from issuance.services.registration.desks import RegistrationDesks
from issuance.services.registration.ids import issue_ids
from issuance.services.review.sheets import SheetDesk
from issuance.services.tidying import Tidying
from issuance.services.trail.check import TrailCheck
from issuance.services.trail.reading import Trail

__all__ = ["Office", "system_clock"]


class Office(IssuingRoom):
    """One installation with the desks of all who work with it."""

    @cached_property
    def ids(self) -> IdDesks:
        """Ids, signatories, sub ids and their letters."""
        return IdDesks.open(self.units, self.access.credentials, lambda: self.press)

    @cached_property
    def access(self) -> Access:
        """What lets people in."""
        return Access.open(self.units, self.config.public_url, self.session_times)

    @cached_property
    def administration(self) -> Administration:
        """The desks of the chambers' administration and of the federation."""
        return Administration(self)

    @cached_property
    def oauth(self) -> Connecting:
        """Systems that call the API, and what lets them."""
        return Connecting(self)

    @cached_property
    def api(self) -> ApiDesks:
        """What the API's calls need beside the pages' desks."""
        return ApiDesks(self.units)

    @cached_property
    def registration(self) -> RegistrationDesks:
        """The desks of trade registration."""
        return RegistrationDesks.of(
            self.units,
            self.uploads,
            self.config.public_url,
            after_approval=issue_ids(self.ids.accounts, self.ids.signatories),
            at_the_end=lambda unit, ended: close_open_measures(unit, ended.id),
        )

    @cached_property
    def applications(self) -> Applications:
        """The applicants' desks."""
        return Applications(
            self.units,
            self.uploads,
            site=self.config.public_url,
            office_data=self.office_data,
            ledger=lambda: self.store,
            draw=PreviewPress(lambda: self.print_room, Checker()),
            cancel=cancel,
        )

    @cached_property
    def registrar(self) -> Registrar:
        """The registrar's desk, and what each day brings for registrations."""
        return Registrar(
            self.units,
            self.registration.review,
            self.ids.signatories,
            site=self.config.public_url,
        )

    @cached_property
    def review(self) -> Review:
        """The officers' desk of applications."""
        sheets = SheetDesk(
            self.units,
            self.office_data,
            Describer(self.units, self.uploads),
            PreviewPress(lambda: self.print_room, Checker()),
        )
        return Review(
            self.units,
            self.uploads,
            sheets,
            ledger=lambda: self.store,
            replacing=self.applications.replacing,
            bill=bill,
            cancel_bill=cancel,
            site=self.config.public_url,
        )

    @cached_property
    def fees(self) -> Fees:
        """What is owed and paid."""
        return Fees(self.units, self.config)

    @cached_property
    def delivery(self) -> Delivery:
        """From the paid application to the printed paper."""
        return Delivery(self)

    @cached_property
    def imports(self) -> Imports:
        """Past certificates of a chamber that moves here."""
        return Imports(self)

    @cached_property
    def statistics(self) -> StatisticsOffice:
        """What was counted of finished months."""
        return StatisticsOffice(self.units, self.store)

    @cached_property
    def inquiries(self) -> Inquiries:
        """Reports and inquiries from outside."""
        return Inquiries(self)

    @cached_property
    def retention(self) -> Retention:
        """Until when data is kept, and what is kept longer."""
        return Retention(self)

    @cached_property
    def disclosure(self) -> Disclosures:
        """What is handed over to courts and authorities."""
        return Disclosures(self)

    @cached_property
    def after_issue(self) -> AfterIssue:
        """Revocations, and what the chamber's counter does."""
        return AfterIssue(self)

    @cached_property
    def tidying(self) -> Tidying:
        """Takes away each day what has served its time."""
        return Tidying(self.units, self.access.sessions, self.access.throttle, self.uploads, self.pictures)

    @cached_property
    def postings(self) -> Postings:
        """What is made known, and sent."""
        return Postings.open(
            self.units,
            self.claims,
            self.tenants,
            open_doors(self.config),
            WebhookDoor(loopback=self.config.calls_loopback),
            self.config.public_url,
            lambda: self.bulletin_notes,
            lambda: self.bulletin_desk,
        )

    @cached_property
    def trail(self) -> Trail:
        """The audit trail, to be read."""
        return Trail(self.units)

    @cached_property
    def trail_check(self) -> TrailCheck:
        """The audit trail, to be verified."""
        return TrailCheck(self.units)
