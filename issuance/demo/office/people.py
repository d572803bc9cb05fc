"""The demo's staff: one person for each role in Tokyo, one who does most in Osaka, and the federation's operator."""

from collections.abc import Callable
from dataclasses import dataclass

import pyotp

from issuance.demo.office.chambers import OSAKA
from issuance.demo.office.sign_ins import SignIn, new_password, note_sign_in, sign_ins
from issuance.demo.profile import CHAMBER
from issuance.domain.accounts import Account, Person
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind, IdState
from issuance.domain.sign_in.factors import FactorKind
from issuance.domain.staff import Role
from issuance.office import Office
from issuance.storage.accounts import add_account, find_mail, set_state
from issuance.storage.credentials import set_password
from issuance.storage.factors import add_factor, remove_all
from issuance.storage.tables.accounts import account_role
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class Clerk:
    """One of the staff. `who` says in English what he is, for the list at the start."""

    chamber: str
    who: str
    name: str
    mail: str
    roles: tuple[Role, ...] = ()
    language: str = "ja"

    @property
    def kind(self) -> IdKind:
        """Whose id it is."""
        return IdKind.FEDERATION if self.chamber == FEDERATION else IdKind.STAFF


CLERKS = (
    Clerk(CHAMBER, "Registrar", "佐藤 花子", "registrar@tokyo.example", (Role.REGISTRAR,)),
    Clerk(CHAMBER, "Second registrar", "鈴木 健", "registrar-2@tokyo.example", (Role.REGISTRAR,)),
    Clerk(CHAMBER, "Reviewer", "高橋 葵", "reviewer@tokyo.example", (Role.REVIEWER,)),
    Clerk(CHAMBER, "Approver", "石橋 遥", "approver@tokyo.example", (Role.APPROVER,)),
    Clerk(CHAMBER, "Cashier", "田中 実", "cashier@tokyo.example", (Role.CASHIER,)),
    Clerk(CHAMBER, "Operator", "伊藤 翼", "operator@tokyo.example", (Role.OPERATOR,)),
    Clerk(CHAMBER, "Auditor", "渡辺 明", "auditor@tokyo.example", (Role.AUDITOR,)),
    Clerk(CHAMBER, "Administrator of the chamber", "山本 薫", "admin@tokyo.example", (Role.CHAMBER_ADMINISTRATOR,)),
    Clerk(CHAMBER, "Second administrator", "中村 蓮", "admin-2@tokyo.example", (Role.CHAMBER_ADMINISTRATOR,)),
    Clerk(OSAKA, "Registrar", "小林 凛", "registrar@osaka.example", (Role.REGISTRAR, Role.REVIEWER, Role.CASHIER)),
    Clerk(OSAKA, "Administrator of the chamber", "加藤 湊", "admin@osaka.example", (Role.CHAMBER_ADMINISTRATOR,)),
    Clerk(FEDERATION, "Federation's operator", "Yoshida Jun", "operator@federation.example", (), "en"),
)


def make_people(office: Office, say: Callable[[str], None]) -> None:
    """Let everybody of `CLERKS` sign in; whoever is noted already keeps his password."""
    noted = {(each.chamber, each.who) for each in sign_ins(office)}
    for clerk in CLERKS:
        if (clerk.chamber, clerk.who) in noted:
            continue
        password, secret = new_password(), pyotp.random_base32()
        # Hashing takes its time on purpose, and nobody else should wait for it.
        hashed = office.access.passwords.hash(password)
        with office.units.act(Actor.job(clerk.chamber, "demo")) as unit:
            account = _account(unit, clerk)
            set_password(unit, account.id, hashed)
            remove_all(unit, account.id)
            add_factor(unit, account.id, FactorKind.CODES, {"name": "Demo", "secret": secret}, counter=0)
            unit.record("account.make", f"account:{account.id}", after={"roles": list(clerk.roles)})
        note_sign_in(office, SignIn(clerk.chamber, clerk.who, account.login, password, secret))
        say(f"{clerk.who} at {clerk.chamber} can sign in as {account.login}.")


def _account(unit: Unit, clerk: Clerk) -> Account:
    """Return the account of somebody: the one that a run has left that ended before it was noted, or a new one."""
    found = find_mail(unit, clerk.mail)
    if found:
        return found[0]
    made = add_account(unit, clerk.kind, Person(clerk.name, clerk.mail, clerk.language))
    set_state(unit, made, IdState.ACTIVE)
    for role in clerk.roles:
        unit.insert(account_role, id=made.id, role=role.value, granted_at=unit.now)
    return made
