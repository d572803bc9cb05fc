"""What no form offers, typed or sent all the same: told in words, stored nowhere."""

import pytest

from issuance.domain.actor import Actor
from issuance.services.chamber.settings import stored_settings
from tests.office_cast import HERE, Cast
from tests.office_site import token_in

CONTACT = {"names_ja": "東京", "names_en": "Tokyo", "version": "1"}


def send(cast: Cast, part: str, **fields: str) -> tuple[int, str]:
    client = cast.sign_in(f"{HERE} administrator")
    page = client.get(f"/{HERE}/admin/{part}")
    answer = client.post(f"/{HERE}/admin/{part}", data={"csrf_token": token_in(page), **fields})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("functions", {"functions": "magic", "version": "1"}),
        ("rules", {"second_session": "both", "version": "1"}),
        ("rules", {"retention_years": "2", "version": "1"}),
        ("rules", {"retention_years": "9" * 400, "version": "1"}),
        ("countries", {"names": "Atlantis", "version": "1"}),
        ("countries", {"names": "ZZ: Atlantis", "version": "1"}),
        ("countries", {"names": "VN: " + "x" * 61, "version": "1"}),
        ("countries", {"hand_signed": "EG: a\nEG: b", "version": "1"}),
        ("countries", {"hand_signed": "EG: " + "x" * 400, "version": "1"}),
        ("contact", {**CONTACT, "names_en": "x" * 100_000}),
        ("contact", {**CONTACT, "names_en": "A\u202egnp.exe"}),
        ("contact", {**CONTACT, "names_en": "A\x00B"}),
        ("contact", {**CONTACT, "mail": "nobody"}),
        ("contact", {**CONTACT, "version": "1; DROP TABLE setting"}),
        ("contact", {**CONTACT, "version": "99"}),
        ("contact", {**CONTACT, "version": ""}),
        ("fees/new", {"valid_from-year": "2099", "COO_JP_first_member": "many", "version": "1"}),
        ("fees/new", {"valid_from-year": "99999", "version": "1", "step": "save"}),
        ("calendar", {"form": "hours", "opens": "25:00", "closes": "17:30", "version": "1"}),
        ("calendar", {"form": "hours", "opens": "17:30", "closes": "8:30", "version": "1"}),
        ("staff/invite", {"name": "A", "mail": "a@b.example", "roles": "emperor"}),
        ("stops/new", {"what": "everything", "reason_en": "x", "version": "1", "step": "send"}),
        (
            "end",
            {"last_day-year": "2020", "last_day-month": "1", "last_day-day": "1", "reason_en": "x", "version": "1"},
        ),
    ],
)
def test_it_is_told_and_nothing_is_stored(cast: Cast, part: str, fields: dict[str, str]) -> None:
    status, text = send(cast, part, **fields)
    if part == "end":  # a preview is no act; sending it is refused
        status, text = send(cast, part, **{**fields, "step": "send", "code": HERE, "version": "1"})
    assert status == 422
    assert "govuk-error-summary" in text
    with cast.site.office.units.look(Actor.job(HERE, "test")) as unit:
        assert stored_settings(unit).version == 1


def test_scripts_in_names_are_shown_as_text(cast: Cast) -> None:
    status, _text = send(cast, "contact", **{**CONTACT, "names_en": "<script>alert(1)</script>"})
    assert status == 303
    page = cast.sign_in(f"{HERE} administrator").get(f"/{HERE}/admin/history").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("query", ["calendar?year=0", "calendar?year=%F0", "calendar?year=99999", "history?before=x",
                                   "history?before=999999999999999999", "fees/new?from=2026-02-30"])  # fmt: skip
def test_addresses_that_make_no_sense_show_a_page(cast: Cast, query: str) -> None:
    assert cast.sign_in(f"{HERE} administrator").get(f"/{HERE}/admin/{query}").status_code == 200
