"""Systems of third parties that the federation knows and approves for all chambers (terms, article 3-2(5))."""

from collections.abc import Sequence

from sqlalchemy import Engine

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.third_parties import THIRD_PARTY, ThirdParty, ThirdPartyEvent
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.third_parties import add_system, all_systems, get_system, move_system
from issuance.storage.unit import Units


class ThirdPartyDesk:
    """Enters, approves and ends systems, in the federation's name."""

    def __init__(self, units: Units, engine: Engine) -> None:
        self._units = units
        self._engine = engine

    def all(self) -> Sequence[ThirdParty]:
        """Return every system, by name."""
        return all_systems(self._engine)

    def enter(self, actor: Actor, name: str, operator: str) -> str:
        """Enter a system; it waits for approval. Raises `ConflictError` where one of that name is known."""
        with self._units.act(_federations(actor)) as unit:
            key = add_system(unit, name, operator)
            unit.record("third_party.enter", f"third_party:{key}", after={"name": name, "operator": operator})
            return key

    def move(self, actor: Actor, key: str, version: int, event: ThirdPartyEvent) -> None:
        """Approve a system, or end it."""
        with self._units.act(_federations(actor)) as unit:
            held = get_system(unit, key)
            state = THIRD_PARTY.after(held.state, event)
            move_system(unit, key, version, state)
            before, after = {"state": held.state.value}, {"state": state.value}
            unit.record(f"third_party.{event.name.lower()}", f"third_party:{key}", before=before, after=after)


def _federations(actor: Actor) -> Actor:
    if actor.chamber != FEDERATION or actor.kind is not IdKind.FEDERATION:
        raise RefusedError(_("Only the federation decides on systems of third parties."))
    return actor
