"""The service navigation: what people do here every day, shown to whom it is open.

Each subject adds its lines; who may open a page says the guard of its view alone, so nothing is said twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from issuance.language import N_, _
from issuance.web.chambers import current_chamber


@dataclass(frozen=True)
class NavItem:
    """A line of the navigation: its text and the view to which it leads.

    It counts as current on every page whose endpoint begins with one of `covers` (blueprints' names), or is its own.
    """

    text: str
    endpoint: str
    hint: str
    """A sentence for the overview: what one does there."""
    covers: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether the page that is being made belongs to it."""
        here = request.endpoint or ""
        return here == self.endpoint or here.partition(".")[0] in self.covers


ITEMS: tuple[NavItem, ...] = (
    # Visitors.
    NavItem(N_("Overview"), "start.chamber", N_("See what you can do here.")),
    # The chamber's staff.
    NavItem(
        N_("Registrations"),
        "review.queue",
        N_("Review what organisations have filed: approve, return, reject."),
        covers=("review",),
    ),
    NavItem(
        N_("Applications"),
        "applications_desk.queue",
        N_("Review what exporters apply for: take, check, return, approve."),
        covers=("applications_desk",),
    ),
    NavItem(
        N_("Issue"),
        "issue_desk.overview",
        N_("See what is being issued, what has stopped and why, and who printed what."),
        covers=("issue_desk", "counter"),
    ),
    NavItem(
        N_("Revocations"),
        "revocations.overview",
        N_("See which certificates are to be revoked: propose it, decide it, decline it."),
        covers=("revocations",),
    ),
    NavItem(
        N_("Seal and signatures"),
        "imprints.overview",
        N_("Hand in and confirm what stands on the paper: the chamber's seal, your own signature."),
        covers=("imprints",),
    ),
    NavItem(
        N_("Reports and inquiries"),
        "inquiries_desk.queue",
        N_("Answer who holds a suspicious paper, saw a look-alike site, or asks officially."),
        covers=("inquiries_desk",),
    ),
    NavItem(
        N_("Organisations"),
        "organisations.found",
        N_("Look an organisation up: its registration, people and ids, measures."),
        covers=("organisations",),
    ),
    NavItem(
        N_("Specimens"),
        "desk_signatories.queue",
        N_("Check the signatures of signatories: approved, they get their user ids."),
        covers=("desk_signatories",),
    ),
    NavItem(
        N_("Ids"),
        "desk_ids.search",
        N_("Find an id: lock it, open it, print its letter, close it."),
        covers=("desk_ids",),
    ),
    NavItem(
        N_("Reported leaks"),
        "leaks.queue",
        N_("Review ids that are locked because somebody else may know their password."),
        covers=("leaks",),
    ),
    NavItem(
        N_("Fees"),
        "cashier.queue",
        N_("See what is owed, record what came in, print invoices and receipts."),
        covers=("cashier",),
    ),
    # Staff.
    NavItem(
        N_("Statistics"),
        "statistics.overview",
        N_("See how much was certified: by kind, destination, goods and time, and never a single case."),
        covers=("statistics",),
    ),
    NavItem(
        N_("Audit trail"),
        "trail.search",
        N_("Search who did what and when, and verify that nothing was altered."),
        covers=("trail",),
    ),
    # User ids and sub ids.
    NavItem(
        N_("Applications"),
        "applications.overview",
        N_("Apply for certificates, see where each application stands, answer what was returned."),
        covers=("applications", "revocation", "replacement"),
    ),
    # User ids and sub ids.
    NavItem(
        N_("Printing"),
        "printing.overview",
        N_("Print delivered certificates and their copies, until the fourteenth day."),
        covers=("printing",),
    ),
    # Administrator ids.
    NavItem(
        N_("Trade registration"),
        "registration.start",
        N_("See what is on file: renew it, have something changed, end it."),
        covers=("registration",),
    ),
    NavItem(
        N_("Signatories"),
        "signatories.overview",
        N_("Name the people whose signature stands in your declarations."),
        covers=("signatories",),
    ),
    NavItem(
        N_("People"),
        "people.overview",
        N_("Give sub ids to your staff and to agents, or lend your people to applicants."),
        covers=("people",),
    ),
    NavItem(
        N_("What our ids did"),
        "own_ids.acts",
        N_("See every act for which your organisation answers."),
        covers=("own_ids",),
    ),
    # User ids and sub ids.
    NavItem(
        N_("Fees"),
        "fees.mine",
        N_("See what is to be paid, with invoices and receipts."),
        covers=("fees",),
    ),
    # The chamber's administrators.
    NavItem(
        N_("Administration"),
        "admin.home",
        N_("Keep staff and roles, functions, calendar, fees and texts."),
        covers=("admin", "retention", "disclosures"),
    ),
    NavItem(
        N_("Imports"),
        "imports.overview",
        N_("See which past certificates were taken in from an earlier system."),
        covers=("imports",),
    ),
    NavItem(N_("Notices"), "notices.board", N_("Read what the chamber has announced."), covers=("notices",)),
    NavItem(
        N_("Post and send"),
        "posting.notices",
        N_("Post notices, terms and pauses; see which messages did not arrive."),
        covers=("posting",),
    ),
)
"""In the order in which they are shown."""


def navigation(opens: Callable[[Flask, str], bool]) -> Iterator[dict[str, object]]:
    """Yield the lines for GOV.UK Frontend's service navigation; `opens` tells whether the one who asks may open a view.

    Lines whose view is not there (a function that is switched off) or needs another chamber are left out.
    """
    for item in ITEMS:
        if item.endpoint not in current_app.view_functions or not opens(current_app, item.endpoint):
            continue
        if current_chamber() is None and current_app.url_map.is_endpoint_expecting(item.endpoint, "chamber"):
            continue
        yield {
            "text": _(item.text),
            "href": url_for(item.endpoint),
            "current": item.is_current,
            "hint": _(item.hint),
        }
