"""The pages that explain: verdicts, reporting, the API."""

import dataclasses
import html
import re

import pytest
from flask.testing import FlaskClient

from reference_service.messages import NOT_KNOWN, NOT_YET, OUTCOMES, VERDICT_WORDS
from reference_service.pages.about import contact_address, explained
from reference_service.pages.api_docs import calls_by_tag, shapes, type_text, with_code
from signing.result import Reason, Verdict
from tests.reference_site import PublishedSite, ReferenceSite, page_of, qr_page_of


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=300"
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", response.text)))


class TestAbout:
    """What a verdict means."""

    def test_every_outcome_is_there_under_its_verdict(self) -> None:
        by_verdict = {group.verdict: group.outcomes for group in explained()}
        assert list(by_verdict) == list(Verdict)
        for reason, outcome in OUTCOMES.items():
            if reason is not Reason.STATUS_STALE:
                assert outcome in by_verdict[reason.verdict]
        assert NOT_KNOWN in by_verdict[Verdict.INDETERMINATE]
        assert NOT_YET in by_verdict[Verdict.INDETERMINATE]

    def test_the_page_says_each_with_its_next_step_and_icon(self, client: FlaskClient) -> None:
        text = text_of(client, "/about")
        for group in explained():
            assert VERDICT_WORDS[group.verdict] in text
            for outcome in group.outcomes:
                for words in (outcome.bare_title or outcome.title, outcome.explanation, outcome.next_step):
                    assert words in text
        assert "%(" not in text
        # One for each verdict, and the green one of a paper that was compared.
        assert client.get("/about").text.count('<svg class="verdict-icon"') == len(Verdict) + 1
        assert "In force and compared" in text

    def test_it_says_what_no_verdict_says(self, client: FlaskClient) -> None:
        text = text_of(client, "/about")
        assert "original or a copy" in text
        assert "Whether customs or a bank will accept it" in text

    def test_it_is_there_without_trust_files_and_register(self, site: ReferenceSite) -> None:
        for path in (site.directory / "trust" / "repository" / "metadata").iterdir():
            path.unlink()
        assert site.app().test_client().get("/about").status_code == 200


class TestReport:
    """Where to report."""

    def test_every_chamber_of_the_trust_list_can_be_reached(
        self, published: PublishedSite, client: FlaskClient
    ) -> None:
        page = html.unescape(client.get("/report").text)
        for chamber in published.site.world.trust_list.chambers:
            assert chamber.name in page
            assert f'href="mailto:{chamber.contact}"' in page

    def test_it_names_the_printed_address_and_takes_no_input(self, client: FlaskClient) -> None:
        assert "The true address is ref.example.jp" in text_of(client, "/report")
        page = client.get("/report").text
        assert "<form" not in page
        assert "<input" not in page

    @pytest.mark.parametrize(("language", "spoken"), [("ja", "ja"), ("fr", "en")])
    def test_where_the_office_takes_reports_bad_verdicts_lead_to_its_form(
        self, published: PublishedSite, language: str, spoken: str
    ) -> None:
        site = published.site
        client = site.app(dataclasses.replace(site.config, office_url="https://office.example")).test_client()
        page = client.get(f"/report?lang={language}").text
        for chamber in site.world.trust_list.chambers:
            assert f'href="https://office.example/{chamber.code}/report?lang={spoken}"' in page
        alarm = client.get(f"{qr_page_of(published.never_published)}?lang={language}").text
        assert f'href="https://office.example/TYO/report?lang={spoken}"' in alarm
        wrong_date = page_of(published.in_force).rpartition("/")[0] + "/2026-01-01"
        unknown = client.get(f"{wrong_date}?lang={language}")
        assert unknown.status_code == 404
        # One answer for an unknown number and a wrong date: it must not tell by its link which it was.
        assert f'href="https://office.example/report?lang={spoken}"' in unknown.text

    @pytest.mark.parametrize(
        ("contact", "address"),
        [
            ("certificates@chamber.example.jp", "mailto:certificates@chamber.example.jp"),
            ("https://chamber.example.jp/contact", "https://chamber.example.jp/contact"),
            ("+81 3 1234 5678", None),
            ("a@chamber.example.jp?bcc=b@example.org", None),
            ("http://chamber.example.jp/", None),
            ("https://chamber.example.jp@evil.example/", None),
            ("javascript:alert(1)", None),
            ("a@b", None),
            ("a@chamber.example.jp, b@chamber.example.jp", None),
        ],
    )
    def test_a_contact_is_linked_where_it_is_a_mailbox_or_a_site(self, contact: str, address: str | None) -> None:
        assert contact_address(contact) == address


class TestApiDocs:
    """The API, readable."""

    def test_every_call_answer_and_shape_is_there(self, client: FlaskClient) -> None:
        spec = client.get("/openapi.json").get_json()
        text = text_of(client, "/docs")
        calls = [call for calls in calls_by_tag(spec).values() for call in calls]
        assert len(calls) == len(spec["paths"])
        for call in calls:
            assert f"{call.method} {call.path}" in text
            assert call.summary.replace("`", " ").split()[0] in text
            assert [reply.status for reply in call.replies] == sorted(reply.status for reply in call.replies)
        for shape in shapes(spec):
            assert shape.name in text

    def test_certificates_come_first(self, client: FlaskClient) -> None:
        tags = list(calls_by_tag(client.get("/openapi.json").get_json()))
        assert (tags[0], tags[-1]) == ("Certificates", "Health")

    def test_every_link_within_the_page_leads_somewhere(self, client: FlaskClient) -> None:
        page = client.get("/docs").text
        targets = re.findall(r'href="#([^"]+)"', page)
        assert len(targets) > 10
        assert set(targets) <= set(re.findall(r'id="([^"]+)"', page))
        assert len(re.findall(r'id="([^"]+)"', page)) == len(set(re.findall(r'id="([^"]+)"', page)))

    @pytest.mark.parametrize(
        ("schema", "words"),
        [
            ({"$ref": "#/components/schemas/Problem"}, "Problem"),
            ({"type": "array", "items": {"type": "string", "format": "date"}}, "list of date"),
            ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer"),
            ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, "integer or string"),
            ({"const": "ok", "type": "string"}, "“ok”"),
            ({"enum": ["a", "b"]}, "a, b"),
            ({}, "anything"),
        ],
    )
    def test_types_in_words(self, schema: dict[str, object], words: str) -> None:
        assert type_text(schema) == words

    def test_only_words_in_backticks_become_code(self) -> None:
        assert with_code("a `b<c>` d") == "a <code>b&lt;c&gt;</code> d"
        assert with_code("<b>") == "&lt;b&gt;"
        assert with_code("one ` alone") == "one ` alone"


@pytest.mark.parametrize("address", ["/about", "/report", "/docs"])
def test_every_page_leads_to_the_others(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    for other in ("/", "/keys", "/about", "/report", "/docs"):
        assert f'href="{other}"' in page
