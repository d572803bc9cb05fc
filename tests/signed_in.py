"""Browsers of people who have signed in, for tests of pages that come after."""

from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.staff import Role
from issuance.storage.sessions import Origin
from issuance.storage.tables.accounts import account, account_role
from issuance.storage.unit import new_id
from tests.office_site import CHAMBER, OfficeSite


def staff_client(site: OfficeSite, *roles: Role, language: str = "en", chamber: str = CHAMBER) -> FlaskClient:
    """Return the browser of a new member of staff who holds `roles` and has just signed in."""
    key = new_id()
    with site.office.units.act(Actor.job(chamber, "test")) as unit:
        unit.insert(
            account,
            id=key,
            login=f"{chamber}-C{key[:6]}-0",
            kind=IdKind.STAFF,
            state=IdState.ACTIVE,
            person=unit.seal(
                account.c.person, key, {"name": "佐藤監査", "mail": "sato@tyo.example.jp", "language": language}
            ),
            created_at=unit.now,
        )
        for role in roles:
            unit.insert(account_role, id=key, role=role, granted_at=unit.now)
        token = site.office.access.sessions.begin(unit, key, Origin("127.0.0.1", "a test's browser"))
    client = site.client()
    client.set_cookie("id", str(token))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    return client
