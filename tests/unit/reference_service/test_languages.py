"""Six languages: complete catalogues, a choice that stays without cookies, a certificate that is never translated."""

import ast
import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

import reference_service
from reference_service.languages import CATALOGUES, ENGLISH, LANGUAGES, accepted_language
from reference_service.messages import ERROR_PAGES, NOT_KNOWN, NOT_YET, OUTCOMES, FieldError
from reference_service.pages.formats import moment_text
from tests.catalogues import Translation, marked
from tests.markup import without_the_question
from tests.reference_site import PublishedSite, ReferenceSite, api_of, page_of, qr_page_of

PACKAGE = Path(reference_service.__path__[0])
TRANSLATED = [code for code in LANGUAGES if code != ENGLISH.code]
HEADINGS = {
    "/about": "What a verdict means",
    "/batch": "Check many certificates",
    "/docs": "For programs: the API",
    "/receipts": "Re-check a receipt",
    "/report": "Report a suspect paper or a look-alike site",
}
REVOKED = {
    "en": "Revoked on 10 March 2026",
    "ja": "2026年3月10日に失効",
    "zh": "已于2026年3月10日撤销",
    "es": "Revocado el 10 de marzo de 2026",
    "fr": "Révoqué le 10 mars 2026",
    "ar": "أُلغيت في 10 مارس 2026",
}


class TestCatalogues:
    """Nothing is left out, left over or left unsure."""

    def test_the_extraction_finds_templates_and_messages(self) -> None:
        assert {"Issued and in force", "Certificate number", "Exporter", "Skip to the content"} <= marked(PACKAGE)
        assert ("%(num)s page", "%(num)s pages") in marked(PACKAGE)

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_a_catalogue_is_complete(self, code: str) -> None:
        locales = {language.code: language.locale for language in LANGUAGES.values()}
        assert list(Translation(PACKAGE, code, locales).problems()) == []

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_no_two_titles_become_one(self, code: str) -> None:
        titles = {outcome.title for outcome in (*OUTCOMES.values(), NOT_KNOWN, NOT_YET)}
        assert len({LANGUAGES[code].translations.gettext(title) for title in titles}) == len(titles)

    def test_only_plain_texts_are_marked_in_python(self) -> None:
        # pybabel passes over `_(f"…")` and `_(name)` without a word: such a text would never be translated.
        for path in PACKAGE.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                    assert [type(argument) for argument in node.args] == [ast.Constant], f"{path.name}:{node.lineno}"

    def test_each_language_has_a_catalogue_and_no_other_lies_there(self) -> None:
        assert {path.name for path in CATALOGUES.iterdir() if path.is_dir()} == set(TRANSLATED)
        assert list(CATALOGUES.rglob("*.mo")) == []


