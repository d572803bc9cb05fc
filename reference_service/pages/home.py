"""`/`: type number and date, and be sent to the certificate's own address."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reference_service.messages import FieldError
from reference_service.pages.form import FIELDS, LookupForm, read_form
from reference_service.service import Service


def home_blueprint(service: Service) -> Blueprint:
    """Build the form's page."""
    pages = Blueprint("home", __name__)

    @pages.get("/")
    def form() -> ResponseReturnValue:
        # A link or a browser's search engine entry may bring the fields along.
        if any(name in request.args for name in FIELDS):
            return _answer(service, read_form(request.args))
        return show_form(LookupForm(), HTTPStatus.OK)

    @pages.post("/")
    def submit() -> ResponseReturnValue:
        return _answer(service, read_form(request.form))

    return pages


def show_form(form: LookupForm, status: HTTPStatus) -> ResponseReturnValue:
    """Return the page with the form, its errors next to the fields."""
    headers = {"Cache-Control": "no-store" if form.errors else "public, max-age=60"}
    return render_template("home.html", form=form), status, headers


def _answer(service: Service, form: LookupForm) -> ResponseReturnValue:
    if form.errors == {"number": FieldError.NUMBER_MALFORMED} and form.date is not None:
        earlier = service.earlier.number_of(form.typed["number"])
        if earlier is not None:
            return _redirect(url_for("earlier.by_number", number=earlier, issue_date=form.date.isoformat()))
    if form.number is None or form.date is None:
        return show_form(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    # The certificate's address is canonical, so that reloading, bookmarking and caching work.
    address = url_for("certificate.by_number", number=form.number.canonical, issue_date=form.date.isoformat())
    return _redirect(address)


def _redirect(address: str) -> ResponseReturnValue:
    response = redirect(address, HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = "no-store"
    return response
