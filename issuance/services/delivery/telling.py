"""Mails about a certificate go to whoever filed the application and to its signatory, each in his own language."""

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import or_

from issuance.domain.application.application import Application
from issuance.domain.ids import IdKind, IdState
from issuance.domain.messages import MailAddress, Message
from issuance.services.messages.posting import post
from issuance.services.messages.saying import Value, said
from issuance.storage.accounts import find_accounts
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit
from signing.number import parse_number

Tell = Callable[[Unit, Application, str, Mapping[str, Value]], None]


def tell_applicant(
    unit: Unit, application: Application, template: str, values: Mapping[str, Value], *, also: Collection[str] = ()
) -> None:
    """Queue a mail in the act's transaction, to accounts of `also` besides; one address gets it once."""
    signs = (account.c.signatory == application.signatory) & (account.c.kind == IdKind.USER)
    named = account.c.id.in_([application.created_by, *also])
    holders = find_accounts(unit, or_(named, signs), account.c.state != IdState.CLOSED)
    written = set()
    for holder in sorted(holders, key=lambda each: each.id != application.created_by):
        if holder.person.mail not in written:
            written.add(holder.person.mail)
            address = MailAddress(holder.person.mail)
            language = holder.person.language
            post(unit, Message(template, address, language, said(language, values), application.organisation))


def printed_number(application: Application) -> str:
    """Return a certificate's public number: the whole one would open the certificate to whoever reads the mail."""
    return parse_number(application.certificate).public if application.certificate else application.reference
