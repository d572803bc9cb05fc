"""A published installation, a server before it that lies, and what a scanner asks of it.

    with staged(tmp_path) as stage:
        stage.client().by_seal(stage.old.seal)

Everything is real but the time: it is noon of 10 March 2026 in Tokyo, for the scanner and the service alike.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scanner.checker import Checker
from scanner.reference import ReferenceClient, ReferenceLimits
from scanner.reference.receipts import ReceiptDesk, VerifiedReceipt
from scanner.trust.keeper import TrustKeeper
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from signing.evidence import NoAnswer, ServerAnswer
from signing.record import RevocationReason
from tests.builders import ChamberWorld, Issued
from tests.lying_server import LyingServer
from tests.reference_site import ReferenceSite

QUICK = ReferenceLimits(backoff_seconds=0)
"""Asks again at once. The other bounds are the usual ones: the machine of the tests may be busy."""


@dataclass
class PublicStage:
    """The installation and its certificates. `said` collects what a person is told."""

    site: ReferenceSite
    server: LyingServer
    folder: Path
    keeper: TrustKeeper
    said: list[str]
    old: Issued
    """In force, issued five days ago."""
    other: Issued
    """In force, issued five days ago as well."""
    revoked: Issued
    """Revoked after the signed status was made."""
    young: Issued
    """In force, issued today."""

    @property
    def world(self) -> ChamberWorld:
        return self.site.world

    def client(
        self,
        limits: ReferenceLimits = QUICK,
        *,
        keep: Callable[[VerifiedReceipt], None] | None = None,
        sleep: Callable[[float], None] = lambda _seconds: None,
    ) -> ReferenceClient:
        """Return a client of the server, with somebody who keeps receipts or without."""
        desk = None
        if keep is not None:
            trust = self.keeper
            desk = ReceiptDesk(trust=lambda: trust.current().trust, now=trust.now, keep=keep, say=self.said.append)
        return ReferenceClient(self.server.address, limits, receipts=desk, sleep=sleep)

    def checker(self, client: ReferenceClient | None = None) -> Checker:
        """Return a checker that asks through a client."""
        return Checker(trust=self.keeper, reference=client or self.client())


@contextmanager
def staged(folder: Path, *, certificates: int = 0) -> Iterator[PublicStage]:
    """Set the stage, with this many more certificates of five days ago (sequences from 100 on)."""
    site = ReferenceSite(folder / "site")
    world = site.world
    world.now = site.now - dt.timedelta(days=5)
    old, other, revoked = (site.publish(world.issue(sequence)) for sequence in (1, 2, 3))
    for sequence in range(100, 100 + certificates):
        site.publish(world.issue(sequence))
    world.now = site.now
    young = site.publish(world.issue(4))
    site.publish(revoked := world.revoke(revoked, RevocationReason.MISUSE))
    store = TrustStore(folder / "trust")
    store.pin((site.config.trust_directory / "metadata" / "1.root.json").read_bytes(), site.now)
    said: list[str] = []
    repository = str(site.config.trust_directory)
    keeper = TrustKeeper(store, lambda _stored: source_of(repository), clock=site.clock, say=said.append)
    keeper.open()
    with LyingServer(site.app(receipt_signer=world.receipt_signer)) as server:
        server.shows(site.now)
        yield PublicStage(site, server, folder, keeper, said, old, other, revoked, young)
    site.close()


def detail(answer: ServerAnswer | NoAnswer) -> str:
    """Return the sentence of an answer that is none."""
    assert isinstance(answer, NoAnswer), answer
    return answer.detail