class TestChoice:
    """`?lang=` first, then `Accept-Language`, English last; no cookie."""

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_the_address_chooses(self, client: FlaskClient, published: PublishedSite, code: str) -> None:
        response = client.get(f"{page_of(published.revoked)}?lang={code}", headers={"Accept-Language": "de, es;q=0.5"})
        language = LANGUAGES[code]
        assert REVOKED[code] in response.text
        assert f'<html lang="{language.tag}" dir="{"rtl" if code == "ar" else "ltr"}"' in response.text
        assert response.headers["Content-Language"] == language.tag
        assert "Vary" not in response.headers, "what the address says holds whatever the browser prefers"
        assert "Set-Cookie" not in response.headers

    @pytest.mark.parametrize(
        ("accepted", "tag"),
        [
            ("ja", "ja"),
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
            ("zh-TW", "zh-Hans"),
            ("fr-CA", "fr"),
            ("de, ar;q=0.7, en;q=0.3", "ar"),
            ("de", "en"),
            ("", "en"),
            ("*", "en"),
            ("ja;q=0, es", "es"),
            (";;q=,\x7f" + "a-" * 2000, "en"),
        ],
    )
    def test_else_the_browser_does(self, client: FlaskClient, accepted: str, tag: str) -> None:
        response = client.get("/", headers={"Accept-Language": accepted})
        assert response.headers["Content-Language"] == tag
        assert f'<html lang="{tag}"' in response.text
        assert response.headers["Vary"] == "Accept-Language"
        assert response.headers["Cache-Control"] == "public, max-age=60"

    @pytest.mark.parametrize("unknown", ["de", "EN", "", "../ja", "ja\x00", "x" * 5000, '"><script>alert(1)</script>'])
    def test_an_unknown_language_is_ignored_and_not_carried_on(self, client: FlaskClient, unknown: str) -> None:
        response = client.get("/", query_string={"lang": unknown}, headers={"Accept-Language": "fr"})
        assert (response.status_code, response.headers["Content-Language"]) == (200, "fr")
        assert response.headers["Vary"] == "Accept-Language"
        assert "<script" not in response.text
        assert 'href="/keys"' in response.text

    def test_links_and_the_form_keep_the_choice(self, client: FlaskClient, published: PublishedSite) -> None:
        certificate_pages = (page_of(published.in_force), qr_page_of(published.revoked), "/v/x")
        for path in ("/", "/keys", "/nothing", *HEADINGS, *certificate_pages):
            body = client.get(f"{path}?lang=ar").text
            inner = re.findall(r'(?:href|action)="(/[^"]*)"', body)
            files = ("/static/", "/openapi.json", "/api/")
            pages = [link for link in inner if not link.startswith(files) and not link.endswith(".pdf")]
            assert pages
            assert [link for link in pages if not link.endswith("?lang=ar")] == []
            assert all("lang=" not in link for link in inner if link not in pages)

    def test_the_form_leads_on_in_the_chosen_language(self, client: FlaskClient, published: PublishedSite) -> None:
        fields = {"number": published.in_force.number, "day": "10", "month": "3", "year": "2026"}
        assert client.post("/?lang=ja", data=fields).location == f"{page_of(published.in_force)}?lang=ja"
        assert client.post("/", data=fields, headers={"Accept-Language": "ja"}).location == page_of(published.in_force)
        redirected = client.get(f"/certificates/{published.in_force.number.lower()}/2026-03-10?lang=ja")
        assert redirected.location == f"{page_of(published.in_force)}?lang=ja"

    @pytest.mark.parametrize("path", ["/", "//elsewhere.example/x", "/certificates/x/y", "/\\elsewhere.example"])
    def test_every_page_offers_all_languages_on_its_own_path(self, client: FlaskClient, path: str) -> None:
        body = client.get(path).text
        links = re.findall(
            r'<a href="([^"]*)" lang="([^"]*)" hreflang="\2" dir="(?:ltr|rtl)"( aria-current="true")?>', body
        )
        # A link that is only a query keeps the path, whatever it is, and cannot lead to another host.
        assert [link for link, _, _ in links] == [f"?lang={code}" for code in LANGUAGES]
        assert [tag for _, tag, current in links if current] == ["en"]

    def test_what_was_typed_stays_when_the_language_changes(self, client: FlaskClient) -> None:
        body = client.post("/?lang=en", data={"number": "<x>&", "day": "31", "month": "2", "year": "2026"}).text
        link = "?number=%3Cx%3E%26&amp;day=31&amp;month=2&amp;year=2026&amp;lang=fr"
        assert f'href="{link}"' in body
        again = client.get("/" + link.replace("&amp;", "&"))
        assert again.status_code == 422
        assert "Ce jour n’existe pas dans le calendrier" in again.text
        assert 'value="&lt;x&gt;&amp;"' in again.text

    def test_pictures_api_and_problems_know_no_language(self, client: FlaskClient, published: PublishedSite) -> None:
        asked = {"Accept-Language": "ja"}
        for path in (api_of(published.in_force), "/api/v1/nothing", "/openapi.json", "/healthz"):
            plain, japanese = client.get(path), client.get(f"{path}?lang=ja", headers=asked)
            assert plain.status_code == japanese.status_code
            assert plain.data == japanese.data
            assert "Content-Language" not in japanese.headers
            assert "Accept-Language" not in japanese.headers.get("Vary", "")
        page = client.get(f"{page_of(published.invoice)}?lang=ja").text
        assert f'src="{page_of(published.invoice)}/documents/{published.picture}.png"' in page


