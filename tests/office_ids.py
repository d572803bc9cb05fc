"""Organisations, registrations and ids of a test's office, made without the pages that make them in real life."""

import datetime as dt
from collections.abc import Iterable

from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.registration.standing import Capacity
from issuance.domain.registration.states import State
from issuance.domain.signatories import SignatoryPerson
from issuance.office import Office
from issuance.storage.name_index import index_names
from issuance.storage.tables.parties import organisation, registration
from issuance.storage.unit import Unit, new_id

CHAMBER = "TYO"
STAFF = Actor.job(CHAMBER, "test")
"""Stands for the chamber's staff where it does not matter which of them acts."""
BOTH = (Capacity.APPLICANT, Capacity.AGENT)
FIRST_DAY, LAST_DAY = dt.date(2025, 3, 10), dt.date(2027, 3, 9)

HANAKO = Person("佐藤花子", "hanako@example.co.jp", "ja")
SPECIMEN = "5" * 16
"""Stands for an upload with the picture of a signature."""
JOHN = Person("John Smith", "john@example.com", "en")
TARO = SignatoryPerson("山田太郎", "Taro Yamada", "Export Manager", "taro@example.co.jp")
JIRO = SignatoryPerson("鈴木次郎", "Jiro Suzuki", "Director", "jiro@example.co.jp")


def add_organisation(
    unit: Unit,
    name: str = "Tokyo Trading Co., Ltd.",
    *,
    capacities: Iterable[Capacity] = (Capacity.APPLICANT,),
    state: State = State.ACTIVE,
    valid_from: dt.date | None = FIRST_DAY,
    valid_until: dt.date | None = LAST_DAY,
    corporate_number: str | None = None,
) -> str:
    """Add an organisation with one registration; return its id."""
    key = new_id()
    names = unit.seal(organisation.c.names, key, {"ja": name, "kana": "", "en": name})
    index = unit.index("corporate number", corporate_number) if corporate_number else None
    unit.insert(organisation, id=key, form="corporation", names=names, number_index=index, created_at=unit.now)
    index_names(unit, key, [name])
    unit.insert(
        registration,
        organisation=key,
        capacities=",".join(sorted(capacity.value for capacity in capacities)),
        state=state,
        state_since=unit.now,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    return key


def administrator_of(office: Office, organisation: str, person: Person = HANAKO) -> Actor:
    """Issue an organisation's administrator id and return the actor that it is."""
    with office.units.act(STAFF) as unit:
        held = office.ids.accounts.issue_administrator(unit, organisation, person)
    return Actor(CHAMBER, held.login, held.id, IdKind.ADMINISTRATOR, organisation, "127.0.0.1")


def approved_signatory(office: Office, actor: Actor, person: SignatoryPerson = TARO) -> str:
    """Name a signatory as an administrator id and approve it as the chamber; return its id."""
    named = office.ids.signatories.name(actor, person, SPECIMEN)
    office.ids.signatories.approve(STAFF, named.id, named.version)
    return named.id
