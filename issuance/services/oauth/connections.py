"""What a holder has allowed systems, for himself to see and to take back (terms, articles 9-3 and 10-3)."""

from dataclasses import dataclass

from issuance.domain.oauth.grants import MAY_GRANT, Grant, GrantEnd
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.oauth.ending import end_one
from issuance.storage.oauth_grants import get_grant, grants_of
from issuance.storage.oauth_systems import names_of_systems
from issuance.storage.unit import Units


@dataclass(frozen=True)
class Connection:
    """One grant with the name of its system and of who runs that."""

    grant: Grant
    system: str
    operator: str
    is_live: bool


class ConnectionDesk:
    """Shows and ends grants."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def mine(self, who: Who) -> list[Connection]:
        """Return the grants of one who is signed in, the newest first."""
        with self._units.look(who.actor) as unit:
            names = names_of_systems(unit)
            return [
                Connection(grant, *names.get(grant.system, ("", "")), grant.is_live(unit.now))
                for grant in grants_of(unit, who.account)
            ]

    def take_back(self, who: Who, key: str) -> None:
        """End a grant of one who is signed in; what the system has of it is good for nothing from now on."""
        with self._units.act(who.actor) as unit:
            grant = get_grant(unit, key)
            if grant is None or grant.account != who.account or who.kind not in MAY_GRANT:
                raise RefusedError(_("There is no such connection: open the list again."))
            if not end_one(unit, grant, GrantEnd.HOLDER):
                raise RefusedError(_("This connection has ended already."))
