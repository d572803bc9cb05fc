"""Systems of third parties in the database: of no chamber, read by all."""

from collections.abc import Sequence

from sqlalchemy import Engine, RowMapping, insert, select, update

from issuance.domain.third_parties import ThirdParty, ThirdPartyState
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.storage.engine import translated_errors
from issuance.storage.tables.third_parties import third_party
from issuance.storage.unit import Unit, new_id


def all_systems(engine: Engine) -> Sequence[ThirdParty]:
    """Return every system, by name."""
    with translated_errors(), engine.execution_options(read_only=True).connect() as connection:
        rows = connection.execute(select(third_party).order_by(third_party.c.name)).mappings().all()
    return [_system(row) for row in rows]


def get_system(unit: Unit, key: str) -> ThirdParty:
    """Return a system; raise `RefusedError` where there is none of that id."""
    row = unit.row(select(third_party).where(third_party.c.id == key))
    if row is None:
        raise RefusedError(_("There is no such system: open the list again."))
    return _system(row)


def add_system(unit: Unit, name: str, operator: str, state: ThirdPartyState = ThirdPartyState.ENTERED) -> str:
    """Enter a system and return its id; `ConflictError` comes where one of that name is known."""
    key = new_id()
    unit.execute(
        insert(third_party).values(id=key, name=name, operator=operator, state=state.value, entered_at=unit.now)
    )
    return key


def move_system(unit: Unit, key: str, version: int, state: ThirdPartyState) -> None:
    """Give a system another state; `ConflictError` where somebody was quicker."""
    changed = unit.execute(
        update(third_party)
        .where(third_party.c.id == key, third_party.c.version == version)
        .values(state=state.value, decided_at=unit.now, version=version + 1)
    )
    if changed.rowcount != 1:
        raise ConflictError(_("Somebody else has decided this meanwhile: see how it stands now."))


def _system(row: RowMapping) -> ThirdParty:
    return ThirdParty(
        id=row["id"],
        name=row["name"],
        operator=row["operator"],
        state=ThirdPartyState(row["state"]),
        entered_at=row["entered_at"],
        version=row["version"],
    )
