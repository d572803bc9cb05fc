"""Who stands behind an application, told from accounts: their names, and whether two ids are of one person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, or_

from issuance.domain.application.application import Application
from issuance.domain.ids import IdKind
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class People:
    """The people of an application. `names` is by account."""

    names: Mapping[str, str]
    filers: frozenset[str]
    """Accounts that wrote or submitted it, and the user id of the signatory who answers for it."""
    mails: Mapping[str, bytes]
    """Blind indexes of mail addresses, by account: equal ones are of one person."""

    def are_one(self, account_id: str | None, others: Collection[str | None]) -> bool:
        """Tell whether an account, or its holder by his mail address, is among others."""
        if account_id is None:
            return False
        mail = self.mails.get(account_id)
        return account_id in others or (mail is not None and mail in {self.mails.get(other or "") for other in others})

    def filed_by(self, account_id: str | None) -> bool:
        """Tell whether an account is one of the filers, or held by one of them."""
        return self.are_one(account_id, self.filers)


def people_of(unit: Unit, found: Application, also: Collection[str | None] = ()) -> People:
    """Return the people of an application, the one who acts and those of `also`, in one query."""
    filers = {found.created_by, found.submitted_by}
    officers = {unit.actor.account, found.holder, found.checked_by, found.decided_by, *also}
    wanted = sorted({key for key in filers | officers if key is not None})
    signatory = and_(account.c.kind == IdKind.USER.value, account.c.signatory == found.signatory)
    query = unit.select(
        account, account.c.id, account.c.kind, account.c.signatory, account.c.person, account.c.mail_index
    ).where(or_(account.c.id.in_(wanted), signatory))
    names, mails, signers = {}, {}, set()
    for row in unit.rows(query):
        key = str(row["id"])
        names[key] = str(unit.open(account.c.person, key, row["person"]).get("name", ""))
        if row["mail_index"] is not None:
            mails[key] = bytes(row["mail_index"])
        if row["kind"] == IdKind.USER.value and row["signatory"] == found.signatory:
            signers.add(key)
    return People(names, frozenset({key for key in filers if key is not None} | signers), mails)
