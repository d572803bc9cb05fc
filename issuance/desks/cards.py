"""Payments by card put together: `office.fees.cards`."""

from dataclasses import dataclass
from functools import cached_property

from issuance.config import OfficeConfig
from issuance.services.fees.cards.casework import CardCases
from issuance.services.fees.cards.desk import CashierCards
from issuance.services.fees.cards.gate import Gates
from issuance.services.fees.cards.hooks import CardHooks
from issuance.services.fees.cards.keys import KeyFiles
from issuance.services.fees.cards.paying import PayerCards
from issuance.services.fees.cards.reconciling import CardRound
from issuance.storage.unit import Units


@dataclass(frozen=True)
class CardAccount:
    """A chamber's account with the card service: `none`, `test` or `live`, and where its events are sent to."""

    kind: str
    address: str


class Cards:
    """What the pages and the command of cards work with. A chamber without keys takes none."""

    def __init__(self, units: Units, config: OfficeConfig) -> None:
        self._units = units
        self._config = config

    @cached_property
    def gates(self) -> Gates:
        """The chambers' accounts with the card service."""
        return KeyFiles(
            self._config.card_keys, self._config.card_api, self._config.card_pages, sandbox=self._config.sandbox
        )

    def account(self, chamber: str) -> CardAccount:
        """Return what the chamber's administrators are told of its account."""
        gate = self.gates.of(chamber)
        kind = "none" if gate is None else "live" if gate.live else "test"
        return CardAccount(kind, f"{self._config.public_url}/{chamber}/cards/webhook")

    @cached_property
    def payer(self) -> PayerCards:
        """Begins payments."""
        return PayerCards(self._units, self.gates, self._config.public_url)

    @cached_property
    def cashier(self) -> CashierCards:
        """Shows payments and sends money back."""
        return CashierCards(self._units, self.gates, self.round)

    @cached_property
    def cases(self) -> CardCases:
        """Decides what is unclear."""
        return CardCases(self._units)

    @cached_property
    def hooks(self) -> CardHooks:
        """Takes the card service's events in."""
        return CardHooks(self._units, self.gates)

    @cached_property
    def round(self) -> CardRound:
        """Asks about what is still waited for."""
        return CardRound(self._units, self.gates)
