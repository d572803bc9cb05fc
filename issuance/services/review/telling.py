"""Mails to the people behind an application: who wrote it, who submitted it, the signatory who answers for it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from issuance.domain.application.application import Application
from issuance.domain.ids import IdState
from issuance.domain.messages import MailAddress, Message
from issuance.language import _, speaking
from issuance.services.applications.wording import KINDS
from issuance.services.messages.posting import post
from issuance.storage.accounts import find_accounts
from issuance.storage.application_people import people_of
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit

Value = str | Callable[[], str]
"""A text of a mail, or what says it in the language that is spoken then."""


class TellFilers(Protocol):
    """Queues a mail to the people behind an application, in the act's transaction."""

    def __call__(self, unit: Unit, found: Application, template: str, values: Mapping[str, Value]) -> None:
        """Write `template`; `reference`, `kind`, `invoice` and `link` need not be given."""


def tell_filers(site: str) -> TellFilers:
    """Return what tells them. `site` is the office's public address: `https://office.example`."""
    address = site.rstrip("/")

    def tell(unit: Unit, found: Application, template: str, values: Mapping[str, Value]) -> None:
        filers = people_of(unit, found).filers
        held = find_accounts(unit, account.c.id.in_(sorted(filers)))
        open_ones = [each.person for each in held if each.state is not IdState.CLOSED and each.person.mail]
        for mail, language in {person.mail: person.language for person in open_ones}.items():
            with speaking(language):
                said = {
                    "reference": found.reference,
                    "kind": _(KINDS[found.kind]),
                    "invoice": found.entry.get("invoice.number").strip() or "–",
                    "link": f"{address}/{unit.chamber}/applications/{found.id}",
                    **{name: value if isinstance(value, str) else value() for name, value in values.items()},
                }
            post(unit, Message(template, MailAddress(mail), language, said, found.organisation))

    return tell
