"""What officers do with a case, each act with the version of the page on which it was decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.staff import StaffAct, roles_for
from issuance.language import N_, _
from issuance.office import Office
from issuance.services.inquiries.cases import CaseDesk
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.inquiries_desk import HandOverForm, MergeForm, NoteForm, NumberForm, ReasonForm, ReplyForm
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.pages.inquiries.shown import case_alone

_OFFICERS = roles_for(StaffAct.HANDLE_INQUIRIES)
Show = Callable[[str, OfficeForm], ResponseReturnValue]
Act = Callable[[CaseDesk, str, Any], None]


@dataclass(frozen=True)
class _Button:
    """An act that needs no words."""

    name: str
    told: str
    act: Act


@dataclass(frozen=True)
class _Page:
    """An act that needs some, on a page of its own."""

    name: str
    title: str
    explained: str
    button: str
    form: type[OfficeForm]
    told: str
    act: Act


_BUTTONS = (
    _Button("take", N_("The case is with you now."), lambda desk, key, form: desk.take(actor(), key, form_version())),
    _Button("lay_back", N_("Laid back."), lambda desk, key, form: desk.lay_back(actor(), key, form_version())),
    _Button("close", N_("The case is closed."), lambda desk, key, form: desk.close(actor(), key, form_version())),
)

_PAGES = (
    _Page(
        "reply",
        N_("Write to the reporter"),
        N_(
            "The reporter reads it behind the secret link, and is told by mail if an address was left. What the "
            "chamber certified belongs into a signed answer, not here."
        ),
        N_("Send it"),
        ReplyForm,
        N_("Sent."),
        lambda desk, key, form: desk.reply(
            actor(), key, form_version(), form.text.data or "", form.submission.data, settles=form.settles.data
        ),
    ),
    _Page(
        "identify",
        N_("Which certificate is it about?"),
        N_("The number as it stands on the paper; its beginning is enough. Leave it empty if it is none of ours."),
        N_("Save"),
        NumberForm,
        N_("Saved."),
        lambda desk, key, form: desk.identify(actor(), key, form_version(), form.number.data or ""),
    ),
    _Page(
        "merge",
        N_("Merge it with another case"),
        N_("This case ends, and the other one goes on for both. Each reporter goes on reading their own case alone."),
        N_("Merge it"),
        MergeForm,
        N_("Merged."),
        lambda desk, key, form: desk.merge(actor(), key, form_version(), form.reference.data or ""),
    ),
    _Page(
        "discard",
        N_("Put it aside as spam"),
        N_("It is no report at all: advertising, rubbish, a test. Its sender is told nothing."),
        N_("Put it aside"),
        ReasonForm,
        N_("Put aside."),
        lambda desk, key, form: desk.discard(
            actor(), key, form_version(), form.text.data or "", str(form.submission.data)
        ),
    ),
    _Page(
        "reopen",
        N_("Open it again"),
        N_("The case waits for an officer again."),
        N_("Open it again"),
        ReasonForm,
        N_("The case is open again."),
        lambda desk, key, form: desk.reopen(
            actor(), key, form_version(), form.text.data or "", str(form.submission.data)
        ),
    ),
    _Page(
        "hand_over",
        N_("Hand it over"),
        N_("The other officer finds it among the own cases."),
        N_("Hand it over"),
        HandOverForm,
        N_("Handed over."),
        lambda desk, key, form: desk.hand_over(actor(), key, form_version(), form.officer.data),
    ),
)


def add_acts(pages: Blueprint, office: Office, show: Show) -> None:
    """Add them."""
    for button in _BUTTONS:
        _add_button(pages, office, show, button)
    for page in _PAGES:
        _add_page(pages, office, page)

    @pages.post("/<key>/note")
    @staff(*_OFFICERS)
    def note(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = NoteForm()
        desk, token = office.inquiries.cases, str(form.submission.data)
        if form.validate_on_submit() and tried(form, lambda: desk.note(actor(), key, form.text.data or "", token)):
            return done(_("Noted."), url_for("inquiries_desk.one", key=key))
        return show(key, form)


def _add_button(pages: Blueprint, office: Office, show: Show, button: _Button) -> None:
    def view(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = OfficeForm()
        if form.validate_on_submit() and tried(form, lambda: button.act(office.inquiries.cases, key, form)):
            return done(_(button.told), url_for("inquiries_desk.one", key=key))
        return show(key, form)

    path = f"/<key>/{button.name.replace('_', '-')}"
    pages.add_url_rule(path, button.name, staff(*_OFFICERS)(view), methods=["POST"])


def _add_page(pages: Blueprint, office: Office, page: _Page) -> None:
    def view(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = page.form()
        if isinstance(form, HandOverForm):
            form.offer(office.inquiries.views.officers(actor()))
        if form.validate_on_submit() and tried(form, lambda: page.act(office.inquiries.cases, key, form)):
            return done(_(page.told), url_for("inquiries_desk.one", key=key))
        shown = render_template("inquiries_desk/act.html", case=case_alone(office, key), form=form, page=page)
        return shown, status_of(form)

    path = f"/<key>/{page.name.replace('_', '-')}"
    pages.add_url_rule(path, page.name, staff(*_OFFICERS)(view), methods=["GET", "POST"])
