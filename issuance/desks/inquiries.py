"""Reports and inquiries put together: `office.inquiries`. `job` uses the keys; the issue job alone touches it."""

from functools import cached_property
from typing import TYPE_CHECKING

from issuance.services.inquiries.answers import AnswerDesk
from issuance.services.inquiries.cases import CaseDesk
from issuance.services.inquiries.certificates import Certificates
from issuance.services.inquiries.daily import CaseDaily
from issuance.services.inquiries.files import FileDesk
from issuance.services.inquiries.queue import CaseQueue
from issuance.services.inquiries.reporting import ReportDesk
from issuance.services.inquiries.signing import AnswerJob
from issuance.services.inquiries.telling import Teller
from issuance.services.inquiries.views import CaseViews

if TYPE_CHECKING:
    from issuance.office import Office


class Inquiries:
    """What the public form, the desk and the jobs work with."""

    def __init__(self, office: "Office") -> None:
        self._office = office
        self._certificates = Certificates(lambda: office.store)
        self._teller = Teller(office.config.public_url)

    @cached_property
    def reporting(self) -> ReportDesk:
        """The public form."""
        files = FileDesk(self._office.units, self._office.uploads)
        return ReportDesk(self._office.units, files, self._certificates, self._teller)

    @cached_property
    def queue(self) -> CaseQueue:
        """The officers' list."""
        return CaseQueue(self._office.units, self._certificates)

    @cached_property
    def views(self) -> CaseViews:
        """One case as officers see it."""
        return CaseViews(self._office.units, self._office.uploads, self._certificates)

    @cached_property
    def cases(self) -> CaseDesk:
        """What officers do with a case."""
        return CaseDesk(self._office.units, self._certificates, self._teller)

    @cached_property
    def answers(self) -> AnswerDesk:
        """The signed answer, until it is confirmed."""
        return AnswerDesk(self._office.units, self._certificates)

    @cached_property
    def job(self) -> AnswerJob:
        """Signs what is confirmed."""
        office = self._office
        return AnswerJob(
            office.units, office.claims, self._certificates, lambda: office.keys, self._teller, lambda: office.press
        )

    @cached_property
    def daily(self) -> CaseDaily:
        """Reminds of deadlines, and closes what is answered."""
        return CaseDaily(self._office.units, self._office.config.public_url)
