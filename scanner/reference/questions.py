"""What can be asked of the reference service: a certificate by the seal that was scanned, or by number and date."""

import datetime as dt
from dataclasses import dataclass

from signing.number import CertificateNumber
from signing.receipt import asked_by_number, asked_by_seal


@dataclass(frozen=True)
class SealQuestion:
    """A certificate by the seal that its QR code carries."""

    seal: bytes

    @property
    def asked(self) -> str:
        """What the service repeats, in its answer and in a receipt."""
        return asked_by_seal(self.seal)

    @property
    def row(self) -> dict[str, str]:
        """The row of a request for many."""
        return {"seal": self.asked}

    @property
    def path(self) -> str:
        """The address of the single call."""
        return f"/api/v1/seals/{self.asked}"


@dataclass(frozen=True)
class NumberQuestion:
    """A certificate by number and issue date, as typed from the paper."""

    number: CertificateNumber
    day: dt.date

    @property
    def asked(self) -> str:
        """What the service repeats, in its answer and in a receipt."""
        return asked_by_number(self.number, self.day)

    @property
    def row(self) -> dict[str, str]:
        """The row of a request for many."""
        return {"number": self.number.canonical, "date": self.day.isoformat()}

    @property
    def path(self) -> str:
        """The address of the single call."""
        return f"/api/v1/certificates/{self.number.canonical}/{self.day.isoformat()}"


Question = SealQuestion | NumberQuestion
