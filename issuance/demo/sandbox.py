"""A ready sandbox: the demo's chamber and people, one system of a third party, and files to try it with (ADR 0054).

    ready = make_sandbox(config, ref_base, redirect, say)     # ready.secret: once, None at every later run

Its people are the demo's and their passwords stand beside the demo's. Applications it has none: those come by the API.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from issuance.config import OfficeConfig
from issuance.demo.bulletin import publish_first_bulletin
from issuance.demo.making import make_installation
from issuance.demo.office.applications import USER
from issuance.demo.office.chambers import make_chambers
from issuance.demo.office.company import specimen
from issuance.demo.office.ids import make_ids
from issuance.demo.office.imprints import make_imprints
from issuance.demo.office.organisations import make_organisations
from issuance.demo.office.people import make_people
from issuance.demo.office.sign_ins import SignIn, sign_ins
from issuance.demo.office.typed import typed_sample
from issuance.demo.profile import CHAMBER
from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.application.fields import fields_of
from issuance.domain.application.order import NAMES
from issuance.domain.calendar import japan_date
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.oauth.scopes import Scope
from issuance.domain.settings import Function
from issuance.domain.third_parties import ThirdPartyEvent, ThirdPartyState
from issuance.errors import IssuanceError
from issuance.files import write_durably
from issuance.office import Office
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.setup import make_web_secret
from issuance.storage.accounts import find_accounts
from issuance.storage.oauth_systems import systems_here
from issuance.storage.tables.accounts import account
from issuance.storage.third_parties import all_systems
from signing.content import Kind

SYSTEM, OPERATOR = "Sandbox system", "Whoever tries"
REDIRECT = "http://127.0.0.1:8765/callback"
"""Where the system's answers go unless another address is named: to the machine of whoever tries."""
TYPED, INVOICE = "order-1.json", "invoice.png"

Say = Callable[[str], None]


@dataclass(frozen=True)
class ReadySandbox:
    """What whoever programs a system is told. `secret` is None where an earlier run has told it."""

    issuer: str
    system: str
    secret: str | None
    holder: SignIn


def make_sandbox(config: OfficeConfig, ref_base: str, redirect: str, say: Say) -> ReadySandbox:
    """Make, or complete, a sandbox. Raises `IssuanceError` where the settings do not say that this is one."""
    check_sandbox(config)
    make_installation(config, ref_base, say, _fill)
    with Office(config) as office:
        system, secret = _system(office, redirect)
        return ReadySandbox(office.oauth.issuer(CHAMBER), system, secret, holder(office))


def check_sandbox(config: OfficeConfig) -> None:
    """Raise `IssuanceError` in an installation that is no sandbox."""
    if not config.sandbox:
        raise IssuanceError(f"{config.directory} is not set up as a sandbox. For one, set ISSUANCE_SANDBOX=yes.")


def another_secret(office: Office) -> str:
    """Make another secret of the system and return it; the one before stays good for a day."""
    operator = _staff(office, FEDERATION, "Federation's operator")
    key = known_system(office)
    _system_now, setting = office.oauth.clients.one(operator, key)
    return office.oauth.clients.make_secret(operator, key, setting.version)


def known_system(office: Office) -> str:
    """Return the id of the system."""
    key = _found(office)
    if key is None:
        raise IssuanceError("This sandbox has no system yet. Make one with: issuance sandbox make")
    return key


def holder(office: Office) -> SignIn:
    """Return the user id for which the system applies."""
    return next(each for each in sign_ins(office) if each.chamber == CHAMBER and each.who == USER)


def _fill(office: Office, say: Say) -> None:
    make_web_secret(office)
    office.status_desk.publish()
    publish_first_bulletin(office)
    for make in (make_chambers, make_people, make_imprints, make_organisations, make_ids):
        make(office, say)
    with office.units.act(Actor.job(CHAMBER, "sandbox")) as unit:
        stored = stored_settings(unit)
        if Function.THIRD_PARTY not in stored.settings.functions:
            offered = frozenset(Function)
            change_settings(unit, stored.version, lambda old: old.model_copy(update={"functions": offered}))
    folder = office.config.demo
    if not (folder / TYPED).exists():
        entry = typed_sample(Kind.COO_JP, japan_date(office.clock()), invoice="INV-SANDBOX-1").model_dump(mode="json")
        names = {*(spec.name for spec in fields_of(Kind.COO_JP)), *NAMES}
        entry["fields"] = {name: typed for name, typed in entry["fields"].items() if name in names}
        text = json.dumps(entry, ensure_ascii=False, indent=1)
        write_durably(folder / INVOICE, specimen("paper").getvalue(), mode=0o644)
        write_durably(folder / TYPED, f"{text}\n".encode(), mode=0o644)


def _system(office: Office, redirect: str) -> tuple[str, str | None]:
    """Let the system be approved, set up and switched on; return its id, and its secret where this run has made it."""
    operator = _staff(office, FEDERATION, "Federation's operator")
    administrator = _staff(office, CHAMBER, "Administrator of the chamber")
    third_parties, clients = office.administration.third_parties, office.oauth.clients
    key = _found(office) or third_parties.enter(operator, SYSTEM, OPERATOR)
    held, setting = clients.one(operator, key)
    if held.state is ThirdPartyState.ENTERED:
        third_parties.move(operator, key, held.version, ThirdPartyEvent.APPROVE)
    if redirect not in setting.redirects:
        clients.configure(operator, key, setting.version, frozenset(Scope), [redirect])
    with office.units.look(administrator) as unit:
        (here,) = systems_here(unit, key)
    if not here.system.is_on:
        office.oauth.systems.switch(administrator, key, here.version, on=True)
    _held, setting = clients.one(operator, key)
    return key, clients.make_secret(operator, key, setting.version) if setting.secrets is None else None


def _found(office: Office) -> str | None:
    systems = all_systems(office.store.engine)
    return next((each.id for each in systems if each.name == SYSTEM and each.state is not ThirdPartyState.ENDED), None)


def _staff(office: Office, chamber: str, who: str) -> Actor:
    login = next(each.login for each in sign_ins(office) if each.chamber == chamber and each.who == who)
    with office.units.look(Actor.job(chamber, "sandbox")) as unit:
        held: Account = find_accounts(unit, account.c.login == login)[0]
    return Actor(chamber, login, held.id, IdKind.FEDERATION if chamber == FEDERATION else IdKind.STAFF)
