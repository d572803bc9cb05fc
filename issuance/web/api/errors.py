"""What calls of the API are told when something is not done: problem details whose `code` never changes."""

from http import HTTPStatus

from flask import Blueprint, Response

from issuance.language import _
from issuance.services.api.once import ReusedError, RunningError
from issuance.services.applications.steps import StaleError
from issuance.services.applications.submissions import IncompleteError
from issuance.web.api.asked import CallError
from issuance.web.api.shown import problem_of
from issuance.web.problems import problem


def add_errors(pages: Blueprint) -> None:
    """Install what answers the errors that programs are told more of than the pages' users."""

    @pages.errorhandler(CallError)
    def not_understood(error: CallError) -> Response:
        return error.answer

    @pages.errorhandler(RunningError)
    def running(error: RunningError) -> Response:
        answer = problem(HTTPStatus.CONFLICT, _("This is being done just now"), str(error), code="running")
        answer.headers["Retry-After"] = "2"
        return answer

    @pages.errorhandler(ReusedError)
    def reused(error: ReusedError) -> Response:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _("This was not done"), str(error), code="key-reused")

    @pages.errorhandler(StaleError)
    def stale(_error: StaleError) -> Response:
        told = _("This application is no longer as your version of it: read it again. Nothing was changed.")
        return problem(HTTPStatus.PRECONDITION_FAILED, _("Somebody else was faster"), told)

    @pages.errorhandler(IncompleteError)
    def incomplete(error: IncompleteError) -> Response:
        said = [problem_of(each).model_dump() for each in error.problems]
        title = _("This was not done")
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, title, str(error), code="incomplete", problems=said)
