"""`/service`: whether certificates can be looked up now, announced maintenance, notices, availability by month."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reference_service.pages.language import current_language
from reference_service.pages.notices import shown_notice, shown_window
from reference_service.service import Service
from reference_service.service_state import service_state

STATE_MAX_AGE = "max-age=1"
"""What stands there is true now: as short as a verdict."""


def service_page_blueprint(service: Service) -> Blueprint:
    """Build the page. It is there also while the register or the trust files cannot be read: it says so."""
    pages = Blueprint("service_page", __name__)

    @pages.get("/service")
    def show() -> ResponseReturnValue:
        state, language = service_state(service), current_language()
        body = render_template(
            "service.html",
            state=state,
            windows=[shown_window(window, language, state.now) for window in state.windows],
            notices=[shown_notice(notice, language) for notice in state.notices],
        )
        return body, {"Cache-Control": STATE_MAX_AGE}

    return pages
