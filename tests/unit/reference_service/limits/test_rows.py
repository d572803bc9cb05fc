"""Rows, one by one and in lists: so many at once, then so many a minute; seals are always answered."""

from typing import Any

import pytest

from signing.content import Kind
from signing.qr import encode_base32
from tests.builders import Issued
from tests.limited_site import ME, SMALL, SOMEBODY_ELSE, Door
from tests.reference_site import PNG, ReferenceSite, api_of, page_of


class TestRows:
    """Number-and-date checks without a key."""

    @pytest.mark.parametrize("address_of", [api_of, page_of])
    def test_a_burst_passes_then_a_row_for_each_place_that_is_filled_again(
        self, door: Door, issued: Issued, address_of: Any
    ) -> None:
        path = address_of(issued)
        statuses = [door.get(path).status_code for _ in range(12)]
        assert statuses == [200] * 10 + [429] * 2
        door.seconds += 20
        assert [door.get(path).status_code for _ in range(3)] == [200, 200, 429]

    def test_others_are_not_affected(self, door: Door, issued: Issued) -> None:
        door.use_up_rows(issued)
        assert door.get(api_of(issued), SOMEBODY_ELSE).status_code == 200

    def test_a_refusal_says_when_to_come_again_and_is_kept_nowhere(self, door: Door, issued: Issued) -> None:
        door.use_up_rows(issued)
        response = door.get(api_of(issued))
        assert response.content_type == "application/problem+json"
        assert response.headers["Retry-After"] == "10"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.json is not None
        assert (response.json["code"], response.json["limit"]) == ("too_many_requests", "rows")
        door.seconds += 10
        assert door.get(api_of(issued)).status_code == 200

    def test_asking_on_while_refused_does_not_make_the_wait_longer(self, door: Door, issued: Issued) -> None:
        door.use_up_rows(issued)
        for _ in range(50):
            assert door.get(api_of(issued)).status_code == 429
        door.seconds += 10
        assert door.get(api_of(issued)).status_code == 200

    def test_the_fast_path_and_flask_count_in_the_same_place(self, door: Door, issued: Issued) -> None:
        for _ in range(5):
            assert door.get(api_of(issued)).status_code == 200
            assert door.get(page_of(issued)).status_code == 200
        assert door.get(api_of(issued)).status_code == 429
        assert door.get(page_of(issued)).status_code == 429

    @pytest.mark.parametrize("tail", ["/ubl.xml", "/copy.pdf"])
    def test_files_are_rows_too(self, door: Door, issued: Issued, tail: str) -> None:
        door.use_up_rows(issued)
        for address in (api_of(issued) + tail, page_of(issued) + "/receipt"):
            response = door.get(address)
            assert response.status_code == 429, address
            assert int(response.headers["Retry-After"]) > 0

    def test_pictures_of_a_page_are_part_of_it(self, site: ReferenceSite, door: Door) -> None:
        picture = site.documents.put(PNG, max_bytes=1000)
        document = {"title": "Invoice", "pages": 1, "sha256": "ab" * 32, "page_images": [picture]}
        invoice = site.publish(site.world.issue(2, Kind.INVOICE, document=document))
        assert door.get(page_of(invoice)).status_code == 200
        for _ in range(30):
            assert door.get(f"{page_of(invoice)}/documents/{picture}.png").status_code == 200
        for _ in range(SMALL.rows.burst - 1):
            assert door.get(page_of(invoice)).status_code == 200

    def test_what_looks_nothing_up_is_never_limited(self, door: Door, issued: Issued) -> None:
        door.use_up_rows(issued)
        for path in ("/", "/about", "/keys", "/batch", "/healthz", "/readyz", "/openapi.json", "/api/v1/receipts/keys"):
            assert door.get(path).status_code == 200, path
        assert door.get(f"/api/v1/certificates/{issued.number[:-1]}0/2026-01-01").status_code == 400, "a slip"

    def test_unknown_files_are_rows_and_no_misses(self, door: Door, issued: Issued) -> None:
        statuses = [door.get(f"/api/v1/documents/{'ab' * 32}").status_code for _ in range(11)]
        assert statuses == [404] * 10 + [429]
        assert door.get(f"/api/v1/documents/{'ab' * 32}", SOMEBODY_ELSE).status_code == 404
        door.seconds += 60
        assert door.get(api_of(issued)).status_code == 200


class TestLists:
    """Rows of one request."""

    def test_rows_over_the_limit_are_not_checked_in_their_place_and_never_not_found(
        self, door: Door, issued: Issued
    ) -> None:
        row = {"number": issued.number, "date": str(issued.issue_date)}
        results = door.checks(*[row] * 12)
        assert [result.get("reason") for result in results] == ["IN_FORCE"] * 10 + [None] * 2
        for result in results[10:]:
            assert result["error"]["code"] == "not_checked"
            assert result["error"]["retry_after"] == 10
            assert "verdict" not in result

    def test_seals_in_a_list_cost_nothing(self, door: Door, issued: Issued) -> None:
        results = door.checks(*[{"seal": encode_base32(issued.seal)}] * 40)
        assert {result.get("reason") for result in results} == {"IN_FORCE"}
        assert door.get(api_of(issued)).status_code == 200

    def test_a_list_that_guesses_is_stopped_by_its_misses(
        self, door: Door, site: ReferenceSite, issued: Issued
    ) -> None:
        unknown = [{"number": site.world.number(n).canonical, "date": "2026-01-05"} for n in range(20, 28)]
        results = door.checks(*unknown)
        assert [result.get("reason") for result in results[:4]] == ["NOT_REGISTERED"] * 4
        assert {result["error"]["code"] for result in results[4:]} == {"not_checked"}

    def test_the_receipt_is_about_the_rows_that_were_looked_up(self, door: Door, issued: Issued) -> None:
        lines = f"{issued.number},{issued.issue_date}\n" * 12
        page = door.client.post("/batch", data={"pasted": lines}, environ_base={"REMOTE_ADDR": ME})
        assert page.status_code == 200
        assert page.text.count("Too many checks for now") == 2
