"""The auditor's pages: search, one entry, verification, export; nobody else opens them (T8.4, T15)."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.staff import Role
from issuance.services.trail.reading import Search
from issuance.storage.tables.audit import entry as table
from tests.builders import NOW
from tests.office_site import OfficeSite, token_in
from tests.signed_in import staff_client
from tests.unguarded import take_guards_away

REGISTRAR = Actor("TYO", "TYO-C000001-3", account="a" * 16, place="192.0.2.7")
JOB = Actor.job("TYO", "expiry")
TRAIL = "/TYO/desk/trail"


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    """Yield a site whose trail has some entries, the auditor's own sign-in not among them."""
    made = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    with made.office.units.act(REGISTRAR) as unit:
        unit.record("registration.approve", "registration:17", organisation="o" * 16, after={"state": "active"})
        unit.record(
            "settings.change",
            "settings:2",
            before={"contact": {"phone": "03-1111-2222"}, "kept": "same"},
            after={"contact": {"phone": "03-3333-4444"}, "kept": "same", "note": "<script>alert(1)</script>"},
        )
    with made.office.units.act(JOB) as unit:
        unit.record("registration.expire", "registration:18", after={"name": "=HYPERLINK(1)"})
    yield made
    made.close()


@pytest.fixture
def auditor(site: OfficeSite) -> FlaskClient:
    """Return an auditor's browser."""
    return staff_client(site, Role.AUDITOR)


class TestSearch:
    """Filters stand in the address."""

    def test_all_entries_newest_first_in_words(self, auditor: FlaskClient) -> None:
        page = auditor.get(TRAIL)
        assert page.status_code == 200
        places = [page.text.index(words) for words in ("Registration expired", "Settings changed", "Automatic: expiry")]
        assert places[0] < places[1]
        assert "TYO-C000001-3" in page.text

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("id=tyo-c000001-3", {1, 2}),
            ("id=job:expiry", {3}),
            ("act=registration", {1, 3}),
            ("act=registration.expire", {3}),
            ("subject=registration:17", {1}),
            ("organisation=" + "o" * 16, {1}),
            ("since=2026-03-10&until=2026-03-10", {1, 2, 3}),
            ("since=2026-03-11", set()),
            ("until=2026-03-09", set()),
            ("subject=%27%20OR%201=1--", set()),
        ],
    )
    def test_by_each_filter(self, auditor: FlaskClient, query: str, numbers: set[int]) -> None:
        page = auditor.get(f"{TRAIL}?{query}").text
        assert {number for number in (1, 2, 3) if f'href="{TRAIL}/{number}"' in page} == numbers

    @pytest.mark.parametrize("query", ["since=2026-03-11&until=2026-03-10", "since=garbage", "id=" + "x" * 100_000])
    def test_a_search_that_makes_no_sense_is_said(self, auditor: FlaskClient, query: str) -> None:
        page = auditor.get(f"{TRAIL}?{query}")
        assert page.status_code == 200
        assert "Please look at this again" in page.text

    @pytest.mark.parametrize("before", ["x", "-1", "٣", "9" * 50, ""])
    def test_a_page_that_is_none_is_the_first(self, auditor: FlaskClient, before: str) -> None:
        assert f'href="{TRAIL}/3"' in auditor.get(TRAIL, query_string={"before": before}).text


class TestEntry:
    """One act, with what was before and after."""

    def test_before_and_after_stand_side_by_side(self, auditor: FlaskClient) -> None:
        page = auditor.get(f"{TRAIL}/2").text
        for text in ("contact.phone", "03-1111-2222", "03-3333-4444", "192.0.2.7"):
            assert text in page

    def test_what_was_recorded_is_shown_and_never_run(self, auditor: FlaskClient) -> None:
        page = auditor.get(f"{TRAIL}/2").text
        assert "&lt;script&gt;" in page
        assert "<script>" not in page

    def test_an_entry_that_is_not_there_is_said(self, auditor: FlaskClient) -> None:
        page = auditor.get(f"{TRAIL}/999")
        assert page.status_code == 422
        assert "no entry 999" in page.text


class TestVerification:
    """The result stands on the page."""

    def test_a_whole_trail(self, site: OfficeSite, auditor: FlaskClient) -> None:
        assert "Not verified yet" in auditor.get(TRAIL).text
        done = auditor.post(f"{TRAIL}/verify", data={"csrf_token": token_in(auditor.get(TRAIL))})
        assert done.status_code == 302
        assert "The trail holds up to entry" in auditor.get(TRAIL).text

    def test_a_broken_one_is_an_alarm_with_what_to_do(self, site: OfficeSite, auditor: FlaskClient) -> None:
        take_guards_away(site.office.store.engine)
        with site.office.store.engine.begin() as connection:
            connection.execute(sa.update(table).where(table.c.id == 2).values(act="settings.undo"))
        auditor.post(f"{TRAIL}/verify", data={"csrf_token": token_in(auditor.get(TRAIL))})
        page = auditor.get(TRAIL).text
        assert "The trail does not hold" in page
        assert "At entry 2: an entry was altered" in page
        assert "Not trustworthy" in auditor.get(f"{TRAIL}/2").text


class TestExport:
    """Entries as CSV."""

    def test_it_has_every_column_and_no_formula(self, site: OfficeSite, auditor: FlaskClient) -> None:
        token = token_in(auditor.get(TRAIL))
        answer = auditor.post(f"{TRAIL}/export", data={"csrf_token": token, "act": "registration"})
        assert answer.mimetype == "text/csv"
        lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert [line["number"] for line in lines] == ["3", "1"]
        assert lines[1] | {"actor": "TYO-C000001-3", "from": "192.0.2.7", "after": '{"state": "active"}'} == lines[1]
        assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line.values())

    def test_an_export_is_an_act_itself(self, site: OfficeSite, auditor: FlaskClient) -> None:
        token = token_in(auditor.get(TRAIL))
        auditor.post(f"{TRAIL}/export", data={"csrf_token": token, "act": "registration"})
        with site.office.units.look(REGISTRAR) as unit:
            (entry,) = site.office.trail.search(unit, Search(act="trail.export")).entries
        assert entry.after == {"entries": 2, "search": {"act": "registration"}}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_no_other_role_opens_the_trail(site: OfficeSite, role: Role, caplog: pytest.LogCaptureFixture) -> None:
    client = staff_client(site, role)
    assert client.get(TRAIL).status_code == 403
    assert "Refused GET trail." in caplog.text, "who tries is seen"
    assert client.get(f"{TRAIL}/1").status_code == 403


def test_visitors_are_sent_to_sign_in(site: OfficeSite) -> None:
    assert "/TYO/sign-in" in site.client().get(TRAIL).headers["Location"]


def test_an_auditor_of_another_chamber_finds_nothing_here(site: OfficeSite, auditor: FlaskClient) -> None:
    assert auditor.get("/OSA/desk/trail").status_code == 404
