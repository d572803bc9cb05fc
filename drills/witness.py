"""A scanner that has pinned the installation's root, as a bank has it: what it says counts."""

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from issuance.domain.ledger import LedgerEntry
from issuance.office import system_clock
from scanner.checker import Checker
from scanner.reference import ReferenceClient
from scanner.trust.errors import TrustError
from scanner.trust.keeper import TrustKeeper
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from signing.qr import qr_text
from signing.reference_base import ReferenceBase
from signing.result import VerificationResult

Clock = Callable[[], dt.datetime]


class Witness:
    """Checks certificates with a trust folder of its own, asking the service at `address`, or nobody."""

    def __init__(self, folder: Path, repository: Path, address: str | None = None, clock: Clock = system_clock) -> None:
        self._folder, self._repository, self._clock = folder, repository, clock
        self.store = TrustStore(folder)
        if not self.store.is_pinned:
            self.store.pin((repository / "metadata" / "1.root.json").read_bytes(), clock())
        self._client = ReferenceClient(address) if address else None
        self.said: list[str] = []
        self.look_again()

    def look_again(self, clock: Clock | None = None) -> None:
        """Fetch what is published now, as a scanner does each hour; `clock` sets another one from here on."""
        self._clock = clock or self._clock
        keeper = TrustKeeper(
            self.store, lambda _stored: source_of(str(self._repository)), clock=self._clock, say=self.said.append
        )
        self.checker: Checker | None = None
        with suppress(TrustError):  # nothing can be believed: then nothing is said to be valid either
            keeper.open()
            self.checker = Checker(trust=keeper, reference=self._client)

    def check(self, entry: LedgerEntry) -> VerificationResult | None:
        """Return what is said of a certificate's code; None where this scanner can believe nobody."""
        if self.checker is None or entry.seal is None:
            return None
        base: ReferenceBase = self.checker.trust.current().trust.trust_list.base
        return self.checker.check_text(qr_text(entry.seal, base))

    def reasons(self, entries: Iterable[LedgerEntry]) -> set[str]:
        """Return the reasons that are given for certificates."""
        found = (self.check(entry) for entry in entries)
        return {"no trust" if result is None else str(result.reason) for result in found}

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()
