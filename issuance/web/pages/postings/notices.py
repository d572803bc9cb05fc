"""The desk's notices: written, looked at in both languages, posted, withdrawn; what became of each delivery."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.messages import Delivery
from issuance.domain.notices.notice import Audience, Notice, NoticeText, checked
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.postings.notice import NoticeForm, filled
from issuance.web.pages.postings.common import Desk, actor, done, form_version, pair, status_of, tried


def add_notices(pages: Blueprint, office: Office, desk: Desk) -> None:
    """Add the pages."""
    service = office.postings.notices

    @pages.get("/notices")
    @desk.guard
    def notices(chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        return render_template("posting/notices.html", notices=service.all(actor()), today=japan_date(office.clock()))

    @pages.route("/notices/new", methods=["GET", "POST"])
    @desk.guard
    def new_notice(chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        form = _form(desk, first_day=japan_date(office.clock()))
        written: list[str] = []
        if form.validate_on_submit() and tried(form, lambda: written.append(service.write(actor(), _text(form)))):
            return done(_("The draft is kept. Nobody else sees it yet."), url_for(".notice", notice=written[0]))
        return render_template("posting/notice_form.html", form=form, version=None), status_of(form)

    @pages.get("/notices/<notice>")
    @desk.guard
    def notice(notice: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        found = _find(notice)
        record = office.postings.delivery_of(actor(), found)
        failed = office.postings.messages.list(actor(), [Delivery.FAILED, Delivery.GIVEN_UP], notice)
        logins = service.logins_of(actor(), found.text.organisations)
        return render_template(
            "posting/notice.html",
            notice=found,
            record=record,
            failed=failed,
            logins=logins,
            refused=service.refused_by_bulletin(actor(), notice),
            ways=office.postings.messages.ways,
        )

    @pages.route("/notices/<notice>/edit", methods=["GET", "POST"])
    @desk.guard
    def edit_notice(notice: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        found = _find(notice)
        form = _form(desk, **filled(found.text, service.logins_of(actor(), found.text.organisations)))
        if form.validate_on_submit() and tried(
            form, lambda: service.rewrite(actor(), notice, form_version(), _text(form))
        ):
            return done(_("The draft is kept. Nobody else sees it yet."), url_for(".notice", notice=notice))
        return render_template("posting/notice_form.html", form=form, version=found.version), status_of(form)

    @pages.post("/notices/<notice>/post")
    @desk.guard
    def post_notice(notice: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.post(actor(), notice, form_version())
        return done(_("Posted. The notice has taken effect."), url_for(".notice", notice=notice))

    @pages.post("/notices/<notice>/withdraw")
    @desk.guard
    def withdraw_notice(notice: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.withdraw(actor(), notice, form_version())
        return done(_("Withdrawn. The notice no longer stands on the board."), url_for(".notices"))

    @pages.post("/notices/<notice>/discard")
    @desk.guard
    def discard_notice(notice: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.discard(actor(), notice, form_version())
        return done(_("The draft was thrown away."), url_for(".notices"))

    def _find(notice: str) -> Notice:
        try:
            return service.get(actor(), notice)
        except RefusedError:
            abort(HTTPStatus.NOT_FOUND)

    def _text(form: NoticeForm) -> NoticeText:
        named = form.audience.data == Audience.NAMED
        return checked(
            NoticeText,
            {
                "title": pair(form, "title"),
                "body": pair(form, "body"),
                "importance": form.importance.data,
                "audience": form.audience.data,
                "organisations": service.organisations_of(actor(), (form.logins.data or "").split()) if named else (),
                "first_day": form.first_day.data,
                "last_day": form.last_day.data,
                "channels": form.channels.data or (),
                "public": bool(form.public.data),
            },
        )


def _form(desk: Desk, **values: object) -> NoticeForm:
    form = NoticeForm(data=values)
    if desk.is_federation:
        # The federation knows no organisation, so it can name none.
        form.audience.choices = [choice for choice in form.audience.choices if choice.value != Audience.NAMED]
    return form
