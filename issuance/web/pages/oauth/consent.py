"""The page on which a holder allows a system to act for his id, or does not (terms, articles 3-2(5), 9-3, 10-3)."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.office import Office
from issuance.services.oauth.requests import Answer, Asked
from issuance.web.forms.base import OfficeForm
from issuance.web.guards import may, recently
from issuance.web.oauth_words import SCOPES
from look.page_policy import PagePolicy


def add_consent(pages: Blueprint, office: Office) -> None:
    """Add the page. Whoever comes has proved himself within minutes: a consent outlives the session."""
    desk = office.oauth.consent

    @pages.route("/authorize", methods=["GET", "POST"])
    @may(Act.READ_APPLICATIONS)
    @recently
    def authorize(chamber: str) -> ResponseReturnValue:
        del chamber
        # What is asked stands in the address for both: the form brings the answer alone.
        asked = Asked(request.method, {name: request.args.getlist(name) for name in request.args if name != "lang"})
        form = OfficeForm()
        if form.validate_on_submit():
            return _way_back(desk.decide(g.who, asked, allow="allow" in request.form))
        question = desk.ask(g.who, asked)
        if isinstance(question, Answer):
            return _way_back(question)
        page = Response(
            render_template(
                "oauth/consent.html",
                form=form,
                question=question,
                scopes=SCOPES,
                host=urlsplit(question.redirect).hostname,
                address=request.full_path,
            )
        )
        # Browsers hold the way back to the form's policy too, since the form's answer leads there (CSP 3, form-action).
        page.headers.update(PagePolicy({"form-action": f"'self' {_origin(question.redirect)}"}).headers)
        return page


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _way_back(answer: Answer) -> Response:
    if answer.location is None:
        raise AssertionError("a consent is answered by a way back to the system")
    # 303: what was sent here is not sent on (RFC 9700, section 4.12).
    response = redirect(answer.location, HTTPStatus.SEE_OTHER)
    if not isinstance(response, Response):
        raise TypeError("Flask answers with its own response")
    return response