class TestPages:
    """What is said, in every language; and what is not."""

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_errors_are_translated(self, client: FlaskClient, code: str) -> None:
        say = LANGUAGES[code].translations.gettext
        assert say(ERROR_PAGES[404].title) in client.get(f"/nothing?lang={code}").text
        assert say(ERROR_PAGES[405].title) in client.delete(f"/keys?lang={code}").text
        assert say(FieldError.NUMBER_MISSING.value) in client.post(f"/?lang={code}").text
        large = client.post(f"/?lang={code}", data={"number": "A" * 20_000})
        assert (large.status_code, large.headers["Cache-Control"]) == (413, "no-store")
        assert say(ERROR_PAGES[413].title) in large.text

    @pytest.mark.parametrize("code", TRANSLATED)
    @pytest.mark.parametrize("path", HEADINGS)
    def test_no_sentence_of_a_page_stays_english(self, client: FlaskClient, path: str, code: str) -> None:
        body = client.get(f"{path}?lang={code}").text
        assert f"<h1>{LANGUAGES[code].translations.gettext(HEADINGS[path])}</h1>" in body
        sentences = [text for text in marked(PACKAGE) if isinstance(text, str) and text.count(" ") > 2]
        # The specification of the API says the same in English; it is marked as English, which this leaves out.
        own = re.sub(r'<(\w+)[^>]* lang="en" dir="ltr"[^>]*>.*?</\1>', "", body, flags=re.DOTALL)
        assert [text for text in sentences if escape(text) in own] == []

    def test_the_specification_is_marked_as_english(self, client: FlaskClient) -> None:
        body = client.get("/docs?lang=ar").text
        assert '<p class="strong" lang="en" dir="ltr">Look up by number and issue date.</p>' in body
        assert '<span class="spec" lang="en" dir="ltr">Look up by number and issue date.</span>' in body

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_the_certificate_keeps_its_words_and_titles_get_a_gloss(
        self, client: FlaskClient, published: PublishedSite, code: str
    ) -> None:
        body = client.get(f"{page_of(published.in_force)}?lang={code}").text
        paper = re.sub(r"\s+", " ", body[body.index('<article class="form-paper" lang="en" dir="ltr"') :])
        for words in ("1. Exporter", "of 2 March 2026", "From <span", "10 March 2026", "960", "Tokyo, 9 March 2026"):
            assert words in paper
        language = LANGUAGES[code]
        gloss = language.translations.gettext("Exporter")
        assert f'<span class="gloss" lang="{language.tag}" dir="{language.direction}">{gloss}</span>' in paper

    def test_a_certificate_in_french_keeps_french_titles(self, site: ReferenceSite) -> None:
        client = site.app().test_client()
        page = page_of(site.publish(site.world.issue(1, language="fr")))
        english, french = client.get(f"{page}?lang=en").text, client.get(f"{page}?lang=fr").text
        assert '<article class="form-paper" lang="fr" dir="ltr"' in english
        assert re.search(r'1\. Exportateur.*<span class="gloss" lang="en" dir="ltr">Exporter</span>', english)
        assert "du 2 mars 2026" in english
        assert 'class="gloss"' not in french, "nobody needs a gloss in the language of the paper"

    def test_english_readers_of_english_papers_see_no_gloss(
        self, client: FlaskClient, published: PublishedSite
    ) -> None:
        assert 'class="gloss' not in client.get(f"{page_of(published.in_force)}?lang=en").text

    @pytest.mark.parametrize(("code", "first"), [("en", "day"), ("ja", "year"), ("zh", "year"), ("ar", "day")])
    def test_the_boxes_of_the_date_stand_in_the_readers_order(self, client: FlaskClient, code: str, first: str) -> None:
        body = client.post(f"/?lang={code}", data={"number": "TYO26"}).text
        assert re.findall(r'<input [^>]*id="(day|month|year)"', body)[0] == first
        assert f'<a href="#{first}">' in body, "the summary of errors leads to the first box"

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", "22 November 2026, 21:04:07 (UTC+9)"),
            ("ja", "2026年11月22日 21:04:07 (UTC+9)"),
            ("zh", "2026年11月22日 21:04:07 (UTC+9)"),
            ("es", "22 de noviembre de 2026, 21:04:07 (UTC+9)"),
            ("fr", "22 novembre 2026, 21:04:07 (UTC+9)"),
            ("ar", "22 نوفمبر 2026، 21:04:07 (UTC+9)"),
        ],
    )
    def test_instants_are_written_as_the_language_does(self, code: str, text: str) -> None:
        moment = dt.datetime(2026, 11, 22, 12, 4, 7, tzinfo=dt.UTC)
        assert moment_text(moment, ZoneInfo("Asia/Tokyo"), LANGUAGES[code]) == text

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_nothing_known_and_wrong_date_stay_one_answer(
        self, client: FlaskClient, published: PublishedSite, code: str
    ) -> None:
        unknown = client.get(f"{page_of(published.never_published)}?lang={code}")
        wrong_date = client.get(f"/certificates/{published.in_force.number}/2026-03-09?lang={code}")
        assert unknown.status_code == wrong_date.status_code == 404
        assert without_the_question(unknown.text) == without_the_question(wrong_date.text)


def test_a_header_of_thousands_of_languages_is_not_read_to_its_end() -> None:
    # Whoever sends one makes a worker compare each of them with all of ours.
    longest = ",".join(["xx"] * 2600)
    assert accepted_language(f"ja,{longest}") is LANGUAGES["ja"]
    assert accepted_language(f"{longest},ja") is LANGUAGES["en"]
    assert accepted_language("x" * 8000) is LANGUAGES["en"]


def test_a_header_that_is_cut_off_is_not_cut_within_a_language() -> None:
    # Cut within `jaz`, which nobody has, it would be read as Japanese.
    for blanks in range(1, 12):
        filled = ",".join(["xx"] * 70)[: 190 + blanks]
        assert accepted_language(f"{filled},jaz,{'xx,' * 200}") is LANGUAGES["en"]
