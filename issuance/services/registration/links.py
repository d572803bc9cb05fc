"""Visitors begin a registration with a mail address, and come back by the link that was sent to it.

Whether an address or a reference number is known here is never told: every answer is the same.
"""

import datetime as dt

from issuance.domain.actor import Actor
from issuance.domain.registration.filing import EDITABLE, OPEN, FilingKind
from issuance.domain.registration.reach import mail_address
from issuance.domain.settings import Function
from issuance.domain.sign_in.throttle import PER_SENDER
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import require_acceptance
from issuance.services.registration.access import Access, filing_for
from issuance.services.registration.confirmations import confirm
from issuance.services.registration.letters import Letters
from issuance.services.sign_in.throttle import Throttle
from issuance.storage.filing_keys import KeyPurpose, find_link, made_since
from issuance.storage.filings import (
    add_filing,
    find_by_reference,
    find_submission,
    started_since,
)
from issuance.storage.references import read_reference
from issuance.storage.unit import Unit, Units

MAILS_PER_HOUR = 5
"""To one address: nobody's mailbox is flooded through this page."""
_HOUR = dt.timedelta(hours=1)


class LinkDesk:
    """Sends links and opens filings by them."""

    def __init__(self, units: Units, letters: Letters) -> None:
        self._units = units
        self._letters = letters
        self._throttle = Throttle(units.confidential)

    def start(self, actor: Actor, mail: str, language: str, submission: str) -> None:
        """Begin a new registration and send its link; the same `submission` again does nothing.

        Raises `ValueError` with a sentence for what is no mail address, `RefusedError` where the chamber takes none.
        """
        mail = mail_address(mail)
        with self._units.act(actor) as unit:
            require_acceptance(unit, Function.REGISTRATION, None)
            self._require_few(unit)
            if find_submission(unit, submission) or started_since(unit, mail, unit.now - _HOUR) >= MAILS_PER_HOUR:
                return
            data = {"contacts": {"mail": mail, "language": language}}
            filing = add_filing(unit, FilingKind.NEW, language=language, data=data, mail=mail, submission=submission)
            self._letters.link(unit, filing, mail)
            unit.record("filing.start", f"filing:{filing.id}", after={"kind": filing.kind})

    def send_again(self, actor: Actor, reference: str, mail: str) -> None:
        """Send a new link to the address with which an open filing was started, if both fit together."""
        mail = mail_address(mail)
        with self._units.act(actor) as unit:
            self._require_few(unit)
            filing = find_by_reference(unit, read_reference(reference), mail)
            if filing is None or filing.state not in OPEN:
                return
            if made_since(unit, filing.id, KeyPurpose.OPEN, unit.now - _HOUR) >= MAILS_PER_HOUR:
                return
            self._letters.link(unit, filing, mail)
            unit.record("filing.send_link", f"filing:{filing.id}")

    def _require_few(self, unit: Unit) -> None:
        """Raise `RefusedError` where one network address has asked for too many mails: they go to whom it names."""
        if self._throttle.take_from(unit, "registration mail", unit.actor.place, PER_SENDER) is not None:
            raise RefusedError(_("Too many mails were asked for from your network. Wait for an hour, then try again."))

    def open(self, actor: Actor, token: str) -> Access:
        """Return the access that a link gives; the address that it was sent to is confirmed by that.

        Raises `ClosedError` where the link is unknown or too old.
        """
        with self._units.act(actor) as unit:
            key = find_link(unit, token)
            access = Access(key.filing if key else "", key.id if key and key.opens else "-")
            filing = filing_for(unit, access)
            if key is not None and filing.state in EDITABLE:
                confirm(unit, filing, "mail", key.target)
            return access
