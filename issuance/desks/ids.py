"""Ids put together: who makes them, names signatories, gives sub ids and prints letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from issuance.paper.press import Press
from issuance.services.ids.accounts import AccountDesk
from issuance.services.ids.letters import LetterDesk
from issuance.services.ids.offers import OfferDesk
from issuance.services.ids.people import PeopleDesk
from issuance.services.ids.signatories import SignatoryDesk
from issuance.services.sign_in.credentials import Credentials
from issuance.storage.unit import Units


@dataclass(frozen=True)
class IdDesks:
    """The services of ids."""

    accounts: AccountDesk
    signatories: SignatoryDesk
    people: PeopleDesk
    offers: OfferDesk
    letters: LetterDesk

    @classmethod
    def open(cls, units: Units, credentials: Credentials, press: Callable[[], Press]) -> Self:
        """Put them together. `press` sets letters."""
        accounts = AccountDesk(units, credentials)
        return cls(
            accounts,
            SignatoryDesk(units, accounts),
            PeopleDesk(units, accounts, credentials),
            OfferDesk(units, accounts),
            LetterDesk(units, credentials, press),
        )
