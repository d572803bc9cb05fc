"""A site with small limits and a clock of its own, and what a caller who goes too far sends to it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reference_service.limits.bucket import Limit
from reference_service.limits.day_key import DayKey
from reference_service.limits.ledger import Ledger
from reference_service.limits.limiter import Limiter
from reference_service.limits.policy import Limits
from signing.bulletin import ApiKey, Bulletin, api_key_hash
from signing.errors import NumberError
from signing.number import ACCESS_ALPHABET, parse_typed_number
from signing.qr import encode_base32
from tests.builders import Issued
from tests.reference_site import ReferenceSite, api_of

SMALL = Limits(
    rows=Limit(burst=10, per_minute=6, lot=1),
    misses=Limit(burst=4, per_minute=1),
    sequence_misses=Limit(burst=3, per_minute=1 / 3),
    site_rows=Limit(burst=25, per_minute=12),
    site_misses=Limit(burst=6, per_minute=2),
)
ME, SOMEBODY_ELSE = "203.0.113.1", "203.0.113.2"
SECRET = "osk_" + "A" * 52


@dataclass
class Door:
    """A site with small limits, a clock for them, and clients by address."""

    site: ReferenceSite
    seconds: float = 0.0
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        limiter = Limiter(SMALL, Ledger(clock=lambda: self.seconds), DayKey())
        self.client = self.site.app(limiter=limiter, receipt_signer=self.site.world.receipt_signer).test_client()

    def get(self, path: str, address: str = ME, **headers: str) -> TestResponse:
        return self.client.get(
            path,
            environ_base={"REMOTE_ADDR": address},
            headers={name.replace("_", "-"): text for name, text in headers.items()},
        )

    def checks(self, *rows: dict[str, str], address: str = ME) -> list[dict[str, Any]]:
        response = self.client.post("/api/v1/checks", json={"checks": rows}, environ_base={"REMOTE_ADDR": address})
        assert response.status_code == 200
        answer = response.json
        assert answer is not None
        return list(answer["results"])

    def use_up_rows(self, issued: Issued, address: str = ME) -> None:
        for _ in range(SMALL.rows.burst):
            assert self.get(api_of(issued), address).status_code == 200
        assert self.get(api_of(issued), address).status_code == 429


def guesses(issued: Issued) -> Iterator[str]:
    """Yield the addresses of other access codes behind a certificate's public number, in the API."""
    stem, access = issued.number[:-8], issued.number[-8:-1]
    for first in ACCESS_ALPHABET:
        for second in ACCESS_ALPHABET:
            for check in ACCESS_ALPHABET:
                number = stem + first + second + access[2:] + check
                try:
                    parse_typed_number(number)
                except NumberError:
                    continue
                if number != issued.number:
                    yield f"/api/v1/certificates/{number}/{issued.issue_date}"


def bad_seals(issued: Issued) -> Iterator[str]:
    """Yield seals in base32 whose signature has one bit changed."""
    for place in range(1, 40):
        data = bytearray(issued.seal)
        data[-place] ^= 1
        yield encode_base32(bytes(data))


def bulletin(site: ReferenceSite, *, age: dt.timedelta = dt.timedelta(hours=1), number: int = 1) -> Bulletin:
    """Return a bulletin with one key, good for the site's day; the bulletin itself is for eight days."""
    key = ApiKey(key_id="kbank00001", sha256=api_key_hash(SECRET), burst=60, per_minute=60, valid_until=site.now.date())
    issued = site.now.replace(microsecond=0) - age
    return Bulletin(number=number, issued_at=issued, valid_until=issued + dt.timedelta(days=8), api_keys=(key,))
