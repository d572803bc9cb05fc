"""The counter of fees with browsers before it: a cashier's and payers', and what a printed paper says."""

from dataclasses import dataclass
from http import HTTPStatus

import pypdfium2
from flask.testing import FlaskClient

from issuance.domain.accounts import Person
from issuance.domain.fees.charge import Charge
from issuance.domain.ids import IdKind, IdState
from issuance.storage.accounts import add_account, get_account, set_state
from issuance.storage.charges import charges_of
from issuance.storage.sessions import Origin
from issuance.storage.tables.accounts import account
from tests.office_fees import Till
from tests.office_ids import STAFF
from tests.office_site import OfficeSite, token_in


@dataclass
class Counter:
    """A till with browsers before it."""

    site: OfficeSite
    till: Till
    cashier: FlaskClient

    def payer(self, organisation: str, *, agent: str | None = None, language: str = "en") -> FlaskClient:
        """Return the browser of somebody with a sub id of an applicant, of an agent's staff where one is named."""
        with self.site.office.units.act(STAFF) as unit:
            person = Person("Hanako Sato", "hanako@example.co.jp", language)
            added = add_account(unit, IdKind.SUB, person, organisation=organisation, agent=agent)
            set_state(unit, added, IdState.ACTIVE)
            unit.update(account, added.id, signatory=self.till.signatory)
            held = get_account(unit, added.id)
            token = self.site.office.access.sessions.begin(unit, held.id, Origin("127.0.0.1", "a browser", "password"))
        client = self.site.client()
        client.set_cookie("id", str(token))
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return client

    def charge(self) -> Charge:
        with self.site.office.units.look(STAFF) as unit:
            return charges_of(unit, self.till.applicant)[-1]

    def send(self, page: str, to: str | None = None, **fields: str) -> HTTPStatus:
        """Send the cashier's form of a page; return the status of the answer."""
        token = token_in(self.cashier.get(page))
        return HTTPStatus(self.cashier.post(to or page, data={"csrf_token": token, **fields}).status_code)


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF of one page."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return " ".join(document[0].get_textpage().get_text_range().split())
