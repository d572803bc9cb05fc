"""The demo's user ids and sub ids: of a signatory, of the applicant's own staff, of a forwarder's staff."""

from issuance.demo.office.sign_ins import SignIn, new_password, note_sign_in, sign_ins
from issuance.demo.profile import CHAMBER
from issuance.domain.accounts import Account, Person
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.signatories import SignatoryState
from issuance.office import Office
from issuance.storage.accounts import find_accounts, set_state
from issuance.storage.credentials import set_password
from issuance.storage.signatories import signatories_of
from issuance.storage.tables.accounts import account

_APPLICANT, _AGENT = "Administrator id of Tokyo Sample", "Administrator id of Kowan Forwarding"
_USER, _SUB, _AGENTS_SUB = "User id of a signatory", "Sub id of own staff", "Sub id of an agent's staff"
_CLERK = Person("大野 翔", "ohno@sample-01.example", "ja")
_FORWARDER = Person("藤田 咲", "fujita@sample-02.example", "ja")


def make_ids(office: Office, say: object) -> None:
    """Let the first applicant's signatory, one of its staff and one of its agent's staff sign in."""
    del say
    noted = {each.who for each in sign_ins(office)}
    applicant, agent = _administrator(office, _APPLICANT), _administrator(office, _AGENT)
    if _USER not in noted:
        _let_in(office, _USER, _user_id(office, applicant))
    with office.units.look(applicant) as unit:
        signatory = signatories_of(unit, str(applicant.answerable))[0].id
    if _SUB not in noted:
        found = _held(office, applicant, _CLERK)
        _let_in(office, _SUB, found or office.ids.people.give(applicant, _CLERK, signatory))
    if _AGENTS_SUB not in noted:
        found = _held(office, applicant, _FORWARDER)
        _let_in(office, _AGENTS_SUB, found or _lent(office, applicant, agent, signatory))


def _administrator(office: Office, who: str) -> Actor:
    login = next(each.login for each in sign_ins(office) if each.who.startswith(who))
    with office.units.look(Actor.job(CHAMBER, "demo")) as unit:
        (held,) = find_accounts(unit, account.c.login == login)
    return Actor(CHAMBER, login, held.id, IdKind.ADMINISTRATOR, held.organisation)


def _user_id(office: Office, applicant: Actor) -> Account:
    with office.units.act(Actor.job(CHAMBER, "demo")) as unit:
        signatory = signatories_of(unit, str(applicant.answerable))[0]
        if signatory.state is SignatoryState.NAMED:
            return office.ids.signatories.approve_in(unit, signatory.id, signatory.version)
        of_kind = (account.c.organisation == applicant.answerable, account.c.kind == IdKind.USER)
        return find_accounts(unit, *of_kind)[0]


def _held(office: Office, applicant: Actor, person: Person) -> Account | None:
    """Return the sub id that a run has given which ended before it was noted."""
    with office.units.look(applicant) as unit:
        of_kind = (account.c.organisation == applicant.answerable, account.c.kind == IdKind.SUB)
        return next((each for each in find_accounts(unit, *of_kind) if each.person.mail == person.mail), None)


def _lent(office: Office, applicant: Actor, agent: Actor, signatory: str) -> Account:
    offer = office.ids.offers.offer(applicant, str(agent.answerable), _FORWARDER, signatory)
    return office.ids.offers.accept(agent, offer.id, offer.version, _FORWARDER)


def _let_in(office: Office, who: str, held: Account) -> None:
    password = new_password()
    hashed = office.access.passwords.hash(password)
    with office.units.act(Actor.job(CHAMBER, "demo")) as unit:
        (now,) = find_accounts(unit, account.c.id == held.id)
        set_password(unit, now.id, hashed)
        if now.state is IdState.INVITED:
            set_state(unit, now, IdState.ACTIVE)
        unit.record("account.open", f"account:{now.id}")
    note_sign_in(office, SignIn(CHAMBER, who, held.login, password))
