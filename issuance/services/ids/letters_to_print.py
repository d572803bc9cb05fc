"""Letters with first passwords that wait at the desk: which are to be printed, which were printed, by whom and when.

An id waits for its letter while nobody has chosen a password for it, no code for it is good, and no link went to it by
mail last. Printed ones stay listed until the password is chosen; when the code is over, they wait again.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from issuance.domain.accounts import Account
from issuance.domain.ids import IdState
from issuance.services.ids.lists import FoundId, with_names
from issuance.services.sign_in.credentials import Way
from issuance.storage.accounts import find_accounts
from issuance.storage.tables import audit
from issuance.storage.tables.accounts import account
from issuance.storage.tables.sign_in import invitation
from issuance.storage.unit import Unit

PRINTED = "id.print_letter"
"""The act under which the trail keeps who printed a letter."""

_MOST = 500


@dataclass(frozen=True)
class Letter:
    """One id's letter. `printed_at` is None where none was printed yet, `good_until` where no code of one is good."""

    to: FoundId
    printed_by: str
    printed_at: dt.datetime | None
    good_until: dt.datetime | None


@dataclass(frozen=True)
class Letters:
    """What lies at the desk, by login."""

    waiting: list[Letter]
    printed: list[Letter]


def letters_of(unit: Unit) -> Letters:
    """Return the letters of the organisations' ids that have no password yet."""
    invited = (account.c.organisation.is_not(None), account.c.state == IdState.INVITED)
    found = find_accounts(unit, *invited, limit=_MOST)
    keys = [held.id for held in found]
    by_mail, good = _invitations(unit, keys)
    printed = _printed(unit, keys)
    by_letter = with_names(unit, [held for held in found if held.id not in by_mail])
    letters = [_letter(each, printed, good) for each in by_letter]
    return Letters(
        [letter for letter in letters if letter.good_until is None],
        [letter for letter in letters if letter.good_until is not None],
    )


def waiting_ids(unit: Unit, limit: int) -> list[Account]:
    """Return the first ids that wait for their letters."""
    return [letter.to.account for letter in letters_of(unit).waiting[:limit]]


def _letter(to: FoundId, printed: Mapping[str, tuple[str, dt.datetime]], good: Mapping[str, dt.datetime]) -> Letter:
    by, at = printed.get(to.account.id, ("", None))
    return Letter(to, by, at, good.get(to.account.id))


def _invitations(unit: Unit, keys: Collection[str]) -> tuple[set[str], dict[str, dt.datetime]]:
    """Return who was invited by mail last, and until when the codes of the others are good."""
    query = unit.select(invitation).where(invitation.c.account.in_(keys)).order_by(invitation.c.made_at)
    rows = unit.rows(query) if keys else []
    last = {row["account"]: row["way"] for row in rows}
    by_mail = {key for key, way in last.items() if way == Way.MAIL}
    good = {row["account"]: row["expires_at"] for row in rows if not row["used_at"] and row["expires_at"] > unit.now}
    return by_mail, good


def _printed(unit: Unit, keys: Collection[str]) -> dict[str, tuple[str, dt.datetime]]:
    """Return who printed an id's last letter, and when."""
    entry = audit.entry
    subjects = [f"account:{key}" for key in keys]
    acts = unit.select(entry, entry.c.subject, entry.c.actor_name, entry.c.at)
    found = acts.where(entry.c.act == PRINTED, entry.c.subject.in_(subjects)).order_by(entry.c.id)
    rows = unit.rows(found) if subjects else []
    return {row["subject"].partition(":")[2]: (row["actor_name"], row["at"]) for row in rows}
