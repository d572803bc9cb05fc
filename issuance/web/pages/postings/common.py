"""What the pages of the operators' desk share. Every view exists twice: for a chamber, and for the federation."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import flash, g, redirect, request
from flask.typing import ResponseReturnValue

from issuance.domain.actor import Actor
from issuance.domain.texts import Bilingual
from issuance.errors import ConflictError, RefusedError
from issuance.web.forms.base import OfficeForm

_LONGEST_VERSION = 9

Guarding = Callable[[Any], Any]
"""A decorator of `issuance.web.guards`."""


@dataclass(frozen=True)
class Desk:
    """One of the two desks: the name of its blueprint, where it lies, who is let in."""

    name: str
    place: str
    guard: Guarding
    is_federation: bool = False


def actor() -> Actor:
    """Return who acts: the guard of every page here lets in none but who has signed in."""
    found: Actor = g.who.actor
    return found


def form_version() -> int:
    """Return the version that a form carries; one that is no number is no version, so that it comes too late."""
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_VERSION else -1


def done(told: str, address: str) -> ResponseReturnValue:
    """Say what was done on the page that follows."""
    flash(told, "success")
    return redirect(address, HTTPStatus.SEE_OTHER)


def tried(form: OfficeForm, act: Callable[[], object]) -> bool:
    """Do an act; where it is refused, say why at the head of its form, in which everything typed still stands."""
    try:
        act()
    except (RefusedError, ConflictError) as error:
        form.form_errors.append(str(error))
        return False
    return True


def status_of(form: OfficeForm) -> HTTPStatus:
    """Return the status of a page with this form: 422 where it has problems."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.problems else HTTPStatus.OK


def pair(form: OfficeForm, name: str) -> Bilingual:
    """Return the text of two fields in Japanese and English."""
    return Bilingual(ja=form[f"{name}_ja"].data or "", en=form[f"{name}_en"].data or "")
