"""Attacks on the limits, by name: one certificate from many addresses, many addresses of one caller."""

import pytest

from reference_service.limits.limiter import Limiter
from register.reader import RegisterReader
from signing.qr import encode_base32
from tests.builders import Issued
from tests.limited_site import ME, SMALL, SOMEBODY_ELSE, Door, bad_seals, bulletin, guesses
from tests.reference_site import ReferenceSite, api_of, page_of, qr_page_of


class TestAttacks:
    """By name."""

    def test_attack_many_addresses_guess_one_certificates_access_code(self, door: Door, issued: Issued) -> None:
        answered = [
            door.get(path, f"198.51.100.{number}").status_code
            for number, path in zip(range(1, 200), guesses(issued), strict=False)
        ]
        assert answered.count(404) == SMALL.sequence_misses.burst
        assert set(answered) == {404, 429}
        # Nobody learns from an answer whether a guess was right: the right one gets the same.
        refused = door.get(api_of(issued), SOMEBODY_ELSE)
        assert refused.status_code == 429
        assert refused.json is not None
        assert refused.json["limit"] == "certificate"

    def test_attack_on_one_certificate_leaves_its_code_and_all_others_alone(
        self, door: Door, site: ReferenceSite, issued: Issued
    ) -> None:
        neighbour = site.publish(site.world.issue(2))
        for number, path in zip(range(1, 20), guesses(issued), strict=False):
            door.get(path, f"198.51.100.{number}")
        assert door.get(api_of(issued)).status_code == 429
        assert door.get(page_of(issued)).status_code == 429
        assert door.get(f"/api/v1/seals/{encode_base32(issued.seal)}").status_code == 200
        assert door.get(qr_page_of(issued)).status_code == 200
        assert door.get(api_of(neighbour)).status_code == 200
        door.seconds += 180
        assert door.get(api_of(issued)).status_code == 200

    @pytest.mark.parametrize("prefix", ["/api/v1/seals/", "/v/"])
    def test_attack_with_forged_seals_reaches_the_register_no_further_than_its_misses(
        self, site: ReferenceSite, issued: Issued, prefix: str
    ) -> None:
        asked: list[bytes] = []

        def watched(reader: RegisterReader) -> RegisterReader:
            by_sid = reader.by_sid
            reader.by_sid = lambda sid: asked.append(sid) or by_sid(sid)  # type: ignore[method-assign,func-returns-value]  # notes and asks
            return reader

        client = site.app(wrap=watched, limiter=Limiter(SMALL)).test_client()
        statuses = [
            client.get(prefix + seal, environ_base={"REMOTE_ADDR": ME}).status_code for seal in bad_seals(issued)
        ]
        assert statuses[-1] == 429
        assert len(asked) <= SMALL.misses.burst

    def test_attack_wrong_dates_from_many_addresses(self, door: Door, issued: Issued) -> None:
        days = (f"/api/v1/certificates/{issued.number}/2025-01-{day:02}" for day in range(1, 29))
        answered = [door.get(path, f"198.51.100.{n}").status_code for n, path in enumerate(days)]
        assert answered.count(404) == SMALL.sequence_misses.burst

    def test_attack_from_all_addresses_of_one_ipv6_site(self, door: Door, issued: Issued, site: ReferenceSite) -> None:
        hits = [door.get(api_of(issued), f"2001:db8:1:{n:x}::1").status_code for n in range(60)]
        assert hits.count(200) == SMALL.site_rows.burst
        misses = [door.get(api_of(site.world.issue(50 + n)), f"2001:db8:2:{n:x}::{n:x}").status_code for n in range(20)]
        assert misses.count(404) == SMALL.site_misses.burst
        assert door.get(api_of(issued), "2001:db8:3::1").status_code == 200

    def test_attack_hopping_within_one_ipv6_subnet(self, door: Door, issued: Issued) -> None:
        hits = [door.get(api_of(issued), f"2001:db8:1:1::{n:x}").status_code for n in range(20)]
        assert hits.count(200) == SMALL.rows.burst

    def test_attack_with_a_made_up_x_forwarded_for(self, door: Door, issued: Issued) -> None:
        hits = [door.get(api_of(issued), ME, X_Forwarded_For=f"198.51.100.{n}").status_code for n in range(20)]
        assert hits.count(200) == SMALL.rows.burst

    def test_attack_with_a_made_up_x_forwarded_for_through_our_own_proxy(self, door: Door, issued: Issued) -> None:
        # nginx writes the address that it sees as the last one.
        hits = [door.get(api_of(issued), "", X_Forwarded_For=f"198.51.100.{n}, {ME}").status_code for n in range(20)]
        assert hits.count(200) == SMALL.rows.burst
        assert door.get(api_of(issued), "", X_Forwarded_For=SOMEBODY_ELSE).status_code == 200

    def test_attack_guessing_keys(self, door: Door, site: ReferenceSite, issued: Issued) -> None:
        site.write_trust(version=2, bulletin=bulletin(site).encode())
        for letter in "BCDEFGH":
            response = door.get(api_of(issued), Authorization=f"Bearer osk_{letter * 52}")
            assert response.status_code == 401
        assert door.get(api_of(issued)).status_code == 200, "whoever sends no key is not held to account for it"
