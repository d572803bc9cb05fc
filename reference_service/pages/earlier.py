"""`/earlier/{number}/{date}`: a certificate that an earlier system issued. It existed; more is not said."""

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reference_service.addresses import read_day
from reference_service.api.answer import AS_OF_HEADER
from reference_service.earlier import EarlierAnswer
from reference_service.messages import EARLIER, EARLIER_STATES, NOT_KNOWN, OUTCOMES
from reference_service.pages.form import LookupForm
from reference_service.service import Service
from reference_service.times import utc_text
from signing.import_record import EarlierState
from signing.result import Reason, Verdict


@dataclass(frozen=True)
class EarlierNumber:
    """A number as it was typed, for pages that show numbers."""

    printed: str


def earlier_blueprint(service: Service) -> Blueprint:
    """Build the page."""
    pages = Blueprint("earlier", __name__)

    @pages.get("/earlier/<number:number>/<day:issue_date>")
    def by_number(number: str, issue_date: str) -> ResponseReturnValue:
        bare, day = service.earlier.number_of(number), read_day(issue_date)
        if bare is None or day is None:
            abort(HTTPStatus.NOT_FOUND)
        if (bare, day.isoformat()) != (number, issue_date):
            address = url_for(".by_number", number=bare, issue_date=day.isoformat())
            return redirect(address, HTTPStatus.PERMANENT_REDIRECT)
        answer = service.earlier.by_number(bare, day)
        # Data that are too old may lack what has happened since: neither “in force” nor “not known” on their word.
        ended = any(each.state is not EarlierState.IN_FORCE for each in answer.found)
        if not answer.current and not ended:
            return _too_old(answer)
        return _found(service, answer) if answer.found else _not_known(answer, bare, day)

    return pages


def _found(service: Service, answer: EarlierAnswer) -> ResponseReturnValue:
    listed = service.trust.current().as_of(service.clock()).trust_list
    states = {each.state for each in answer.found}
    state = next(iter(states)) if len(states) == 1 else EarlierState.IN_FORCE
    body = render_template(
        "earlier.html",
        outcome=EARLIER[state],
        verdict=Verdict.INDETERMINATE if state is EarlierState.IN_FORCE else Verdict.INVALID,
        found=[(each, listed.chamber(each.chamber)) for each in answer.found],
        head=answer.head,
        states=EARLIER_STATES,
    )
    return body, HTTPStatus.OK, _headers(answer)


def _not_known(answer: EarlierAnswer, number: str, day: dt.date) -> ResponseReturnValue:
    typed = {"number": number, "day": str(day.day), "month": str(day.month), "year": f"{day.year:04}"}
    body = render_template(
        "not_known.html",
        outcome=NOT_KNOWN,
        verdict=Verdict.INDETERMINATE,
        head=answer.head,
        form=LookupForm(typed, None, day),
        number=EarlierNumber(number),
    )
    return body, HTTPStatus.NOT_FOUND, _headers(answer)


def _too_old(answer: EarlierAnswer) -> ResponseReturnValue:
    outcome = OUTCOMES[Reason.STATUS_UNAVAILABLE]
    body = render_template(
        "warning.html", outcome=outcome, verdict=Verdict.INDETERMINATE, head=answer.head, by_code=False
    )
    return body, HTTPStatus.SERVICE_UNAVAILABLE, _headers(answer)


def _headers(answer: EarlierAnswer) -> dict[str, str]:
    return {"Cache-Control": "no-store", AS_OF_HEADER: utc_text(answer.head.as_of)}
