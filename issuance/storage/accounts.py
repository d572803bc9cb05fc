"""Ids in the database. The holder's name and mail are sealed; the mail's blind index finds them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping
from sqlalchemy.dialects import postgresql, sqlite

from issuance.domain.accounts import Account, Person
from issuance.domain.ids import IdKind, IdState
from issuance.domain.login import Login, login_of
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.accounts import account, account_counter
from issuance.storage.unit import Unit, new_id


def add_account(
    unit: Unit,
    kind: IdKind,
    person: Person,
    *,
    organisation: str | None = None,
    agent: str | None = None,
    signatory: str | None = None,
) -> Account:
    """Make an id with the next login of its kind. It is `INVITED`: a credential has to follow."""
    login = next_login(unit, kind)
    added = Account(
        id=new_id(),
        login=str(login),
        kind=kind,
        state=IdState.INVITED,
        person=person,
        created_at=unit.now,
        version=1,
        organisation=organisation,
        agent=agent,
        signatory=signatory,
    )
    unit.insert(
        account,
        id=added.id,
        login=added.login,
        kind=kind,
        organisation=organisation,
        agent=agent,
        signatory=signatory,
        state=added.state,
        created_at=added.created_at,
        version=added.version,
        **_sealed(unit, added.id, person),
    )
    return added


def next_login(unit: Unit, kind: IdKind) -> Login:
    """Take the next login of a kind; the counter's row keeps others waiting until this act ends."""
    while True:
        login = login_of(unit.chamber, kind, _count(unit, kind))
        if login is not None:
            return login


def hold_counter(unit: Unit, kind: IdKind) -> None:
    """Keep others from making ids of a kind until this act ends; what they have made by then can be seen."""
    _count(unit, kind, step=0)


def _count(unit: Unit, kind: IdKind, step: int = 1) -> int:
    insert = postgresql.insert if unit.dialect == "postgresql" else sqlite.insert
    statement = insert(account_counter).values(chamber=unit.chamber, id=kind.value, value=step)
    counted = statement.on_conflict_do_update(
        index_elements=["chamber", "id"], set_={"value": account_counter.c.value + step}
    ).returning(account_counter.c.value)
    return int(str(unit.execute(counted).scalar_one()))


def get_account(unit: Unit, key: str) -> Account:
    """Return an id; raise `RefusedError` where this chamber has none of that name."""
    found = _one(unit, account.c.id == key)
    if found is None:
        raise RefusedError(_("This chamber has no such id."))
    return found


def find_login(unit: Unit, login: Login) -> Account | None:
    """Return the id with a login."""
    return _one(unit, account.c.login == str(login))


def find_mail(unit: Unit, mail: str) -> list[Account]:
    """Return the ids whose holder has a mail address; one person may hold several."""
    return find_accounts(unit, account.c.mail_index == unit.index("mail", mail))


def find_accounts(unit: Unit, *where: ColumnElement[bool], limit: int = 500) -> list[Account]:
    """Return ids by conditions on the table `account`, in the order of their logins."""
    query = unit.select(account).where(*where).order_by(account.c.login).limit(limit)
    return [_account(unit, row) for row in unit.rows(query)]


def set_state(unit: Unit, held: Account, state: IdState) -> None:
    """Give an id another state; `ConflictError` where somebody was quicker."""
    unit.update(account, held.id, version=held.version, state=state)


def set_person(unit: Unit, held: Account, person: Person) -> None:
    """Change what is known of an id's holder."""
    unit.update(account, held.id, version=held.version, **_sealed(unit, held.id, person))


def set_signatory(unit: Unit, held: Account, signatory: str | None) -> None:
    """Change whose signature a sub id may use."""
    unit.update(account, held.id, version=held.version, signatory=signatory)


def _sealed(unit: Unit, key: str, person: Person) -> Mapping[str, Any]:
    return {
        "person": unit.seal(
            account.c.person, key, {"name": person.name, "mail": person.mail, "language": person.language}
        ),
        "mail_index": unit.index("mail", person.mail) if person.mail else None,
    }


def _one(unit: Unit, where: ColumnElement[bool]) -> Account | None:
    row = unit.row(unit.select(account).where(where))
    return None if row is None else _account(unit, row)


def _account(unit: Unit, row: RowMapping) -> Account:
    person = unit.open(account.c.person, str(row["id"]), row["person"])
    return Account(
        id=row["id"],
        login=row["login"],
        kind=IdKind(row["kind"]),
        state=IdState(row["state"]),
        person=Person(person["name"], person["mail"], person["language"]),
        created_at=row["created_at"],
        version=row["version"],
        organisation=row["organisation"],
        agent=row["agent"],
        signatory=row["signatory"],
    )


def living(accounts: Sequence[Account]) -> list[Account]:
    """Return the ids that are not closed."""
    return [held for held in accounts if held.state is not IdState.CLOSED]
