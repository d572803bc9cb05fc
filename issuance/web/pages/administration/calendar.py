"""The business calendar: a year at a glance, hours, own closures, days open after all (terms, annex 1)."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import BusinessCalendar, Closure, japan_date
from issuance.domain.settings import ChamberSettings
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _, spoken_language
from issuance.office import Office
from issuance.web.chamber_words import CLOSED
from issuance.web.forms.administration.calendar import ClosureForm, HoursForm, OpenDayForm, read_time
from issuance.web.forms.administration.texts import pair
from issuance.web.guards import staff
from issuance.web.pages.administration.common import CALENDAR_KEEPERS, actor, done, form_version, tried
from issuance.web.year_view import year_view

YEARS_SHOWN = (2000, 2099)

CalendarChange = Callable[[BusinessCalendar], BusinessCalendar]


def add_calendar(pages: Blueprint, office: Office) -> None:
    """Add the page and its acts."""
    _add_page(pages, office)

    def change(make: CalendarChange) -> None:
        def changed(settings: ChamberSettings) -> ChamberSettings:
            return settings.model_copy(update={"calendar": make(settings.calendar)})

        office.administration.settings.change(actor(), form_version(), changed, right=StaffAct.EDIT_CALENDAR)

    @pages.post("/calendar/closures/remove")
    @staff(*CALENDAR_KEEPERS)
    def remove_closure(chamber: str) -> ResponseReturnValue:
        del chamber
        first = _day_of("first")
        change(lambda old: _with(old, closures=tuple(each for each in old.closures if each.first != first)))
        return done(_("The closure was taken out."), url_for("admin.calendar", year=first.year))

    @pages.post("/calendar/open-days/remove")
    @staff(*CALENDAR_KEEPERS)
    def remove_open_day(chamber: str) -> ResponseReturnValue:
        del chamber
        day = _day_of("day")
        change(lambda old: _with(old, open_days=old.open_days - {day}))
        return done(_("The day is an ordinary day again."), url_for("admin.calendar", year=day.year))


def _add_page(pages: Blueprint, office: Office) -> None:
    """Add the page with its three forms; `form` says which of them was sent."""

    @pages.route("/calendar", methods=["GET", "POST"])
    @staff(*CALENDAR_KEEPERS)
    def calendar(chamber: str) -> ResponseReturnValue:
        del chamber
        desk = office.administration.settings
        current = desk.current(actor())
        business, today = current.settings.calendar, japan_date(office.clock())
        sent = request.form.get("form", "") if request.method == "POST" else ""
        hours = HoursForm(None if sent != "hours" else request.form, data=_shown_hours(business))
        closure = ClosureForm(None if sent != "closure" else request.form)
        open_day = OpenDayForm(None if sent != "open-day" else request.form)
        chosen: dict[str, tuple[HoursForm | ClosureForm | OpenDayForm, CalendarChange]] = {
            "hours": (hours, lambda old: _with_hours(old, hours)),
            "closure": (closure, lambda old: _with_closure(old, closure)),
            "open-day": (open_day, lambda old: _with_open_day(old, open_day)),
        }
        form, make = chosen.get(sent, (None, None))
        if form is not None and make is not None and form.validate():

            def changed(settings: ChamberSettings) -> ChamberSettings:
                return settings.model_copy(update={"calendar": make(settings.calendar)})

            if tried(form, lambda: desk.change(actor(), form_version(), changed, right=StaffAct.EDIT_CALENDAR)):
                return done(_("The calendar was changed."), url_for("admin.calendar", year=_year(today)))
        year = _year(today)
        page = render_template(
            "admin/calendar.html",
            version=current.version,
            business=business,
            year=year,
            years=YEARS_SHOWN,
            months=year_view(business, year, today, spoken_language().code),
            weekdays=_weekdays(),
            month_names=_month_names(),
            today=today,
            opening=business.next_opening(office.clock()),
            is_open=business.is_open(office.clock()),
            closed=CLOSED,
            hours=hours,
            closure=closure,
            open_day=open_day,
            wrong=form if form is not None and form.problems else None,
        )
        return page, HTTPStatus.UNPROCESSABLE_ENTITY if form is not None and form.problems else HTTPStatus.OK


def _shown_hours(business: BusinessCalendar) -> dict[str, str]:
    return {"opens": f"{business.opens:%H:%M}", "closes": f"{business.closes:%H:%M}"}


def _with(old: BusinessCalendar, **changes: object) -> BusinessCalendar:
    return BusinessCalendar.model_validate({**dict(old), **changes})


def _with_hours(old: BusinessCalendar, form: HoursForm) -> BusinessCalendar:
    return _with(old, opens=read_time(form.opens.data or ""), closes=read_time(form.closes.data or ""))


def _with_closure(old: BusinessCalendar, form: ClosureForm) -> BusinessCalendar:
    first, last = form.first.data, form.last.data or form.first.data
    if any(each.first <= last and first <= each.last for each in old.closures):
        raise RefusedError(_("The chamber is closed on some of these days already: take that closure out first."))
    try:
        closure = Closure(first=first, last=last, reason=pair(form, "reason"))
    except ValueError as error:
        raise RefusedError(
            _("A closure lasts 60 days at most. For longer, stop functions or end the service.")
        ) from error
    return _with(old, closures=tuple(sorted([*old.closures, closure], key=lambda each: each.first)))


def _with_open_day(old: BusinessCalendar, form: OpenDayForm) -> BusinessCalendar:
    day = form.day.data
    if old.is_business_day(day):
        raise RefusedError(_("The chamber is open on that day anyway."))
    return _with(old, open_days=old.open_days | {day})


def _day_of(name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)


def _year(today: dt.date) -> int:
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else today.year
    return min(max(year, YEARS_SHOWN[0]), YEARS_SHOWN[1])


def _month_names() -> list[str]:
    """Return the names of the months."""
    return [
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    ]


def _weekdays() -> list[tuple[str, str]]:
    """Return the short and long names of the days, Sunday first."""
    return [
        (_("Sun"), _("Sunday")),
        (_("Mon"), _("Monday")),
        (_("Tue"), _("Tuesday")),
        (_("Wed"), _("Wednesday")),
        (_("Thu"), _("Thursday")),
        (_("Fri"), _("Friday")),
        (_("Sat"), _("Saturday")),
    ]
