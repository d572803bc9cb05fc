"""The first pages: which chambers there are, what a visitor can do at one, what is open to who is signed in."""

import datetime as dt
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.settings import ChamberSettings
from issuance.domain.staff import Role
from issuance.domain.texts import Bilingual
from issuance.services.chamber.directory import KEPT_SECONDS, ChamberDirectory
from issuance.storage.settings import add_settings
from tests.office_pages import SETTINGS
from tests.office_people import make_person
from tests.office_site import CHAMBER, ENGLISH, JAPANESE, OfficeSite


@pytest.fixture(scope="module", autouse=True)
def settings(office_site: OfficeSite) -> None:
    """Let the chamber set its names, contact and address."""
    with office_site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
        add_settings(unit, 1, SETTINGS)
    office_site.office.chambers.forget(CHAMBER)


def test_the_start_page_leads_to_the_chamber_by_its_name(client: FlaskClient) -> None:
    assert "Tokyo Sample Chamber of Commerce and Industry" in client.get("/", headers=ENGLISH).text
    page = client.get("/", headers=JAPANESE).text
    assert "東京見本商工会議所" in page
    assert f'href="/{CHAMBER}/"' in page


@pytest.mark.parametrize("words", ["tyo", "ｔｙｏ", "SAMPLE chamber", "見本商工"])
def test_a_chamber_is_found_by_code_and_names(client: FlaskClient, words: str) -> None:
    assert f'href="/{CHAMBER}/"' in client.get("/", query_string={"q": words}).text


def test_a_search_that_finds_none_says_so_and_leads_back(client: FlaskClient) -> None:
    page = client.get("/", query_string={"q": "<b>Osaka"}, headers=ENGLISH).text
    assert "No chamber of this office is called “&lt;b&gt;Osaka”." in page
    assert "Show all chambers" in page


def test_a_chamber_says_how_to_reach_it_and_whether_it_is_open(office_site: OfficeSite, client: FlaskClient) -> None:
    page = client.get(f"/{CHAMBER}/", headers=ENGLISH).text
    for words in ("Certification Centre", "03-0000-0000", "certificates@example.com", "08:30 to 17:30"):
        assert words in page
    is_open = SETTINGS.calendar.is_open(office_site.office.clock())
    assert ("The office is open now." in page) == is_open


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("2026-11-20T08:29:59+00:00", "The office is open now."),
        ("2026-11-20T08:30:00+00:00", "Closed now. The office opens again on 24 November 2026, 08:30."),
        ("2026-12-31T02:00:00+00:00", "Closed now. The office opens again on 4 January 2027, 08:30."),
    ],
)
def test_hours_are_those_of_japan_with_its_holidays(
    office_site: OfficeSite, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, now: str, sentence: str
) -> None:
    """A weekend and Labour Thanksgiving Day (23 November), and the days of year-end."""
    monkeypatch.setattr(office_site.office, "clock", lambda: dt.datetime.fromisoformat(now))
    assert sentence in client.get(f"/{CHAMBER}/", headers=ENGLISH).text


def test_who_is_signed_in_sees_what_is_open_to_him(office_site: OfficeSite, client: FlaskClient) -> None:
    holder = make_person(office_site.office.units, CHAMBER, IdKind.STAFF, roles=[Role.REGISTRAR], name="Kato Ren")
    assert office_site.sign_in(client, holder).status_code == HTTPStatus.SEE_OTHER
    page = client.get(f"/{CHAMBER}/", headers=ENGLISH).text
    assert "You are signed in as Kato Ren." in page
    assert "Sign out" in page
    assert holder.login in page
    assert "Register your company" not in page


def test_away_from_the_own_chamber_the_way_back_is_shown(office_site: OfficeSite, client: FlaskClient) -> None:
    holder = make_person(office_site.office.units, CHAMBER, IdKind.STAFF, roles=[Role.AUDITOR], name="Ueda Mio")
    office_site.sign_in(client, holder)
    page = client.get("/", headers=ENGLISH).text
    assert "To my chamber" in page
    assert "Sign out" not in page


class TestDirectory:
    """What is kept of the chambers, and how long."""

    def test_a_change_is_seen_after_ten_seconds_or_at_once_when_told(self, office_site: OfficeSite) -> None:
        now = 0.0
        directory = ChamberDirectory(
            office_site.office.settings_directory.codes, lambda: office_site.office.units, lambda: now
        )
        before = directory.get(CHAMBER)
        with office_site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
            add_settings(unit, 2, ChamberSettings(names=Bilingual(en="New Name")))
        assert directory.get(CHAMBER) == before
        now += KEPT_SECONDS + 1
        after = directory.get(CHAMBER)
        assert after is not None
        assert after.name("ja") == "New Name", "for want of a Japanese one"
        with office_site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
            add_settings(unit, 3, SETTINGS)
        directory.forget(CHAMBER)
        assert directory.get(CHAMBER) == before

    def test_what_is_no_chamber_is_none(self, office_site: OfficeSite) -> None:
        for code in ("ABC", "FED", "", "tyo"):
            assert office_site.office.chambers.get(code) is None
