"""A contact's mail address and fax number are shown to reach it before notices go there (terms, article 6)."""

import datetime as dt
import unicodedata

from issuance.domain.actor import Actor
from issuance.domain.registration.checking import with_confirmed
from issuance.domain.registration.filing import EDITABLE, Filing
from issuance.domain.registration.form import SectionName
from issuance.domain.registration.reach import fax_number, mail_address
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.registration.access import Access, ClosedError, editable_filing
from issuance.services.registration.letters import Letters
from issuance.storage.filing_keys import (
    KeyPurpose,
    add_code,
    add_link,
    count_try,
    find_code,
    find_link,
    forget_keys,
    made_since,
)
from issuance.storage.filings import get_filing, save_data
from issuance.storage.unit import Unit, Units

MAIL_LIFE = dt.timedelta(hours=72)
CODE_LIFE = dt.timedelta(hours=24)
CODE_TRIES = 5
SENT_PER_DAY = 5
"""Test faxes cost money and paper of somebody who may have been named by mistake."""


class ConfirmationDesk:
    """Sends the link and the test fax, and takes the answers."""

    def __init__(self, units: Units, letters: Letters) -> None:
        self._units = units
        self._letters = letters

    def send_mail_check(self, actor: Actor, access: Access) -> None:
        """Send the confirming link to the address in the section "contacts"."""
        with self._units.act(actor) as unit:
            filing = editable_filing(unit, access)
            mail = _present(filing, "mail")
            _require_few(unit, filing, KeyPurpose.MAIL)
            token = add_link(unit, filing.id, KeyPurpose.MAIL, mail, MAIL_LIFE)
            self._letters.mail_check(unit, filing, mail, token)
            unit.record("filing.check_mail", f"filing:{filing.id}")

    def confirm_mail(self, actor: Actor, token: str) -> None:
        """Note that the link arrived; raise `ClosedError` where it is none, or too old."""
        with self._units.act(actor) as unit:
            key = find_link(unit, token)
            if key is None or key.purpose is not KeyPurpose.MAIL or unit.now >= key.expires_at:
                raise ClosedError(_("This link confirms nothing any more. Ask for a new one on the page of contacts."))
            filing = get_filing(unit, key.filing)
            if filing.state in EDITABLE:
                confirm(unit, filing, "mail", key.target)

    def send_fax_code(self, actor: Actor, access: Access) -> None:
        """Send the test fax to the number in the section "contacts"; its code replaces an earlier one."""
        with self._units.act(actor) as unit:
            filing = editable_filing(unit, access)
            fax = _present(filing, "fax")
            _require_few(unit, filing, KeyPurpose.FAX)
            self._letters.fax_code(unit, filing, fax, add_code(unit, filing.id, fax, CODE_LIFE))
            unit.record("filing.check_fax", f"filing:{filing.id}")

    def confirm_fax(self, actor: Actor, access: Access, typed: str) -> None:
        """Take the code of the test fax; raise `RefusedError` where it is not the one, counting the try."""
        code = "".join(sign for sign in unicodedata.normalize("NFKC", typed) if sign.isdecimal())
        with self._units.act(actor) as unit:
            filing = editable_filing(unit, access)
            key = find_code(unit, filing.id)
            if key is None or unit.now >= key.expires_at or key.tries >= CODE_TRIES:
                raise RefusedError(_("There is no code to compare with any more. Send another test fax."))
            if key.fits(code):
                confirm(unit, filing, "fax", key.target)
                forget_keys(unit, filing.id, KeyPurpose.FAX)
                return
            count_try(unit, key)
        raise RefusedError(_("This is not the code on the last test fax. Type its six digits."))


def confirm(unit: Unit, filing: Filing, what: str, address: str) -> None:
    """Note in the draft that an address or number reaches its contact."""
    if filing.data.get("confirmed", {}).get(what) == address:
        return
    save_data(unit, filing, with_confirmed(filing.data, what, address))
    unit.record("filing.confirm_fax" if what == "fax" else "filing.confirm_mail", f"filing:{filing.id}")


def _present(filing: Filing, what: str) -> str:
    typed = filing.data.get(SectionName.CONTACTS.value, {}).get(what)
    try:
        return fax_number(typed) if what == "fax" else mail_address(typed)
    except ValueError as error:
        raise RefusedError(str(error)) from error


def _require_few(unit: Unit, filing: Filing, purpose: KeyPurpose) -> None:
    if made_since(unit, filing.id, purpose, unit.now - dt.timedelta(days=1)) >= SENT_PER_DAY:
        raise RefusedError(
            _("%(count)s were sent today already. Wait until tomorrow, or ask the chamber.", count=SENT_PER_DAY)
        )
