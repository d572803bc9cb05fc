"""What is announced, on every page and at `/service`: in the reader's language, when it should be."""

import datetime as dt
import html
import re

import pytest
from flask.testing import FlaskClient

from reference_service.languages import LANGUAGES
from reference_service.pages.notices import JAPAN, month_text, span_text
from register.entry import Head
from register.errors import RegisterUnavailableError
from signing.bulletin import Availability, Bulletin, Notice, ServicePart, Severity, Window
from tests.reference_site import PublishedSite, ReferenceSite, page_of, qr_page_of
from tests.vectors.bulletin_cases import full_bulletin

HOUR, DAY, SECOND = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(seconds=1)
WINDOW_TEXT = {
    "en": "New hardware.",
    "ja": "機器の更新。",
    "zh": "更换设备。",
    "es": "Equipos nuevos.",
    "fr": "Nouveau matériel.",
    "ar": "أجهزة جديدة.",
}
PLANNED = {
    "en": "Planned maintenance",
    "ja": "メンテナンスの予定",
    "zh": "计划维护",
    "es": "Mantenimiento programado",
    "fr": "Maintenance prévue",
    "ar": "صيانة مخطط لها",
}
RUNNING = {
    "en": "Maintenance, now",
    "ja": "メンテナンス中",
    "zh": "维护进行中",
    "es": "Mantenimiento en curso",
    "fr": "Maintenance en cours",
    "ar": "صيانة جارية الآن",
}
ENDLESS = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


class BrokenReader:
    """A register that answers nothing."""

    def __init__(self, reader: object) -> None:
        del reader

    def __getattr__(self, name: str) -> object:
        raise RegisterUnavailableError(f"The register is down, so there is no {name}.")


class OldReader:
    """A register whose data are of one instant."""

    def __init__(self, as_of: dt.datetime) -> None:
        self._as_of = as_of

    def head(self) -> Head:
        return Head(0, self._as_of)


