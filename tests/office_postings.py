"""What tests of the pages of notices share: people who have signed in, without the way through the sign-in pages."""

from flask.testing import FlaskClient

from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.staff import Role
from issuance.office import Office
from issuance.storage.accounts import add_account
from issuance.storage.sessions import Origin
from issuance.storage.tables.accounts import account, account_role
from issuance.storage.unit import Unit
from tests.office_site import OfficeSite

ORIGIN = Origin("127.0.0.1", "Test")


def signed_in(
    site: OfficeSite, chamber: str, kind: IdKind, *roles: Role, organisation: str | None = None
) -> FlaskClient:
    """Return a browser in which a new id of `kind` has just signed in."""
    client = site.client()
    client.set_cookie("id", token_of(site.office, chamber, kind, *roles, organisation=organisation))
    return client


def token_of(office: Office, chamber: str, kind: IdKind, *roles: Role, organisation: str | None = None) -> str:
    """Return the session cookie of a new id that has just signed in."""
    with office.units.act(Actor.job(chamber, "test")) as unit:
        row = _add(unit, kind, organisation)
        for role in roles:
            unit.insert(account_role, id=row, role=role.value, granted_at=unit.now)
        return str(office.access.sessions.begin(unit, row, ORIGIN))


def _add(unit: Unit, kind: IdKind, organisation: str | None) -> str:
    made = add_account(unit, kind, Person("Sato Hanako", "sato@example.co.jp", "en"), organisation=organisation)
    unit.update(account, made.id, state=IdState.ACTIVE.value)
    return made.id
