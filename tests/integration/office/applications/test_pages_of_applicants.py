"""The applicant's pages in a browser without scripts, what a script is answered, and what each form says (T28.3)."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.application.states import State
from issuance.services.applications import previews
from issuance.storage.applications import find_application
from issuance.storage.sessions import Origin
from tests.applying import Applying, paper_file, typed
from tests.builders import NOW
from tests.office_ids import CHAMBER
from tests.office_site import OfficeSite

BASE = f"/{CHAMBER}/applications"
BY_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    """Yield an office whose forms are taken without the page's token: what that token does has tests of its own."""
    made = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    made.app.config.update(WTF_CSRF_ENABLED=False)
    yield made
    made.close()


@pytest.fixture
def applying(site: OfficeSite) -> Applying:
    """Return who applies there."""
    return Applying.make(site.office)


def browser(site: OfficeSite, actor: Actor) -> FlaskClient:
    """Return a browser in which somebody is signed in."""
    client = site.client()
    with site.office.units.act(actor) as unit:
        token = site.office.access.sessions.begin(unit, str(actor.account), Origin("127.0.0.1", "a test", "password"))
    client.set_cookie("id", str(token))
    return client


def form_of(version: int, **more: str) -> dict[str, str]:
    """Return the sample as a browser sends it."""
    entry = typed()
    lines = {f"goods.{n}.{name}": text for n, row in enumerate(entry.goods, 1) for name, text in row.items()}
    return {"version": str(version), **entry.fields, **lines, **more}


def test_t2_5_from_a_blank_form_to_the_chamber_without_a_script(site: OfficeSite, applying: Applying) -> None:
    client = browser(site, applying.forwarder)
    begun = client.post(f"{BASE}/new", data={"kind": "coo-jp", "submission": "once"})
    form = begun.location
    here = form.removesuffix("/form")
    assert client.post(form, data=form_of(1, do="papers")).location == f"{here}/papers"
    handed = client.post(f"{here}/papers", data={"role": "commercial invoice", "file": (paper_file(), "invoice.png")})
    assert handed.status_code == HTTPStatus.SEE_OTHER
    check = client.get(f"{here}/check").text
    undeclared = client.post(f"{here}/submit", data={"version": "2", "do": "submit"})
    sent = client.post(f"{here}/submit", data={"version": "2", "do": "submit", "declared": "yes", "submission": "s"})

    assert "Submit to the chamber" in check
    assert undeclared.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sent.location == here
    assert "It waits for an officer of the chamber." in client.get(here).text
    with site.office.units.look(applying.forwarder) as unit:
        found = find_application(unit, here.rpartition("/")[2])
        assert found is not None
        assert (found.state, found.agent) == (State.SUBMITTED, applying.agency)


@pytest.mark.parametrize(
    ("now", "opens_again"),
    [
        ("2026-03-10T05:00:00+00:00", None),  # 14:00 in Tokyo
        ("2026-03-10T08:30:00+00:00", "11 March 2026, 08:30"),
        ("2026-03-20T03:00:00+00:00", "23 March 2026, 08:30"),  # a public holiday before a weekend
    ],
)
def test_a4_what_waits_for_the_staff_says_when_they_are_back(
    site: OfficeSite, applying: Applying, monkeypatch: pytest.MonkeyPatch, now: str, opens_again: str | None
) -> None:
    """A4: self-service stays open; what needs staff says when it resumes."""
    draft = applying.draft(applying.user)
    moment = dt.datetime.fromisoformat(now)
    monkeypatch.setattr(site.office, "clock", lambda: moment)
    client = browser(site, applying.user)
    here = f"{BASE}/{draft.id}"
    check = client.get(f"{here}/check").text
    declared = {"version": str(draft.version), "do": "submit", "declared": "yes"}
    sent = client.post(f"{here}/submit", data=declared)
    waiting = client.get(here).text

    assert sent.status_code == HTTPStatus.SEE_OTHER
    for page in (check, waiting):
        if opens_again is None:
            assert "The chamber is closed now" not in page
        else:
            assert f"The chamber is closed now. What needs its staff goes on from {opens_again} (Japan time)" in page


@pytest.mark.parametrize("page", ["", "/new", "/{id}", "/{id}/form", "/{id}/check"])
def test_t28_3_every_form_says_what_a_certificate_is_worth(site: OfficeSite, applying: Applying, page: str) -> None:
    """T28.3: confirms what the chamber issued, may be refused; certificates of origin are non-preferential."""
    draft = applying.draft(applying.user)
    text = browser(site, applying.user).get(f"{BASE}{page.format(id=draft.id)}").text

    assert "A certificate confirms what the chamber issued. Customs or a bank may still refuse it." in text
    assert "non-preferential" in text


