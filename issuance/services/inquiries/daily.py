"""What each day brings for cases: the chamber is reminded of deadlines, and answered cases close by themselves.

It can run twice, late or be cut off: the day's mail is noted in its own transaction, and each case is an act.
"""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.inquiries.case import ANSWERED_DAYS, WAITING, Case, CaseEvent, CaseState
from issuance.domain.messages import MailAddress, Message
from issuance.errors import ConflictError
from issuance.language import _, speaking
from issuance.services.chamber.settings import settings_of
from issuance.services.inquiries.telling import KINDS, STAFF_LANGUAGE
from issuance.services.messages.posting import post
from issuance.storage.inquiries import cases, get_case, move_case, note_reminded
from issuance.storage.tables.inquiries import case as table
from issuance.storage.unit import Unit, Units

LISTED = 30
"""So many are named in the mail; the list on the desk has all."""
_AT_ONCE = 200


@dataclass(frozen=True)
class CaseReport:
    """How many cases the chamber was reminded of, and how many have closed."""

    cases_reminded: int
    cases_closed: int


class CaseDaily:
    """Reminds and closes. `site` is the office's public address."""

    def __init__(self, units: Units, site: str) -> None:
        self._units = units
        self._site = site.rstrip("/")

    def run(self, chamber: str) -> CaseReport:
        """Do it for one chamber."""
        actor = Actor.job(chamber, "daily")
        return CaseReport(self._remind(actor), self._close(actor))

    def _remind(self, actor: Actor) -> int:
        """Name what is due by the next business day, or late; a chamber without an address finds it on its desk."""
        with self._units.act(actor) as unit:
            settings, today = settings_of(unit), japan_date(unit.now)
            mail, calendar = settings.contact.mail, settings.calendar
            waiting = table.c.state.in_([state.value for state in WAITING])
            soon = (waiting, table.c.due_on <= calendar.add_business_days(today, 1))
            count = unit.count(unit.select(table, table.c.id).where(*soon))
            if not count or mail is None or not calendar.is_business_day(today) or not note_reminded(unit, today):
                return 0
            with speaking(STAFF_LANGUAGE):
                lines = [_line(case, today) for case in cases(unit, *soon, limit=LISTED)]
            values = {
                "count": str(count),
                "list": "\n".join(lines),
                "link": f"{self._site}/{unit.chamber}/desk/inquiries",
            }
            post(unit, Message("cases_due", MailAddress(mail), STAFF_LANGUAGE, values))
            unit.record("inquiry.remind", f"day:{today}", after={"count": count})
            return count

    def _close(self, actor: Actor) -> int:
        with self._units.look(actor) as unit:
            long_ago = unit.now - dt.timedelta(days=ANSWERED_DAYS)
            answered = (table.c.state == CaseState.ANSWERED.value, table.c.state_since < long_ago)
            keys = [case.id for case in cases(unit, *answered, limit=_AT_ONCE)]
        return sum(self._close_one(actor, key) for key in keys)

    def _close_one(self, actor: Actor, key: str) -> bool:
        try:
            with self._units.act(actor) as unit:
                case = get_case(unit, key)
                if not _is_quiet(unit, case):
                    return False
                move_case(unit, case, CaseEvent.CLOSE)
                return True
        except ConflictError:
            return False  # its reporter has just added to it


def _is_quiet(unit: Unit, case: Case) -> bool:
    """Whether a case is still answered, and nobody has added to it for long."""
    return case.state is CaseState.ANSWERED and unit.now - case.state_since > dt.timedelta(days=ANSWERED_DAYS)


def _line(case: Case, today: dt.date) -> str:
    late = f"  {_('overdue')}" if case.is_late(today) else ""
    return f"{case.reference}  {case.due_on}  {_(KINDS[case.kind])}{late}"
