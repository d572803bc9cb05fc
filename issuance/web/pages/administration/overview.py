"""The first page of the administration: what needs care, and where everything is. And the chamber's keys."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.settings import Function
from issuance.domain.staff import Role
from issuance.office import Office
from issuance.web.chamber_words import FUNCTIONS, KINDS, WINDOWS
from issuance.web.guards import staff
from issuance.web.pages.administration.common import ADMINISTRATORS, actor


def add_overview(pages: Blueprint, office: Office) -> None:
    """Add the pages."""
    desks = office.administration

    @pages.get("/")
    @staff(*ADMINISTRATORS)
    def home(chamber: str) -> ResponseReturnValue:
        current = desks.settings.current(actor())
        today = japan_date(office.clock())
        members = desks.staff.members(actor())
        administrators = [each for each in members if Role.CHAMBER_ADMINISTRATOR in each.roles and each.is_active]
        return render_template(
            "admin/home.html",
            version=current,
            settings=current.settings,
            today=today,
            fees=current.settings.fees_on(today),
            keys=desks.key_windows(chamber),
            resets=desks.resets.waiting(actor()),
            active=sum(each.is_active for each in members),
            lonely=len(administrators) < 2,  # two pairs of eyes
            closed=current.settings.calendar.why_closed(today),
            opening=current.settings.calendar.next_opening(office.clock()),
            switched=[function for function in Function if function in current.settings.functions],
            functions=FUNCTIONS,
        )

    @pages.get("/keys")
    @staff(*ADMINISTRATORS)
    def keys(chamber: str) -> ResponseReturnValue:
        return render_template(
            "admin/keys.html",
            keys=desks.key_windows(chamber),
            today=japan_date(office.clock()),
            kinds=KINDS,
            states=WINDOWS,
        )
