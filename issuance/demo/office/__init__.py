"""The demo's office: organisations and people in every state, made by the part to which the state belongs.

Each subject has a module here with `make_<subject>(office, say)`, which makes what is missing and leaves alone what is
there: a demo that was interrupted goes on at the next start. Who can sign in it notes with `note_sign_in`.
"""

from collections.abc import Callable, Sequence

from issuance.demo.office.administration import make_administration
from issuance.demo.office.after_issue import make_after_issue
from issuance.demo.office.applications import make_applications
from issuance.demo.office.chambers import make_chambers
from issuance.demo.office.deliveries import make_deliveries
from issuance.demo.office.fees import make_fees
from issuance.demo.office.ids import make_ids
from issuance.demo.office.imprints import make_imprints
from issuance.demo.office.inquiries import make_inquiries
from issuance.demo.office.measures import make_measures
from issuance.demo.office.notices import make_notices
from issuance.demo.office.organisations import make_organisations
from issuance.demo.office.people import make_people
from issuance.demo.office.retention import make_retention
from issuance.demo.office.reviews import make_reviews
from issuance.office import Office
from issuance.setup import make_web_secret

Say = Callable[[str], None]
Maker = Callable[[Office, Say], object]

MAKERS: Sequence[Maker] = (
    make_chambers,
    make_people,
    make_administration,
    make_imprints,
    make_organisations,
    make_ids,
    make_applications,
    make_reviews,
    make_fees,
    make_notices,
    make_measures,
    make_deliveries,
    make_inquiries,
    make_after_issue,
    make_retention,
)
"""In the order in which they build on each other."""


def make_office(office: Office, say: Say) -> None:
    """Make, or complete, what the office's pages show."""
    make_web_secret(office)
    for make in MAKERS:
        make(office, say)
