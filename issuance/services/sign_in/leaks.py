"""Report a leak of an id: it is locked at once, its session ends, the chamber is told (terms, articles 8-2, 9-2, 10-2).

A fresh credential follows only after a member of the staff has looked at it: `leak_reviews.py`.
"""

from collections.abc import Callable

from issuance.domain.accounts import ID, Account, IdEvent
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind, IdState
from issuance.domain.messages import MailAddress, Message
from issuance.domain.sign_in.leak import MAX_WORDS
from issuance.domain.sign_in.session import SessionEnd
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.messages.posting import post
from issuance.services.sign_in.credentials import find_by_mail
from issuance.services.sign_in.outcomes import LockedOutError
from issuance.services.sign_in.sessions import end_session
from issuance.services.sign_in.throttle import LockedOut, Throttle
from issuance.services.sign_in.typed import counted_name
from issuance.storage import ceremonies, credentials
from issuance.storage import leaks as rows
from issuance.storage.accounts import find_accounts, get_account, set_state
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units


class Leaks:
    """Takes reports of leaks."""

    def __init__(self, units: Units, throttle: Throttle) -> None:
        self._units = units
        self._throttle = throttle

    def report_own(self, who: Who, words: str) -> None:
        """Lock the id of one who is signed in."""
        with self._units.act(who.actor) as unit:
            self.lock(unit, get_account(unit, who.account), words)

    def login_of(self, who: Who, account_id: str) -> str:
        """Return the login of an id for which the administrator id of its organisation may report a leak."""
        with self._units.look(who.actor) as unit:
            return _of_organisation(unit, who, account_id).login

    def report_for(self, who: Who, account_id: str, words: str) -> None:
        """Lock an id of the organisation whose administrator id reports."""
        with self._units.act(who.actor) as unit:
            self.lock(unit, _of_organisation(unit, who, account_id), words)

    def take_report(self, chamber: str, login: str, mail: str, words: str, place: str) -> Callable[[], None]:
        """Count the report of one who cannot sign in; return what carries it out, to be called once the page was sent.

        So the page takes as long, and says the same, whether there is such an id or not.
        """
        visitor = Actor.visitor(chamber, place)
        with self._units.act(visitor) as unit:
            taken = self._throttle.take(unit, "leak", counted_name(login), place)
        if isinstance(taken, LockedOut):
            raise LockedOutError(taken.opens, self._units.now())
        return lambda: self._carry_out(visitor, login, mail, words)

    def lock(self, unit: Unit, held: Account, words: str) -> None:
        """Lock an id at once, end what its holder or another one has open, and tell the chamber and its holder.

        An id that is locked for another reason stays locked for this one too: its lock ends with the review alone.
        """
        if not _can_be_reported(unit, held):
            raise RefusedError(_("The id %(login)s cannot be used already.", login=held.login))
        # Even where the state stays, the id's version counts on: who was about to unlock it comes too late.
        set_state(unit, held, held.state if held.state is IdState.LOCKED else ID.after(held.state, IdEvent.LOCK))
        end_session(unit, held.id, SessionEnd.LEAK)
        ceremonies.forget_of(unit, held.id)
        credentials.recall_invitations(unit, held.id)
        key = rows.add_leak(unit, held.id, held.organisation, unit.actor.account, words[:MAX_WORDS])
        unit.record(
            "leak.report",
            f"account:{held.id}",
            organisation=held.organisation,
            before={"state": held.state.value},
            after={"state": IdState.LOCKED.value, "leak": key},
        )
        self._tell(unit, held)

    def _carry_out(self, visitor: Actor, login: str, mail: str, words: str) -> None:
        with self._units.act(visitor) as unit:
            held = find_by_mail(unit, login, mail)
            if held is not None and _can_be_reported(unit, held):
                self.lock(unit, held, words)

    def _tell(self, unit: Unit, held: Account) -> None:
        if held.person.mail:
            values = {"name": held.person.name, "login": held.login}
            to = MailAddress(held.person.mail)
            post(unit, Message("leak_holder", to, held.person.language, values, held.organisation))
        for address, language in _reviewers(unit, held):
            to = MailAddress(address)
            post(unit, Message("leak_chamber", to, language, {"login": held.login}, held.organisation))


def _can_be_reported(unit: Unit, held: Account) -> bool:
    """Tell whether a report changes anything: not where the id has ended, or where one awaits its review."""
    return held.state is not IdState.CLOSED and not rows.has_open(unit, held.id)


def _reviewers(unit: Unit, held: Account) -> list[tuple[str, str]]:
    """Return addresses and languages of those who have to look at a report.

    Of a chamber's id it is the chamber's contact. The federation has none that its ids could do without: there it is
    each of the other operators, who alone can review it.
    """
    if unit.chamber == FEDERATION:
        others = (account.c.kind == IdKind.FEDERATION, account.c.state == IdState.ACTIVE, account.c.id != held.id)
        return [(each.person.mail, each.person.language) for each in find_accounts(unit, *others)]
    contact = settings_of(unit).contact.mail
    return [] if contact is None else [(contact, "ja")]


def _of_organisation(unit: Unit, who: Who, account_id: str) -> Account:
    held = get_account(unit, account_id)
    if who.kind is not IdKind.ADMINISTRATOR or who.organisation not in (held.organisation, held.agent):
        raise RefusedError(_("This chamber has no such id."))
    return held
