"""Letters with one-time codes: made when somebody prints them, since nothing could ever show the code again.

Terms of service, articles 8-1 and 9-1: the chamber chooses whether first passwords go by mail or by letter.
"""

import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from pikepdf import Pdf

from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.letters.credentials import CredentialLetter, print_letter
from issuance.paper.press import Press
from issuance.services.chamber.settings import settings_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.ids.letters_to_print import waiting_ids
from issuance.services.sign_in.credentials import Credentials, Way
from issuance.storage.accounts import get_account
from issuance.storage.filings import find_filing
from issuance.storage.organisations import names_of
from issuance.storage.registrations import registration_of
from issuance.storage.unit import Unit, Units

MOST_AT_ONCE = 20
"""Letters in one PDF: each takes a part of a second, for which the chamber's other acts wait."""


class LetterDesk:
    """Prints letters."""

    def __init__(self, units: Units, credentials: Credentials, press: Callable[[], Press]) -> None:
        self._units = units
        self._credentials = credentials
        # Asked for when the first letter is printed, for it looks for fonts: most chambers print none.
        self._press = press

    def print_for(self, actor: Actor, key: str) -> tuple[Account, bytes]:
        """Make a new one-time code for an id and return its letter as PDF. Codes and links before it end.

        Staff print it for every id of an organisation, an applicant and an agent for the sub ids of their own people.
        """
        with self._units.act(actor) as unit:
            held = get_account(unit, key)
            if actor.kind is IdKind.STAFF:
                check_staff(unit, StaffAct.MANAGE_IDS)
            if not _may_print(actor, held):
                raise RefusedError(_("This chamber has no such id."))
            if held.state not in (IdState.INVITED, IdState.ACTIVE):
                raise RefusedError(_("This id is locked or closed: no letter can be printed for it."))
            return held, self._print(unit, held)

    def print_waiting(self, actor: Actor) -> tuple[int, bytes]:
        """Print the letters that wait at the chamber's desk, `MOST_AT_ONCE` at most; return how many, and one PDF.

        All of it happens or nothing: a code that was made stands on a page that somebody holds.
        """
        with self._units.act(actor) as unit:
            if actor.kind is not IdKind.STAFF:
                raise RefusedError(_("The chamber's staff alone print all letters."))
            waiting = waiting_ids(unit, MOST_AT_ONCE)
            if not waiting:
                raise RefusedError(_("No letter waits to be printed."))
            return len(waiting), _bound([self._print(unit, held) for held in waiting])

    def _print(self, unit: Unit, held: Account) -> bytes:
        invitation = self._credentials.invite(unit, held.id, Way.LETTER)
        unit.record("id.print_letter", f"account:{held.id}", organisation=held.organisation)
        letter = CredentialLetter(
            kind=held.kind,
            login=held.login,
            code=str(invitation.code),
            link=invitation.link,
            expires=invitation.expires,
            language=held.person.language,
            address=_address(unit, held),
        )
        return print_letter(self._press(), letter, settings_of(unit), unit.now)


def _bound(letters: Sequence[bytes]) -> bytes:
    """Return letters as one PDF, in their order."""
    output = io.BytesIO()
    with ExitStack() as opened, Pdf.new() as bound:
        for letter in letters:
            bound.pages.extend(opened.enter_context(Pdf.open(io.BytesIO(letter))).pages)
        bound.save(output)
    return output.getvalue()


def _may_print(actor: Actor, held: Account) -> bool:
    if held.organisation is None:
        return False
    if actor.kind is IdKind.STAFF:
        return True
    own = actor.answerable
    return held.kind is IdKind.SUB and own is not None and own in (held.organisation, held.agent)


def _address(unit: Unit, held: Account) -> list[str]:
    """Return the lines of the envelope's window: where the holder's employer gets its letters, and the holder."""
    employer = held.agent or str(held.organisation)
    japanese = held.person.language == "ja"
    names = names_of(unit, {employer})
    lines = _postal_lines(unit, employer, japanese=japanese)
    if employer in names:
        lines.append(names[employer].text(held.person.language))
    return [*lines, f"{held.person.name} 様" if japanese else held.person.name]


def _postal_lines(unit: Unit, organisation: str, *, japanese: bool) -> list[str]:
    registration = registration_of(unit, organisation)
    filing = find_filing(unit, registration.approved_filing) if registration and registration.approved_filing else None
    if filing is None or filing.form is None:
        return []
    where = filing.form.addresses
    if where.letters_elsewhere and where.letters_address and where.letters_postal_code:
        return [f"〒{where.letters_postal_code}", *where.letters_address.splitlines()]
    return [f"〒{where.postal_code}", *(where.address_ja if japanese else where.address_en).splitlines()]
