"""Logins as people type them: which id is meant, and under which name attempts at it are counted."""

from issuance.domain.accounts import Account
from issuance.domain.login import LoginError, read_login
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.accounts import find_login
from issuance.storage.unit import Unit

LOGIN = "login"
"""Under this name attempts at an id's password are counted."""

SECOND_FACTOR = "second factor"
"""Under this name attempts at an id's second factor are counted, by code and by passkey together."""


def counted_name(typed: str) -> str:
    """Return the name under which attempts at a typed login are counted: one, however it is written."""
    try:
        return str(read_login(typed))
    except LoginError:
        return typed[:64]


def find_typed(unit: Unit, typed: str) -> Account | None:
    """Return the id whose login was typed, None where there is none; raise `RefusedError` for what can be none here.

    That a login is mistyped or another chamber's says nothing about who has one.
    """
    login = read_login(typed)
    if login.chamber != unit.chamber:
        raise RefusedError(
            _("This login belongs to %(code)s, and this is the page of another chamber.", code=login.chamber)
        )
    return find_login(unit, login)
