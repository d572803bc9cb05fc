"""API keys of banks: larger limits, refused wherever they are not good, and logged nowhere."""

import datetime as dt
import itertools

import pytest

from tests.builders import Issued
from tests.limited_site import ME, SECRET, SMALL, SOMEBODY_ELSE, Door, bulletin, guesses
from tests.reference_site import ReferenceSite, api_of, page_of


class TestKeys:
    """API keys of banks."""

    @pytest.fixture
    def bank(self, site: ReferenceSite, door: Door) -> Door:
        site.write_trust(version=2, bulletin=bulletin(site).encode())
        return door

    def test_a_key_has_its_own_larger_limits(self, bank: Door, issued: Issued) -> None:
        for _ in range(60):
            assert bank.get(api_of(issued), Authorization=f"Bearer {SECRET}").status_code == 200
        assert bank.get(api_of(issued), Authorization=f"Bearer {SECRET}").status_code == 429
        assert bank.get(api_of(issued)).status_code == 200, "the address has not been used"
        bank.seconds += 1
        assert bank.get(api_of(issued), SOMEBODY_ELSE, Authorization=f"bearer {SECRET}").status_code == 200

    def test_a_key_counts_wherever_it_comes_from(self, bank: Door, issued: Issued) -> None:
        hits = [
            bank.get(api_of(issued), f"198.51.100.{n}", Authorization=f"Bearer {SECRET}").status_code for n in range(70)
        ]
        assert hits.count(200) == 60

    def test_a_bank_is_answered_about_a_certificate_under_attack(self, bank: Door, issued: Issued) -> None:
        for number, path in zip(range(1, 20), guesses(issued), strict=False):
            bank.get(path, f"198.51.100.{number}")
        assert bank.get(api_of(issued)).status_code == 429
        assert bank.get(api_of(issued), Authorization=f"Bearer {SECRET}").status_code == 200

    def test_attack_with_a_key_shuts_nobody_out_of_a_certificate_for_longer_than_without(
        self, bank: Door, issued: Issued
    ) -> None:
        # A key's holder guesses on where others are refused; what he does must not be taken out of others' future.
        for path in itertools.islice(guesses(issued), 40):
            assert bank.get(path, Authorization=f"Bearer {SECRET}").status_code == 404
            bank.seconds += 6
        assert bank.get(api_of(issued)).status_code == 429
        bank.seconds += SMALL.sequence_misses.seconds_per_row
        assert bank.get(api_of(issued)).status_code == 200

    @pytest.mark.parametrize("path", ["api", "page", "/", "/healthz", "/nothing"])
    @pytest.mark.parametrize(
        ("sent", "code"),
        [
            (f"Bearer osk_{'B' * 52}", "key_unknown"),
            (f"Bearer {SECRET.lower()}", "key_unknown"),
            ("Bearer osk_short", "key_malformed"),
            (f"Bearer {SECRET} {SECRET}", "key_malformed"),
            (SECRET, "key_malformed"),
            ("Basic YmFuazpwYXNz", "key_malformed"),
            ("", "key_malformed"),
        ],
    )
    def test_a_key_that_is_not_good_is_refused_and_never_taken_for_none(
        self, bank: Door, issued: Issued, path: str, sent: str, code: str
    ) -> None:
        address = {"api": api_of(issued), "page": page_of(issued)}.get(path, path)
        response = bank.get(address, Authorization=sent)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.json is not None
        assert response.json["code"] == code
        assert "Ask the office" in response.text or "as the office gave it" in response.text
        assert "osk_B" not in response.text

    def test_a_key_ends_with_its_last_day(self, bank: Door, site: ReferenceSite, issued: Issued) -> None:
        site.now = site.now.replace(hour=23, minute=59)
        assert bank.get(api_of(issued), Authorization=f"Bearer {SECRET}").status_code == 200
        site.now += dt.timedelta(minutes=2)
        response = bank.get(api_of(issued), Authorization=f"Bearer {SECRET}")
        assert response.status_code == 401

    @pytest.mark.parametrize("name", ["key", "api_key", "access_token", "lang"])
    @pytest.mark.parametrize("path", ["api", "/", "/about"])
    def test_a_key_in_the_address_is_refused(self, bank: Door, issued: Issued, path: str, name: str) -> None:
        address = api_of(issued) if path == "api" else path
        response = bank.get(f"{address}?{name}={SECRET}")
        assert response.status_code == 401
        assert response.json is not None
        assert response.json["code"] == "key_in_address"
        assert SECRET not in response.text
        assert bank.get(f"{address}?{name}={SECRET.replace('_', '%5F')}").status_code == 401

    def test_no_key_is_ever_logged(
        self, bank: Door, issued: Issued, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        with caplog.at_level("DEBUG"):
            for sent in (SECRET, f"osk_{'B' * 52}"):
                bank.get(api_of(issued), Authorization=f"Bearer {sent}")
                bank.get(f"{api_of(issued)}?key={sent}")
        written = caplog.text + "".join(capfd.readouterr())
        assert "osk_" not in written
        assert ME not in written

    def test_without_limits_a_bad_key_is_refused_all_the_same(self, site: ReferenceSite, issued: Issued) -> None:
        site.write_trust(version=2, bulletin=bulletin(site).encode())
        client = site.app().test_client()
        assert client.get(api_of(issued)).status_code == 200
        refused = client.get(api_of(issued), headers={"Authorization": f"Bearer osk_{'B' * 52}"})
        assert refused.status_code == 401

    def test_a_key_raises_no_limit_and_shuts_nobody_out_once_the_bulletin_has_expired(
        self, bank: Door, site: ReferenceSite, issued: Issued
    ) -> None:
        site.write_trust(version=3, bulletin=bulletin(site, age=dt.timedelta(days=9), number=2).encode())
        hits = [bank.get(api_of(issued), Authorization=f"Bearer {SECRET}").status_code for _ in range(20)]
        assert hits.count(200) == SMALL.rows.burst
        assert hits.count(429) == 20 - SMALL.rows.burst
