"""What the pages of the administration share: the version that a form carries, and the answer to one who comes late."""

from collections.abc import Callable
from http import HTTPStatus

from flask import flash, g, redirect, request
from flask.typing import ResponseReturnValue

from issuance.domain.actor import Actor
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.web.forms.base import OfficeForm

ADMINISTRATORS = roles_for(StaffAct.MANAGE_SETTINGS)
STAFF_KEEPERS = roles_for(StaffAct.MANAGE_STAFF)
CALENDAR_KEEPERS = roles_for(StaffAct.EDIT_CALENDAR)
RESET_DECIDERS = roles_for(StaffAct.CONFIRM_RESETS)


def actor() -> Actor:
    """Return who acts: the guard of every page here lets in none but who has signed in."""
    found: Actor = g.who.actor
    return found


def form_version() -> int:
    """Return the version that a form carries; one that is no number is no version, so that it comes too late."""
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


def done(told: str, address: str) -> ResponseReturnValue:
    """Say what was done on the page that follows."""
    flash(told, "success")
    return redirect(address, HTTPStatus.SEE_OTHER)


def tried(form: OfficeForm, act: Callable[[], object]) -> bool:
    """Do an act; where it is refused, say why at the head of its form, in which everything typed still stands."""
    try:
        act()
    except RefusedError as error:
        form.form_errors.append(str(error))
    except ConflictError as error:
        form.form_errors.append(str(error))
        form.form_errors.append(
            _("What you typed stands here still. Sent once more, it replaces what the other wrote.")
        )
    else:
        return True
    return False


def status_of(form: OfficeForm) -> HTTPStatus:
    """Return the status of a page with this form: 422 where it has problems."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.problems else HTTPStatus.OK
