"""Numbers and characters that no page sends, in addresses and forms; and what the log tells of a request."""

import logging

import pytest

from issuance.storage.tables.filings import filing
from tests.office_cast import Cast
from tests.office_site import token_in

HUGE = "9" * 30


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("TYO auditor", f"/TYO/desk/trail/{HUGE}"),
        ("TYO auditor", f"/TYO/desk/trail?before={HUGE}"),
        ("TYO administrator id", f"/TYO/our-ids?before={HUGE}"),
        ("TYO administrator id", f"/TYO/our-ids?before=-{HUGE}"),
        ("TYO administrator", f"/TYO/admin/history?before={HUGE}"),
        ("TYO administrator", f"/TYO/admin/calendar?year={HUGE}"),
        ("TYO operator", f"/TYO/desk/notices?page={HUGE}"),
        ("TYO operator", f"/TYO/desk/messages?tray={HUGE}"),
        ("TYO registrar", f"/TYO/desk/registrations?page={HUGE}"),
        ("TYO registrar", f"/TYO/desk/organisations?page={HUGE}"),
    ],
)
def test_a_number_that_no_database_holds_finds_nothing(cast: Cast, name: str, path: str) -> None:
    assert cast.sign_in(name).get(path).status_code in (200, 404, 422)


@pytest.mark.parametrize("path", ["/TYO/desk/ids/%00", "/TYO/desk/organisations/a%00b", "/TYO/desk/ids?q=%00"])
def test_an_address_with_a_character_that_is_no_text_is_none(cast: Cast, path: str) -> None:
    assert cast.sign_in("TYO registrar").get(path).status_code == 404


@pytest.mark.parametrize("token", ["", "x" * 100_000, "a\x00b", "'; DROP TABLE filing"])
def test_a_token_of_a_form_that_no_page_made_is_not_stored(cast: Cast, token: str) -> None:
    client = cast.sign_in(None)
    fields = {"csrf_token": token_in(client.get("/TYO/register")), "mail": "a@example.co.jp", "submission": token}
    assert client.post("/TYO/register", data=fields).status_code == 303
    with cast.site.office.units.look(cast.actor("TYO registrar")) as unit:
        stored = unit.row(unit.select(filing))
    assert stored is not None
    assert stored["submission"] not in (token, None)


def test_a_failure_is_logged_without_the_one_time_link_in_its_address(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(cast.site.office.access.credentials, "invited", fail)
    with caplog.at_level(logging.DEBUG):
        answer = cast.site.client().get("/TYO/welcome/one-time-secret")
    assert answer.status_code == 500
    assert "one-time-secret" not in answer.text
    assert "one-time-secret" not in caplog.text
    assert "/<chamber:chamber>/welcome/<token>" in caplog.text
