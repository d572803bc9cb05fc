"""`/about` and `/report`: what a verdict means and what to do next; where to report a suspect paper or site."""

import re
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reference_service.messages import NOT_KNOWN, NOT_YET, OUTCOMES, Outcome
from reference_service.service import Service
from signing.result import Reason, Verdict

EXPLANATION_MAX_AGE = "public, max-age=300"
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_WEB = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._/-]*)?")


@dataclass(frozen=True)
class Explained:
    """All outcomes that one verdict can have, the most frequent first."""

    verdict: Verdict
    outcomes: tuple[Outcome, ...]


def explained() -> list[Explained]:
    """Return every outcome that a page can show, by verdict."""
    by_verdict: dict[Verdict, list[Outcome]] = {verdict: [] for verdict in Verdict}
    # STATUS_UNAVAILABLE and STATUS_STALE are told apart on a page that shows one of them; here they are one answer.
    for reason, outcome in OUTCOMES.items():
        if reason is not Reason.STATUS_STALE:
            by_verdict[reason.verdict].append(outcome)
    by_verdict[Verdict.INDETERMINATE].insert(0, NOT_KNOWN)
    by_verdict[Verdict.INDETERMINATE].append(NOT_YET)
    return [Explained(verdict, tuple(outcomes)) for verdict, outcomes in by_verdict.items()]


def contact_address(contact: str) -> str | None:
    """Return what to link a chamber's contact to: a mailbox or a site; None for all else, such as a telephone."""
    if _MAIL.fullmatch(contact):
        return f"mailto:{contact}"
    return contact if _WEB.fullmatch(contact) else None


def about_blueprint(service: Service) -> Blueprint:
    """Build the two pages."""
    pages = Blueprint("about", __name__)
    pages.add_app_template_filter(contact_address)

    @pages.get("/about")
    def about() -> ResponseReturnValue:
        # Not a word of it needs the register: it is there also while nothing can be looked up.
        return render_template("about.html", explained=explained()), {"Cache-Control": EXPLANATION_MAX_AGE}

    @pages.get("/report")
    def report() -> ResponseReturnValue:
        chambers = service.trust.current().trust_list.chambers
        return render_template("report.html", chambers=chambers), {"Cache-Control": EXPLANATION_MAX_AGE}

    return pages
