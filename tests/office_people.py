"""People of an office under test: ids that can sign in, with their passwords and second factors.

holder = make_person(site.office, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])
client = site.client()
sign_in(site, client, holder)
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pyotp
from argon2 import PasswordHasher

from issuance.desks.access import Access
from issuance.domain.accounts import Account, Person
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind, IdState
from issuance.domain.registration.states import State
from issuance.domain.sign_in.factors import FactorKind
from issuance.domain.staff import Role
from issuance.office import Office
from issuance.services.sign_in.passwords import Passwords
from issuance.storage import credentials, factors
from issuance.storage.accounts import add_account, get_account, set_state
from issuance.storage.tables.accounts import account_role
from issuance.storage.tables.parties import organisation, registration
from issuance.storage.unit import Unit, Units, new_id

PASSWORD = "owls sing at noon 12"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""As weak as the library allows: tests compare hundreds of passwords."""


@dataclass(frozen=True)
class Holder:
    """One who can sign in. `secret` is that of his app for codes."""

    account: Account
    chamber: str
    password: str = PASSWORD
    secret: str | None = None

    @property
    def login(self) -> str:
        """What he types."""
        return self.account.login

    def code(self, now: dt.datetime) -> str:
        """Return what his app shows."""
        assert self.secret is not None
        return pyotp.TOTP(self.secret).at(now)


def quick_access(office: Office) -> Access:
    """Let an office hash passwords quickly; must come before its application is made."""
    office.access = Access.open(office.units, office.config.public_url, office.session_times, Passwords(QUICK))
    return office.access


def make_organisation(
    unit: Unit,
    name: str = "Tokyo Trading Co., Ltd.",
    *,
    state: State = State.ACTIVE,
    capacities: str = "agent,applicant",
    valid_from: dt.date = dt.date(2025, 1, 1),
    valid_until: dt.date = dt.date(2100, 1, 1),
) -> str:
    """Make an organisation with a registration; return its id."""
    key = new_id()
    unit.insert(
        organisation,
        id=key,
        form="corporation",
        names=unit.seal(organisation.c.names, key, {"ja": name, "en": name}),
        created_at=unit.now,
    )
    unit.insert(
        registration,
        organisation=key,
        capacities=capacities,
        state=state.value,
        state_since=unit.now,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    return key


def make_person(
    units: Units,
    chamber: str,
    kind: IdKind = IdKind.ADMINISTRATOR,
    *,
    roles: Iterable[Role] = (),
    of: str | None = None,
    agent: str | None = None,
    name: str = "Sato Hanako",
    mail: str = "hanako@example.co.jp",
    password: str = PASSWORD,
    second_factor: bool | None = None,
) -> Holder:
    """Make an id that can sign in. Ids of organisations get a valid registration unless `of` names one.

    Staff and federation get an app for codes, others where `second_factor` says so.
    """
    with units.act(Actor.job(chamber, "test")) as unit:
        if kind in (IdKind.ADMINISTRATOR, IdKind.USER, IdKind.SUB) and of is None:
            of = make_organisation(unit)
        added = add_account(unit, kind, Person(name, mail, "en"), organisation=of, agent=agent)
        set_state(unit, added, IdState.ACTIVE)
        credentials.set_password(unit, added.id, Passwords(QUICK).hash(password))
        for role in roles:
            unit.insert(account_role, id=added.id, role=role.value, granted_at=unit.now)
        needs = kind in (IdKind.STAFF, IdKind.FEDERATION) if second_factor is None else second_factor
        secret = pyotp.random_base32() if needs else None
        if secret is not None:
            factors.add_factor(unit, added.id, FactorKind.CODES, {"name": "Phone", "secret": secret}, counter=0)
        return Holder(get_account(unit, added.id), chamber, password, secret)


def sign_in_path(chamber: str) -> str:
    """Return the address of a chamber's sign-in."""
    return "/federation/sign-in" if chamber == FEDERATION else f"/{chamber}/sign-in"


def forget_used_codes(units: Units, holder: Holder) -> None:
    """Let a code count again that was used: the clock of tests stands still, and a test may sign in twice."""
    with units.act(Actor.job(holder.chamber, "test")) as unit:
        for row in factors.rows_of(unit, holder.account.id):
            unit.update(factors.factor, row["id"], counter=0)
