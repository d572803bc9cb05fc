"""Mails to members of the staff about their own ids: which roles they have now, and that an id was ended."""

from collections.abc import Iterable

from issuance.domain.accounts import Account
from issuance.domain.messages import MailAddress, Message
from issuance.domain.staff import Role
from issuance.language import N_, _
from issuance.services.messages.posting import post
from issuance.services.messages.saying import Value, said
from issuance.storage.unit import Unit

ROLE_NAMES = {
    Role.REGISTRAR: N_("Registrar"),
    Role.REVIEWER: N_("Reviewer"),
    Role.APPROVER: N_("Approver"),
    Role.CASHIER: N_("Cashier"),
    Role.AUDITOR: N_("Auditor"),
    Role.OPERATOR: N_("Operator"),
    Role.CHAMBER_ADMINISTRATOR: N_("Chamber administrator"),
}
"""What people call a role, on pages and in mails."""


def mail_roles(unit: Unit, held: Account, roles: frozenset[Role]) -> None:
    """Write to a member of the staff who was entered, or whose roles have changed: whoever did it is named."""
    _mail(unit, held, "staff_roles", {"roles": lambda: _names(roles), "by": unit.actor.name})


def mail_removal(unit: Unit, held: Account, reason: str) -> None:
    """Write to a member of the staff whose id was ended."""
    _mail(unit, held, "staff_removed", {"reason": reason, "by": unit.actor.name})


def _names(roles: Iterable[Role]) -> str:
    return _(", ").join(_(ROLE_NAMES[role]) for role in Role if role in roles) or _("none")


def _mail(unit: Unit, held: Account, template: str, values: dict[str, Value]) -> None:
    language = held.person.language
    in_words = said(language, {**values, "name": held.person.name, "login": held.login})
    post(unit, Message(template, MailAddress(held.person.mail), language, in_words))
