"""A chamber's data with registered organisations, on a database of the test's own, under a clock that can be set.

chamber = Chamber.open(url)
registration = chamber.register(until="2028-03-09")
chamber.at("2028-02-08 09:00")             # Japan time
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, insert

from issuance.confidential import Confidential
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.registration.states import State
from issuance.services.messages.saying import Value
from issuance.services.registrar.measures import MeasureDesk
from issuance.services.registrar.terminations import TerminationDesk
from issuance.storage.engine import open_engine
from issuance.storage.tables import audit
from issuance.storage.tables.parties import organisation, registration
from issuance.storage.unit import Unit, Units, new_id
from issuance.vault import Vault
from tests.office_staff import employ

CODE = "TYO"
NAMES = {"ja": "東京商事株式会社", "kana": "トウキョウショウジ", "en": "Tokyo Shoji Co., Ltd."}
TOKYO = ZoneInfo("Asia/Tokyo")


def japan(text: str) -> dt.datetime:
    """Return the instant of '2026-11-16 23:59:59', Japan time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO).astimezone(dt.UTC)


STAFF = ("Aoki", "Baba", "Chiba", "Doi")
"""The chamber's registrars."""


def registrar(name: str = "Aoki") -> Actor:
    """Return one of the chamber's registrars."""
    return Actor(CODE, f"TYO-C-{name}", account=name.lower().ljust(16, "0"), kind=IdKind.STAFF, place="192.0.2.1")


@dataclass
class Told:
    """The notices that were queued, as they would be in English: (organisation, template, values)."""

    notices: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, _unit: Unit, who: str, template: str, values: Mapping[str, Value]) -> None:
        said = {name: value if isinstance(value, str) else value() for name, value in values.items()}
        self.notices.append((who, template, said))

    @property
    def templates(self) -> list[str]:
        """The templates, in the order of telling."""
        return [template for _, template, _ in self.notices]


class Chamber:
    """One chamber's database."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.now = japan("2026-11-02 10:00")
        self.units = Units(self.engine, Confidential(Vault({1: bytes(32)}), bytes(32)), lambda: self.now)
        self.told = Told()
        self.ended_sessions: list[str] = []
        self.measures = MeasureDesk(self.units, self.told, self._end_sessions)
        self.terminations = TerminationDesk(self.units, self.told, self._end_sessions)
        for name in STAFF:
            employ(self.units, registrar(name))

    def _end_sessions(self, _unit: Unit, who: str) -> None:
        self.ended_sessions.append(who)

    def at(self, text: str) -> None:
        """Set the clock, Japan time."""
        self.now = japan(text)

    def register(
        self,
        state: State = State.ACTIVE,
        capacities: str = "agent,applicant",
        *,
        since: str = "2026-03-10",
        until: str = "2028-03-09",
    ) -> str:
        """Add an organisation with a registration; return the registration's id."""
        with self.units.act(registrar()) as unit:
            who = new_id()
            unit.execute(
                insert(organisation).values(
                    chamber=CODE,
                    id=who,
                    form="corporation",
                    names=unit.seal(
                        organisation.c.names,
                        who,
                        {"ja": "東京商事", "kana": "トウキョウショウジ", "en": "Tokyo Trading"},
                    ),
                    created_at=unit.now,
                )
            )
            return unit.insert(
                registration,
                organisation=who,
                capacities=capacities,
                state=state.value,
                state_since=unit.now,
                valid_from=dt.date.fromisoformat(since),
                valid_until=dt.date.fromisoformat(until),
            )

    def row(self, key: str) -> RowMapping:
        """Return a registration's row."""
        with self.units.look(registrar()) as unit:
            found = unit.row(unit.select(registration).where(registration.c.id == key))
            assert found is not None
            return found

    def state(self, key: str) -> State:
        """Return a registration's state."""
        return State(self.row(key)["state"])

    def version(self, key: str) -> int:
        """Return the version that a person would see now."""
        return int(self.row(key)["version"])

    def acts(self) -> list[str]:
        """Return what the audit trail tells of, in order."""
        with self.units.look(registrar()) as unit:
            return [row["act"] for row in unit.rows(unit.select(audit.entry).order_by(audit.entry.c.id))]
