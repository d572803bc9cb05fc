"""Whether a system, a grant and its id count now: asked at every use, so that what is taken away is away at once.

Terms, articles 3-2(5), 3-3, 7, 9-3, 9-5, 10-3, 10-5, 16 and 29.
"""

import datetime as dt

from issuance.domain.accounts import Account
from issuance.domain.calendar import japan_date
from issuance.domain.ids import Act, IdState
from issuance.domain.oauth.grants import MAY_GRANT
from issuance.domain.oauth.systems import System
from issuance.domain.settings import ChamberSettings, Function
from issuance.services.ids.rights import rights_of
from issuance.storage.accounts import find_accounts
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit


def is_usable(system: System, settings: ChamberSettings, now: dt.datetime) -> bool:
    """Tell whether a system may connect: it is on, has a secret, and the chamber offers the function."""
    if not system.is_on or system.secrets is None:
        return False
    return system.is_own or settings.offers(Function.THIRD_PARTY, japan_date(now))


def holder_now(unit: Unit, key: str, settings: ChamberSettings) -> tuple[Account, frozenset[Act]] | None:
    """Return an id for which a system may act and what the id itself may do now; None where there is nothing.

    An administrator id is none, whatever a row may say (article 3-2(5)).
    """
    found = find_accounts(unit, account.c.id == key)
    if not found or found[0].kind not in MAY_GRANT or found[0].state is not IdState.ACTIVE:
        return None
    acts = rights_of(unit, found[0], settings)
    return (found[0], acts) if acts else None
