"""The form: everything on one page, saved as it is typed, complete or not.

Without JavaScript buttons save and change the table. With it `web/office/application.ts` sends the same form by itself
and asks for JSON: what it gets says which version is stored and what is still to be put right.
"""

from http import HTTPStatus

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.application.application import Application
from issuance.domain.application.entry import Entry
from issuance.domain.calendar import ZONE
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import _, ngettext
from issuance.office import Office
from issuance.services.applications.opened import Opened
from issuance.services.applications.steps import StaleError
from issuance.web.application_form import form_view, suggestions_of
from issuance.web.application_words import anchor_of, field_label
from issuance.web.guards import may
from issuance.web.pages.applications.goods_acts import after_goods_act
from issuance.web.pages.applications.sent import acting, entry_sent, version_sent
from look.page_policy import PagePolicy, with_policy

SCRIPT = PagePolicy({"script-src": "'self'", "connect-src": "'self'"})


def add_form_pages(pages: Blueprint, office: Office) -> None:
    """Add it."""
    drafts = office.applications.drafts

    @pages.get("/<application>/form")
    @may(Act.APPLY, Act.ANSWER_RETURNED)
    @with_policy(SCRIPT)
    def form(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        opened = drafts.read(acting(), application)
        if not opened.application.is_editable:
            return redirect(url_for(".one", application=application), 303)
        return _page(opened, opened.application.entry)

    @pages.post("/<application>/form")
    @may(Act.APPLY, Act.ANSWER_RETURNED)
    @with_policy(SCRIPT)
    def save(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        by_script = request.accept_mimetypes.best == "application/json"
        opened = drafts.read(acting(), application)
        entry = entry_sent(opened.application.kind)
        entry, anchor = after_goods_act(entry, request.form.get("do", ""))
        try:
            saved = drafts.save(acting(), application, version_sent(), entry)
        except StaleError as error:
            # What was typed stays in the page; its next save counts.
            return _told(str(error)) if by_script else _stale(office, application, entry, str(error))
        except RefusedError as error:
            if by_script:
                return _told(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
            raise
        if by_script:
            return _answer(office, drafts.read(acting(), application))
        return _onward(saved, anchor)


def _onward(saved: Application, anchor: str) -> ResponseReturnValue:
    """Lead on to where the pressed button leads."""
    do = request.form.get("do", "")
    if do == "check":
        return redirect(url_for(".check", application=saved.id), 303)
    if do in ("papers", "goods"):
        return redirect(url_for(f".{do}", application=saved.id), 303)
    if do == "save":
        flash(_("Saved. You can go on now or another day."), "success")
    return redirect(url_for(".form", application=saved.id, _anchor=anchor or None), 303)


def _page(opened: Opened, entry: Entry, stale: str = "") -> str:
    return render_template(
        "applications/form.html",
        opened=opened,
        application=opened.application,
        view=form_view(opened, entry, show_all="check" in request.args or bool(opened.application.version_submitted)),
        view_entry=entry,
        suggestions=suggestions_of(opened.country_names),
        stale=stale,
    )


def _stale(office: Office, application: str, entry: Entry, told: str) -> ResponseReturnValue:
    opened = office.applications.drafts.read(acting(), application)
    if not opened.application.is_editable:
        raise RefusedError(_("This application was handed on meanwhile: it cannot be changed now."))
    return _page(opened, entry, told), HTTPStatus.CONFLICT


def _told(sentence: str, status: HTTPStatus = HTTPStatus.CONFLICT) -> ResponseReturnValue:
    return jsonify(told=sentence), status


def _answer(office: Office, opened: Opened) -> Response:
    """Return what the page needs to know after a save."""
    now = office.clock().astimezone(ZONE)
    return jsonify(
        version=opened.application.version,
        saved=_("Saved %(time)s", time=f"{now:%H:%M}"),
        problems=[
            {
                "field": each.field,
                "anchor": anchor_of(each.field),
                "label": field_label(each.field),
                "text": each.sentence,
                "error": each.is_error,
            }
            for each in opened.problems
        ],
        errors=len(opened.errors),
        summary=summary(opened),
        preview=url_for(".preview_page", application=opened.application.id, page=1, v=opened.application.version),
    )


def summary(opened: Opened) -> str:
    """Return in a line what is still to be put right."""
    count = len(opened.errors)
    if not count:
        return _("Nothing is missing: check it and submit it.")
    return ngettext("%(count)s thing is to be put right", "%(count)s things are to be put right", count)
