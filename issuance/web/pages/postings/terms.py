"""The desk's terms of service: versions written, compared, posted 14 days ahead, taken back before they apply."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.notices.notice import checked
from issuance.domain.notices.terms import Terms, TermsText, earliest_day
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.postings.terms import TermsForm, terms_of
from issuance.web.pages.postings.common import Desk, actor, done, form_version, status_of, tried


def add_terms(pages: Blueprint, office: Office, desk: Desk) -> None:
    """Add the pages."""
    service = office.postings.terms

    @pages.get("/terms")
    @desk.guard
    def terms(chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        now = office.clock()
        return render_template("posting/terms.html", versions=service.all(actor()), now=now)

    @pages.route("/terms/new", methods=["GET", "POST"])
    @desk.guard
    def new_terms(chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        earliest = earliest_day(office.clock())
        form = TermsForm(data={"effective_on": earliest})
        written: list[str] = []
        if form.validate_on_submit() and tried(form, lambda: written.append(service.write(actor(), _text(form)))):
            return done(_("The draft is kept. Nobody else sees it yet."), url_for(".one_terms", terms=written[0]))
        page = render_template("posting/terms_form.html", form=form, version=None, earliest=earliest)
        return page, status_of(form)

    @pages.get("/terms/<terms>")
    @desk.guard
    def one_terms(terms: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        now = office.clock()
        return render_template("posting/one_terms.html", terms=_find(terms), now=now, earliest=earliest_day(now))

    @pages.route("/terms/<terms>/edit", methods=["GET", "POST"])
    @desk.guard
    def edit_terms(terms: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        found = _find(terms)
        form = TermsForm(data=found.text.model_dump())
        if form.validate_on_submit() and tried(
            form, lambda: service.rewrite(actor(), terms, form_version(), _text(form))
        ):
            return done(_("The draft is kept. Nobody else sees it yet."), url_for(".one_terms", terms=terms))
        earliest = earliest_day(office.clock())
        page = render_template("posting/terms_form.html", form=form, version=found.version, earliest=earliest)
        return page, status_of(form)

    @pages.post("/terms/<terms>/post")
    @desk.guard
    def post_terms(terms: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.post(actor(), terms, form_version())
        return done(_("Posted. Everybody can read it now."), url_for(".one_terms", terms=terms))

    @pages.post("/terms/<terms>/withdraw")
    @desk.guard
    def withdraw_terms(terms: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.withdraw(actor(), terms, form_version())
        return done(_("Withdrawn. The version will not apply."), url_for(".terms"))

    @pages.post("/terms/<terms>/discard")
    @desk.guard
    def discard_terms(terms: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.discard(actor(), terms, form_version())
        return done(_("The draft was thrown away."), url_for(".terms"))

    def _find(terms: str) -> Terms:
        try:
            return service.get(actor(), terms)
        except RefusedError:
            abort(HTTPStatus.NOT_FOUND)

    def _text(form: TermsForm) -> TermsText:
        return checked(TermsText, terms_of(form))
