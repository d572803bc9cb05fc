"""Unknown numbers, wrong dates and forged seals: counted beside the rows, and far fewer of them."""

import datetime as dt
from dataclasses import replace

import pytest

from reference_service.limits.day_key import DayKey
from reference_service.limits.ledger import Ledger
from reference_service.limits.limiter import Limiter
from signing.qr import encode_base32
from tests.builders import Issued
from tests.limited_site import ME, SMALL, SOMEBODY_ELSE, Door, bad_seals, guesses
from tests.reference_site import ReferenceSite, api_of, qr_page_of


class TestMisses:
    """Unknown numbers, wrong dates and forged seals."""

    def test_a_row_that_was_looked_up_too_often_in_vain_stops_all_numbers_of_that_address(
        self, door: Door, site: ReferenceSite, issued: Issued
    ) -> None:
        for n in range(20, 24):
            assert door.get(api_of(site.world.issue(n))).status_code == 404
        response = door.get(api_of(issued))
        assert response.status_code == 429
        assert response.json is not None
        assert response.json["limit"] == "misses"
        assert door.get(api_of(issued), SOMEBODY_ELSE).status_code == 200
        door.seconds += 60
        assert door.get(api_of(issued)).status_code == 200

    def test_unknown_number_and_wrong_date_are_counted_in_the_same_places(
        self, site: ReferenceSite, issued: Issued
    ) -> None:
        counted: list[dict[bytes, float]] = []
        day_key = DayKey()
        for path in (next(guesses(issued)), f"/api/v1/certificates/{issued.number}/2020-01-01"):
            ledger = Ledger(clock=lambda: 0.0)
            client = site.app(limiter=Limiter(SMALL, ledger, day_key)).test_client()
            assert client.get(path, environ_base={"REMOTE_ADDR": ME}).status_code == 404
            counted.append({key: account.full_at for key, account in ledger._accounts.items()})
        assert counted[0] == counted[1]
        assert len(counted[0]) == 3

    @pytest.mark.parametrize("prefix", ["/api/v1/seals/", "/v/"])
    def test_forged_seals_are_misses_and_genuine_ones_are_answered_whatever_came_before(
        self, door: Door, issued: Issued, prefix: str
    ) -> None:
        statuses = [door.get(prefix + seal).status_code for seal, _ in zip(bad_seals(issued), range(8), strict=False)]
        assert statuses == [404] * 4 + [429] * 4
        assert door.get(api_of(issued)).status_code == 429
        for _ in range(30):
            assert door.get(prefix + encode_base32(issued.seal)).status_code == 200

    def test_a_genuine_seal_that_was_never_published_costs_nothing(self, door: Door, site: ReferenceSite) -> None:
        never = site.world.issue(30)
        for _ in range(12):
            assert door.get(f"/api/v1/seals/{encode_base32(never.seal)}").status_code == 404
            assert door.get(qr_page_of(never)).status_code == 404

    def test_data_too_old_to_tell_are_no_miss(self, door: Door, site: ReferenceSite) -> None:
        door.site.now += dt.timedelta(seconds=1)
        stale = site.app(replace(site.config, stale_after=dt.timedelta(seconds=-1)), limiter=Limiter(SMALL))
        client = stale.test_client()
        for _ in range(8):
            assert client.get(api_of(site.world.issue(40)), environ_base={"REMOTE_ADDR": ME}).status_code == 503