def words(body: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def window_of(site: ReferenceSite, **changes: object) -> Window:
    """Return a window of 13:00 to 21:00 UTC, ten days after the site's present day."""
    begins = site.now.astimezone(dt.UTC).replace(hour=13, minute=0, second=0, microsecond=0) + 10 * DAY
    window = Window(
        id="window-1",
        begins=begins,
        ends=begins + 8 * HOUR,
        announced_at=site.now.replace(microsecond=0),
        emergency=False,
        stops=(ServicePart.OFFICE,),
        text=WINDOW_TEXT,
    )
    return window.model_copy(update=changes)


def notice_of(site: ReferenceSite, text: dict[str, str], severity: Severity = Severity.INFO) -> Notice:
    begins = site.now.replace(microsecond=0) - DAY
    return Notice(id="notice-2", begins=begins, ends=ENDLESS, severity=severity, text=text)


def announce(site: ReferenceSite, **parts: object) -> None:
    """Publish a bulletin with these parts, for as long as the test's clock may go."""
    issued = site.now.replace(microsecond=0) - 30 * DAY
    bulletin = Bulletin(number=1, issued_at=issued, valid_until=ENDLESS, **parts)  # type: ignore[arg-type]  # its fields
    site.write_trust(bulletin=bulletin.encode())


@pytest.fixture
def maintained(site: ReferenceSite) -> tuple[ReferenceSite, Window]:
    """Return a site that has announced one window."""
    window = window_of(site)
    announce(site, windows=(window,))
    return site, window


class TestEveryPage:
    """`parts/notices.html`."""

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_a_window_shows_from_14_days_before_until_its_end(
        self, maintained: tuple[ReferenceSite, Window], code: str
    ) -> None:
        site, window = maintained
        client = site.app().test_client()

        def said_at(moment: dt.datetime) -> str:
            site.now = moment
            return words(client.get(f"/about?lang={code}").text)

        assert WINDOW_TEXT[code] not in said_at(window.begins - 14 * DAY - SECOND)
        before = said_at(window.begins - 14 * DAY)
        assert PLANNED[code] in before
        assert WINDOW_TEXT[code] in before
        during = said_at(window.begins)
        assert RUNNING[code] in during
        assert PLANNED[code] not in during
        assert WINDOW_TEXT[code] in said_at(window.ends - SECOND)
        after = said_at(window.ends)
        assert WINDOW_TEXT[code] not in after
        assert RUNNING[code] not in after

    def test_on_every_kind_of_page(self, site: ReferenceSite) -> None:
        issued = site.publish(site.world.issue(1))
        announce(site, windows=(window_of(site),))
        client = site.app().test_client()
        for address in (
            "/", "/batch", "/receipts", "/about", "/report", "/docs", "/keys", "/service", "/nothing",
            page_of(issued), qr_page_of(issued), "/certificates/TYO26999999K7QM3XW9/2026-03-10",
        ):  # fmt: skip
            assert WINDOW_TEXT["en"] in words(client.get(address).text), address

    def test_times_are_those_of_japan_and_utc(self, maintained: tuple[ReferenceSite, Window]) -> None:
        site, window = maintained
        page = words(site.app().test_client().get("/about").text)
        day = window.begins.date()
        assert f"{day.day} {day:%B %Y}, 13:00 – 21:00 (UTC)" in page
        following = day + DAY
        assert f"{day.day} {day:%B %Y}, 22:00 – {following.day} {following:%B %Y}, 06:00 (Japan time, UTC+9)" in page

    @pytest.mark.parametrize(
        ("stops", "sentence"),
        [
            ((ServicePart.OFFICE,), "Certificates can be looked up as always."),
            ((ServicePart.REFERENCE,), "on this site may fail meanwhile. The scanner still verifies"),
            ((ServicePart.OFFICE, ServicePart.REFERENCE), "The whole system pauses"),
        ],
    )
    def test_it_says_what_stays_possible(
        self, site: ReferenceSite, stops: tuple[ServicePart, ...], sentence: str
    ) -> None:
        announce(site, windows=(window_of(site, stops=stops),))
        assert sentence in words(site.app().test_client().get("/about").text)

    def test_an_emergency_is_called_one(self, site: ReferenceSite) -> None:
        now = site.now.replace(microsecond=0)
        announce(site, windows=(window_of(site, begins=now - HOUR, ends=now + HOUR, emergency=True),))
        assert "Unplanned maintenance, now" in words(site.app().test_client().get("/about").text)

    def test_a_text_that_is_not_in_the_readers_language_is_english_and_marked_so(self, site: ReferenceSite) -> None:
        announce(site, notices=(notice_of(site, {"en": "Only in English.", "ja": "日本語"}),))
        client = site.app().test_client()
        assert '<span lang="en" dir="ltr">Only in English.</span>' in client.get("/about?lang=ar").text
        assert '<span lang="ja" dir="ltr">日本語</span>' in client.get("/about?lang=ja").text

    @pytest.mark.parametrize(
        ("severity", "word"), [(Severity.INFO, "Notice"), (Severity.WARNING, "Important")], ids=str
    )
    def test_a_notice_has_its_word_and_icon(self, site: ReferenceSite, severity: Severity, word: str) -> None:
        announce(site, notices=(notice_of(site, {"en": "Something."}, severity),))
        page = site.app().test_client().get("/batch").text
        posted = page[page.index('<section class="posted"') : page.index('<main id="main"')]
        assert words(posted) == f"{word} Something."
        assert posted.count("<svg") == 1

    def test_a_text_is_text(self, site: ReferenceSite) -> None:
        announce(site, notices=(notice_of(site, {"en": "<script>alert(1)</script> & <b>bold</b>"}),))
        for address in ("/about", "/service", "/nothing"):
            page = site.app().test_client().get(address).text
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in page

    def test_nothing_stands_there_while_nothing_is_posted(self, client: FlaskClient) -> None:
        assert 'class="posted"' not in client.get("/").text

    def test_it_shows_on_the_page_that_says_the_register_is_down(self, site: ReferenceSite) -> None:
        issued = site.publish(site.world.issue(1))
        announce(site, windows=(window_of(site),))
        page = site.app(wrap=BrokenReader).test_client().get(page_of(issued))
        assert page.status_code == 503
        assert WINDOW_TEXT["en"] in words(page.text)


class TestServicePage:
    """`/service` and `GET /api/v1/service`."""

    def test_the_present_state(self, published: PublishedSite, client: FlaskClient) -> None:
        page = client.get("/service")
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "max-age=1"
        said = words(page.text)
        assert "Certificates can be looked up now" in said
        assert "None is announced." in said
        assert "There is no notice now." in said
        assert "No month has been reported yet." in said
        answer = client.get("/api/v1/service").get_json()
        assert answer["lookup"]["reachable"] is answer["lookup"]["current"] is True
        assert answer["windows"] == answer["notices"] == answer["availability"] == []
        assert "bulletin" not in answer

    def test_a_register_that_cannot_be_read_is_said_and_the_page_stays(self, site: ReferenceSite) -> None:
        client = site.app(wrap=BrokenReader).test_client()
        page = client.get("/service")
        assert page.status_code == 200
        assert "Certificates cannot be looked up now" in words(page.text)
        assert client.get("/api/v1/service").get_json()["lookup"] == {"reachable": False, "current": False}

    def test_old_data_are_said(self, site: ReferenceSite) -> None:
        app = site.app(wrap=lambda _: OldReader(site.now - dt.timedelta(minutes=1)))
        assert "The data here are too old" in words(app.test_client().get("/service").text)
        assert app.test_client().get("/api/v1/service").get_json()["lookup"]["current"] is False

    def test_trust_files_that_cannot_be_read_are_said(self, site: ReferenceSite) -> None:
        (site.config.trust_directory / "metadata" / "timestamp.json").unlink()
        client = site.app().test_client()
        page = client.get("/service")
        assert page.status_code == 200
        assert "Certificates cannot be looked up now" in words(page.text)
        assert "trust_valid_until" not in client.get("/api/v1/service").get_json()

    def test_all_that_is_announced_also_what_pages_do_not_show_yet(self, site: ReferenceSite) -> None:
        later = window_of(site, id="later")
        later = later.model_copy(update={"begins": later.begins + 60 * DAY, "ends": later.ends + 60 * DAY})
        announce(site, windows=(window_of(site), later))
        client = site.app().test_client()
        assert client.get("/service").text.count(WINDOW_TEXT["en"]) == 2
        assert client.get("/about").text.count(WINDOW_TEXT["en"]) == 1
        assert [window["id"] for window in client.get("/api/v1/service").get_json()["windows"]] == ["window-1", "later"]

    def test_programs_read_the_same(self, maintained: tuple[ReferenceSite, Window]) -> None:
        site, window = maintained
        answer = site.app().test_client().get("/api/v1/service").get_json()
        assert answer["bulletin"]["number"] == 1
        assert answer["windows"] == [
            {
                "id": "window-1",
                "begins": f"{window.begins:%Y-%m-%dT%H:%M:%SZ}",
                "ends": f"{window.ends:%Y-%m-%dT%H:%M:%SZ}",
                "announced_at": f"{window.announced_at:%Y-%m-%dT%H:%M:%SZ}",
                "emergency": False,
                "running": False,
                "stops": ["office"],
                "stays_open": ["reference"],
                "text": WINDOW_TEXT,
            }
        ]
        site.now = window.begins
        assert site.app().test_client().get("/api/v1/service").get_json()["windows"][0]["running"] is True

    def test_availability_the_newest_month_first_with_the_formula(self, site: ReferenceSite) -> None:
        month = Availability(
            month="2026-01", part=ServicePart.REFERENCE, promised=44640, announced=120, emergency=0, attack=0, down=45
        )
        closed = Availability(
            month="2026-02", part=ServicePart.OFFICE, promised=9000, announced=9000, emergency=0, attack=0, down=0
        )
        announce(site, availability=(month, closed))
        client = site.app().test_client()
        said = words(client.get("/service").text)
        assert "Availability = (promised − pauses − down) ÷ (promised − pauses)" in said
        assert "February 2026 Applying and issuing 9,000 9,000 0 0 0 closed all month" in said
        assert "January 2026 Looking up certificates 44,640 120 0 0 45 99.89%" in said
        assert said.index("February 2026") < said.index("January 2026")
        newest, older = client.get("/api/v1/service").get_json()["availability"]
        assert "percentage" not in newest
        assert older["percentage"] == "99.89"
        assert "janvier 2026" in client.get("/service?lang=fr").text

    def test_no_key_and_no_hash_of_one_is_shown(self, site: ReferenceSite) -> None:
        key = full_bulletin().api_keys[0]
        announce(site, api_keys=(key,))
        client = site.app().test_client()
        for address in ("/service", "/api/v1/service"):
            body = client.get(address).text
            assert key.key_id not in body
            assert key.sha256.hex() not in body

    def test_every_footer_leads_there(self, client: FlaskClient) -> None:
        assert 'href="/service?lang=ja"' in client.get("/about?lang=ja").text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "27 November 2026, 22:00 – 28 November 2026, 06:00"),
        ("ja", "2026年11月27日 22:00 – 2026年11月28日 06:00"),
        ("zh", "2026年11月27日 22:00 – 2026年11月28日 06:00"),
        ("es", "27 de noviembre de 2026, 22:00 – 28 de noviembre de 2026, 06:00"),
        ("fr", "27 novembre 2026, 22:00 – 28 novembre 2026, 06:00"),
        ("ar", "27 نوفمبر 2026، 22:00 – 28 نوفمبر 2026، 06:00"),
    ],
)
def test_spans_are_written_as_the_language_does(code: str, text: str) -> None:
    begins = dt.datetime(2026, 11, 27, 13, tzinfo=dt.UTC)
    assert span_text(begins, begins + 8 * HOUR, JAPAN, LANGUAGES[code]).replace("\u200f", "") == text


def test_months_are_written_as_the_language_does() -> None:
    months = {code: month_text("2026-10", language) for code, language in LANGUAGES.items()}
    assert months["en"] == "October 2026"
    assert months["ja"] == "2026年10月"
    assert months["fr"] == "octobre 2026"
