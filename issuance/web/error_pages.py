"""What error pages say: what happened, whether something was stored, and what to do next."""

from dataclasses import dataclass
from http import HTTPStatus

from issuance.language import N_


@dataclass(frozen=True)
class ErrorPage:
    """One page; its texts are marked, and said where they are shown."""

    title: str
    explanation: str
    next_step: str


_NOTHING_STORED = N_("Nothing was stored or changed.")
_ASK_CHAMBER = N_("If it happens again, tell your chamber the time and what you wanted to do.")

FORM_TOO_OLD = ErrorPage(
    N_("This form was open too long"),
    N_("Forms are good for one session, to protect you from sites that send forms in your name. Nothing was stored."),
    N_("Go back, copy what you typed where it matters, load the page again and send the form once more."),
)
NOT_DONE = ErrorPage(
    N_("This was not done"),
    _NOTHING_STORED,
    N_("Go back to correct what you entered, or ask your chamber where you think that it should be possible."),
)
ERROR_PAGES = {
    HTTPStatus.BAD_REQUEST: ErrorPage(
        N_("This request cannot be understood"),
        _NOTHING_STORED,
        N_("Go back, load the page again and try once more."),
    ),
    HTTPStatus.UNAUTHORIZED: ErrorPage(
        N_("You are not signed in"),
        _NOTHING_STORED,
        N_("Sign in at your chamber, then open the page again."),
    ),
    HTTPStatus.FORBIDDEN: ErrorPage(
        N_("You may not do this"),
        N_("Your id or your role does not allow it, or your registration is not valid today. Nothing was changed."),
        N_("If you need it for your work, ask your administrator or your chamber."),
    ),
    HTTPStatus.NOT_FOUND: ErrorPage(
        N_("There is no such page"),
        N_("The address is mistyped, the page has moved, or it belongs to somebody else."),
        N_("Compare the address, or begin at the start page."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ErrorPage(
        N_("This address is not asked like that"),
        _NOTHING_STORED,
        N_("Go back and use the buttons of the page."),
    ),
    HTTPStatus.CONFLICT: ErrorPage(
        N_("Somebody else was faster"),
        N_("What you wanted to change is no longer as your page showed it. Nothing of yours was stored."),
        N_("Load the page again, see what stands there now, then decide."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorPage(
        N_("This is too large"),
        N_("A file may have 20 MB. Nothing was stored."),
        N_("Make the file smaller, for example by scanning it in grey with 200 dpi, and send the form again."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: ErrorPage(
        N_("Too many tries"),
        N_("There were too many requests in a short time. Nothing was stored."),
        N_("Wait a few minutes, then try once more."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: ErrorPage(
        N_("Something went wrong on our side"),
        N_("The page could not be made. What you sent may not have been stored: look before you send it again."),
        _ASK_CHAMBER,
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorPage(
        N_("The service cannot be used right now"),
        N_("Its data cannot be reached at the moment. What you sent was not stored."),
        N_("Try again in a minute. What was stored before is safe."),
    ),
}


def page_of(status: HTTPStatus) -> ErrorPage:
    """Return the page of a status, or of its class where it has none of its own."""
    whole_class = HTTPStatus.BAD_REQUEST if status < HTTPStatus.INTERNAL_SERVER_ERROR else None
    return ERROR_PAGES.get(status, ERROR_PAGES[whole_class or HTTPStatus.INTERNAL_SERVER_ERROR])
