"""Files applications that are paid, sees them issued by the job, and revokes some of what is in force."""

import random
import threading
import time
from dataclasses import replace

from bench.whole.truth import Known, Truth
from issuance.domain.ledger import LedgerEntry
from issuance.errors import IssuanceError
from issuance.office import Office
from register.errors import RegisterError
from signing.qr import encode_base32
from signing.record import RevocationReason
from tests.offices import OFFICERS, Installation, draft, numbered_request
from tests.paid import CHAMBER, Trade

_LATER = 0.2


class Clerk(threading.Thread):
    """Does `per_second` applications a second, and revokes one in `revoked_every`."""

    def __init__(self, installation: Installation, truth: Truth, *, per_second: float, revoked_every: int) -> None:
        super().__init__(daemon=True)
        self._installation, self._truth = installation, truth
        self._pause, self._revoked_every = 1 / per_second, revoked_every
        self._chance = random.Random(7)  # noqa: S311  # which certificates are revoked
        self._stopped = threading.Event()
        self._waiting: dict[str, float] = {}
        self._pending: Known | None = None
        self.filed = 0
        self.put_off: list[str] = []
        """Why something could not be done at once; it is tried again."""
        self.waits: list[float] = []
        """Seconds from the payment to the delivery."""

    def prepare(self, count: int) -> None:
        """Issue so many certificates before the crowd comes."""
        with self._installation.open() as office:
            for index in range(count):
                self._truth.add(_known(office, office.issuing.issue(numbered_request(index)), real=False))
            self._trade = Trade.make(office, valid_until=office.clock().date().replace(day=1, year=2099))

    def run(self) -> None:
        """Work until stopped; what a fault prevents is done later, by an office that is opened anew."""
        while not self._stopped.is_set():
            try:
                with self._installation.open() as office:
                    self._trade = replace(self._trade, office=office)
                    while not self._stopped.wait(self._pause):
                        self._work(office)
            except (IssuanceError, RegisterError, OSError) as error:
                self.put_off.append(str(error))
                self._stopped.wait(_LATER)

    def stop(self) -> None:
        """End after what is under way."""
        self._stopped.set()
        self.join()

    def file(self, count: int) -> None:
        """File so many paid applications at once, in the caller's own thread."""
        with self._installation.open() as office:
            trade = replace(self._trade, office=office)
            for _ in range(count):
                self._waiting[trade.apply(draft())] = time.monotonic()
                self.filed += 1

    def unissued(self) -> int:
        """Return how many paid applications have not become certificates, waiting for none."""
        with self._installation.open() as office:
            self._look(office)
        return len(self._waiting)

    def _work(self, office: Office) -> None:
        if self._pending is not None:
            self._revoke(office, self._pending)
        self._waiting[self._trade.apply(draft())] = time.monotonic()
        self.filed += 1
        self._look(office)
        if self.filed % self._revoked_every == 0:
            self._pending = self._chance.choice(self._truth.in_force())
            self._revoke(office, self._pending)

    def _look(self, office: Office) -> None:
        for key, paid in list(self._waiting.items()):
            entry = office.store.of_reference(CHAMBER, key)
            if entry is not None and entry.delivered_at is not None:
                self._truth.add(_known(office, entry, real=True))
                self.waits.append(time.monotonic() - paid)
                del self._waiting[key]

    def _revoke(self, office: Office, certificate: Known) -> None:
        certificate.revoking = min(certificate.revoking, time.monotonic())
        office.revoking.revoke(certificate.number, RevocationReason.CHAMBER_ERROR, OFFICERS)
        certificate.revoked = time.monotonic()
        self._pending = None


def _known(office: Office, entry: LedgerEntry, *, real: bool) -> Known:
    number, day = entry.number.canonical, entry.issue_date.isoformat()
    return Known(
        number=entry.number,
        api=f"/api/v1/certificates/{number}/{day}",
        page=f"/V/{encode_base32(entry.seal or b'')}",
        row={"number": number, "date": day},
        pdf=office.originals.open(entry) if real else None,
        delivered=time.monotonic(),
    )
