"""Read number and date from a call's address, or say as a problem document why they cannot be read."""

import datetime as dt
from http import HTTPStatus

from flask import Response

from reference_service.addresses import read_day
from reference_service.api.problem import problem
from signing.errors import MistypedNumberError, NumberError
from signing.number import CertificateNumber, parse_typed_number


def read_number_and_day(number: str, issue_date: str) -> tuple[CertificateNumber, dt.date] | Response:
    """Read a number as forgivingly as the page does, and a date as YYYY-MM-DD."""
    try:
        read = parse_typed_number(number)
    except MistypedNumberError as error:
        return problem(HTTPStatus.BAD_REQUEST, "number_mistyped", str(error))
    except NumberError as error:
        return problem(HTTPStatus.BAD_REQUEST, "number_malformed", str(error))
    day = read_day(issue_date)
    if day is None:
        detail = "The issue date is written YYYY-MM-DD, e.g. 2026-11-20."
        return problem(HTTPStatus.BAD_REQUEST, "date_malformed", detail)
    return read, day
