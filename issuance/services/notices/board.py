"""The board as its readers see it: what the federation and the chamber have posted, for everybody or for them."""

import datetime as dt

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.ids import FEDERATION
from issuance.domain.notices.notice import Importance, Notice
from issuance.domain.registration.standing import Capacity
from issuance.storage.notices import posted_notices
from issuance.storage.tables.parties import registration
from issuance.storage.unit import Units

_READER = "board"


class Board:
    """Reads; visitors see what is for all."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def notices(self, chamber: str, *organisations: str | None) -> list[Notice]:
        """Return what stands on a chamber's board today for people of `organisations`: important first, then newest.

        The federation's notices stand on every chamber's board.
        """
        names = [each for each in organisations if each is not None]
        with self._units.look(Actor.job(chamber, _READER)) as unit:
            found = posted_notices(unit, japan_date(unit.now))
            capacities: dict[str, frozenset[Capacity]] = {}
            if names:
                query = unit.select(registration, registration.c.organisation, registration.c.capacities)
                for row in unit.rows(query.where(registration.c.organisation.in_(names))):
                    capacities[row["organisation"]] = frozenset(Capacity(c) for c in row["capacities"].split(",") if c)
        if chamber != FEDERATION:
            with self._units.look(Actor.job(FEDERATION, _READER)) as unit:
                found += posted_notices(unit, japan_date(unit.now))
        readers = [(None, frozenset[Capacity]()), *((name, capacities.get(name, frozenset())) for name in names)]
        seen = [each for each in found if any(each.text.is_for(*reader) for reader in readers)]
        return sorted(seen, key=lambda each: (each.text.importance is Importance.ORDINARY, -_posted(each)))


def _posted(notice: Notice) -> float:
    return (notice.posted_at or dt.datetime.min.replace(tzinfo=dt.UTC)).timestamp()