def test_a_script_is_told_what_is_stored_and_what_is_still_lacking(site: OfficeSite, applying: Applying) -> None:
    draft = applying.draft(applying.user)
    client, form = browser(site, applying.user), f"{BASE}/{draft.id}/form"
    saved = client.post(form, data=form_of(draft.version, **{"invoice.number": ""}), headers=BY_SCRIPT)
    late = client.post(form, data=form_of(draft.version, remarks="late"), headers=BY_SCRIPT)

    assert saved.json is not None
    assert (saved.json["version"], saved.json["saved"], saved.json["errors"]) == (draft.version + 1, "Saved 12:00", 1)
    assert [problem["field"] for problem in saved.json["problems"] if problem["error"]] == ["invoice.number"]
    assert late.status_code == HTTPStatus.CONFLICT
    assert late.json is not None
    assert "another window" in late.json["told"]


def test_a_late_window_keeps_what_was_typed_and_its_next_save_counts(site: OfficeSite, applying: Applying) -> None:
    draft = applying.draft(applying.user)
    client, form = browser(site, applying.user), f"{BASE}/{draft.id}/form"
    client.post(form, data=form_of(draft.version, remarks="first", do="save"))
    late = client.post(form, data=form_of(draft.version, remarks="second", do="save"))
    again = client.post(form, data=form_of(draft.version + 1, remarks="second", do="save"))

    assert late.status_code == HTTPStatus.CONFLICT
    assert ">second</textarea>" in late.text
    assert f'name="version" value="{draft.version + 1}"' in late.text
    assert again.status_code == HTTPStatus.SEE_OTHER


def test_lines_are_added_copied_and_removed_by_buttons(site: OfficeSite, applying: Applying) -> None:
    draft = applying.draft(applying.user)
    client, form = browser(site, applying.user), f"{BASE}/{draft.id}/form"
    lines = len(draft.entry.goods)
    copied = client.post(form, data=form_of(draft.version, do="line-copy:1"))
    after_copy = goods(site, applying, draft.id)
    client.post(form, data=form_of(draft.version + 1, do="line-remove:2"))

    assert copied.location.endswith("#goods-2")
    assert (len(after_copy), after_copy[0]) == (lines + 1, after_copy[1])
    assert len(goods(site, applying, draft.id)) == lines - 1


def test_a_pasted_table_is_shown_before_it_replaces_anything(site: OfficeSite, applying: Applying) -> None:
    draft = applying.draft(applying.user)
    client, page = browser(site, applying.user), f"{BASE}/{draft.id}/goods"
    shown = client.post(page, data={"pasted": "Description of goods\tQuantity\nPumps\t3 pieces\nValves\t4 pieces"})
    before = goods(site, applying, draft.id)
    rows = '[{"description": "Pumps", "quantity": "3 pieces"}]'
    client.post(f"{page}/take", data={"version": str(draft.version), "rows": rows, "mode": "replace"})

    assert "Valves" in shown.text
    assert before == draft.entry.goods
    assert goods(site, applying, draft.id) == ({"description": "Pumps", "quantity": "3 pieces"},)


@pytest.mark.parametrize("garbage", ["", "[", '[{"x": 1}]', '{"a": []}', "[" * 5000, "[" + "{}," * 400 + "{}]"])
def test_rows_that_no_page_sends_change_nothing(site: OfficeSite, applying: Applying, garbage: str) -> None:
    draft = applying.draft(applying.user)
    data = {"version": str(draft.version), "rows": garbage, "mode": "replace"}
    answer = browser(site, applying.user).post(f"{BASE}/{draft.id}/goods/take", data=data)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert goods(site, applying, draft.id) == draft.entry.goods


def test_the_preview_needs_no_key_and_is_limited(
    site: OfficeSite, applying: Applying, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The web's process draws sheets with the chamber's keys out of reach; the same sheet again costs nothing."""
    for folder in ("chambers", "pdf"):
        (site.installation.config.keys / folder).rename(site.installation.config.keys / f"{folder}-away")
    del site.office.print_room  # the real one, in place of the tests' plain one
    monkeypatch.setattr(previews, "MOST_A_MINUTE", 2)
    drafts = [applying.draft(applying.user, mark=f"d{n}", invoice__number=f"N-{n}") for n in range(3)]
    client = browser(site, applying.user)
    answers = [client.get(f"{BASE}/{draft.id}/preview.pdf") for draft in drafts]
    again = client.get(f"{BASE}/{drafts[0].id}/preview.pdf")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].data.startswith(b"%PDF")
    assert again.data == answers[0].data


def test_another_sides_application_is_no_page(site: OfficeSite, applying: Applying) -> None:
    draft = applying.draft(applying.clerk)
    client = browser(site, applying.forwarder)
    for page in ("", "/form", "/papers", "/check", "/goods", "/preview.pdf", "/preview/1.png"):
        assert client.get(f"{BASE}/{draft.id}{page}").status_code == HTTPStatus.NOT_FOUND


def goods(site: OfficeSite, applying: Applying, id_: str) -> tuple[Mapping[str, str], ...]:
    """Return the goods lines that are stored."""
    return site.office.applications.drafts.read(applying.user, id_).application.entry.goods
