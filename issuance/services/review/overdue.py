"""Reminds the chamber each business day of applications that wait beyond their target time.

    report = OverdueRound(units, site).run("TYO")

It can run twice, late or be cut off: which days' mail was written is kept, in the same transaction as the mail.
"""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import ZONE, japan_date
from issuance.domain.messages import MailAddress, Message
from issuance.services.chamber.settings import settings_of
from issuance.services.messages.posting import post
from issuance.storage.application_checks import note_overdue_told
from issuance.storage.application_queue import Line, overdue
from issuance.storage.unit import Units

LISTED = 30
"""So many are named in the mail; the list on the desk has all."""
_STAFF_LANGUAGE = "ja"


@dataclass(frozen=True)
class OverdueReport:
    """How many applications were overdue in one chamber, and whether its mail was written now."""

    overdue: int
    told_of_overdue: bool


class OverdueRound:
    """Writes the mail. `site` is the office's public address: `https://office.example`."""

    def __init__(self, units: Units, site: str) -> None:
        self._units = units
        self._site = site.rstrip("/")

    def run(self, chamber: str) -> OverdueReport:
        """Do it for one chamber; a chamber that has set no mail address finds them on its desk alone."""
        with self._units.act(Actor.job(chamber, "daily")) as unit:
            settings, today = settings_of(unit), japan_date(unit.now)
            count, first = overdue(unit, unit.now, LISTED)
            mail = settings.contact.mail
            if not count or mail is None or not settings.calendar.is_business_day(today):
                return OverdueReport(count, told_of_overdue=False)
            if not note_overdue_told(unit, today):
                return OverdueReport(count, told_of_overdue=False)
            values = {
                "count": str(count),
                "list": "\n".join(_line(line) for line in first),
                "link": f"{self._site}/{chamber}/desk/applications?overdue=1",
            }
            post(unit, Message("applications_overdue", MailAddress(mail), _STAFF_LANGUAGE, values))
            unit.record("application.remind_overdue", f"day:{today}", after={"count": count})
            return OverdueReport(count, told_of_overdue=True)


def _line(line: Line) -> str:
    return f"{line.reference}  {_moment(line.due_at)}{'  RUSH' if line.rush else ''}"


def _moment(at: dt.datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
