"""An application as its own side works on it: what was typed, how it reads, what is still to be put right."""

from collections.abc import Mapping
from dataclasses import dataclass

from issuance.domain.application.application import Application
from issuance.domain.application.problems import Problem
from issuance.domain.application.reading import Reading
from issuance.services.applications.papers import ShownPaper
from issuance.services.applications.sight import Applicant


@dataclass(frozen=True)
class Opened:
    """An application with how it reads now."""

    application: Application
    applicant: Applicant
    reading: Reading
    problems: list[Problem]
    papers: list[ShownPaper]
    must_ask: bool
    """Whether who is about to submit it asks the signatory first."""
    country_names: Mapping[str, str]
    """Countries as the chamber prints them, by ISO code; the others are ISO's."""

    @property
    def lacks_pages(self) -> bool:
        """Whether its document was handed in and its pages are not known: they were in quarantine when it came."""
        document = (self.reading.draft or {}).get("document")
        return isinstance(document, dict) and "page_images" not in document

    @property
    def errors(self) -> list[Problem]:
        """What keeps it from being submitted."""
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """What should be looked at."""
        return [problem for problem in self.problems if not problem.is_error]
