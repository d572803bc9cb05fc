"""What holds for every page of the office: language, headers, cookies, chambers in addresses, pages for errors."""

from http import HTTPStatus

import pytest
from flask import abort, render_template_string, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from issuance.errors import ConflictError, IssuanceError, KeyStoreError, RefusedError, StorageError
from issuance.web.guards import visitors
from issuance.web.navigation import ITEMS
from look.page_policy import PLAIN
from tests.office_site import CHAMBER, ENGLISH, JAPANESE, OfficeSite, token_in

FORM = '<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}"></form>'
ERRORS: dict[str, IssuanceError] = {
    "refused": RefusedError("The number <b>12</b> is used up."),
    "conflict": ConflictError("Hanako has changed it."),
    "storage": StorageError("/var/lib/secret/folder cannot be used."),
    "keys": KeyStoreError("the key /var/lib/secret/folder is locked"),
}


@pytest.fixture(scope="module", autouse=True)
def views(office_site: OfficeSite) -> None:
    """Add views that do what a subject's views may do."""

    @office_site.app.route("/<chamber:chamber>/try/<name>", methods=["GET", "POST"])
    @visitors
    def try_it(chamber: str, name: str) -> ResponseReturnValue:
        if name == "form":
            return request.form["word"] if request.method == "POST" else render_template_string(FORM)
        if name == "fault":
            raise ZeroDivisionError(f"{chamber} is a word that nobody should see")
        if name in ERRORS:
            raise ERRORS[name]
        return abort(int(name))


def test_a_page_is_in_the_language_that_the_browser_prefers(client: FlaskClient) -> None:
    for headers, tag in ((ENGLISH, "en"), (JAPANESE, "ja"), ({"Accept-Language": "th,fr"}, "en"), ({}, "en")):
        page = client.get("/", headers=headers)
        assert page.headers["Content-Language"] == tag
        assert f'<html lang="{tag}"' in page.text


def test_a_language_that_was_chosen_stays_chosen(client: FlaskClient) -> None:
    assert client.get("/?lang=ja", headers=ENGLISH).headers["Content-Language"] == "ja"
    assert client.get(f"/{CHAMBER}/", headers=ENGLISH).headers["Content-Language"] == "ja"
    assert client.get("/?lang=xx", headers=ENGLISH).headers["Content-Language"] == "ja"
    assert client.get("/?lang=en", headers=JAPANESE).headers["Content-Language"] == "en"


@pytest.mark.parametrize("path", ["/", f"/{CHAMBER}/", "/nothing", "/healthz"])
def test_every_answer_is_hardened(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == PLAIN.headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers, "over plain HTTP it would mean nothing"


def test_built_files_may_be_kept(office_site: OfficeSite, client: FlaskClient) -> None:
    page = client.get("/").text
    (sheet,) = (part.split('"')[0] for part in page.split('href="') if part.startswith("/static/built/office-"))
    with client.get(sheet) as answer:
        assert answer.status_code == HTTPStatus.OK
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_chamber_that_is_none_of_ours_is_not_there(client: FlaskClient) -> None:
    for code in ("ABC", "FED", "tyo", "TYOOO", "T"):
        assert client.get(f"/{code}/").status_code == HTTPStatus.NOT_FOUND, code


def test_a_form_is_taken_with_its_token_alone(office_site: OfficeSite, client: FlaskClient) -> None:
    path = f"/{CHAMBER}/try/form"
    assert office_site.post(client, path, word="taken").text == "taken"
    refused = client.post(path, data={"word": "not taken"}, headers=ENGLISH)
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "This form was open too long" in refused.text
    assert "Nothing was stored" in refused.text


def test_a_form_of_another_session_is_not_taken(office_site: OfficeSite, client: FlaskClient) -> None:
    path = f"/{CHAMBER}/try/form"
    stolen = token_in(office_site.client().get(path))
    client.get(path)
    assert client.post(path, data={"csrf_token": stolen, "word": "x"}).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    ("name", "status", "sentences"),
    [
        ("400", 400, ["This request cannot be understood"]),
        ("403", 403, ["You may not do this", "Nothing was changed"]),
        ("404", 404, ["There is no such page"]),
        ("410", 410, ["This request cannot be understood"]),
        ("413", 413, ["This is too large", "20 MB"]),
        ("429", 429, ["Too many tries"]),
        ("500", 500, ["Something went wrong on our side"]),
        ("502", 502, ["Something went wrong on our side"]),
        ("refused", 422, ["This was not done", "The number &lt;b&gt;12&lt;/b&gt; is used up."]),
        ("conflict", 409, ["Somebody else was faster", "Hanako has changed it."]),
        ("storage", 503, ["The service cannot be used right now"]),
        ("keys", 503, ["The service cannot be used right now"]),
        ("fault", 500, ["Something went wrong on our side"]),
    ],
)
def test_an_error_is_a_page_that_says_what_to_do(
    client: FlaskClient, name: str, status: int, sentences: list[str]
) -> None:
    page = client.get(f"/{CHAMBER}/try/{name}", headers=ENGLISH)
    assert page.status_code == status
    for sentence in sentences:
        assert sentence in page.text
    assert "To the start page" in page.text
    assert "secret" not in page.text, "what our machine is like is for the log"
    assert "nobody should see" not in page.text


def test_a_wrong_method_says_which_there_are(client: FlaskClient, office_site: OfficeSite) -> None:
    token = token_in(client.get(f"/{CHAMBER}/try/form"))
    answer = client.post(f"/{CHAMBER}/", data={"csrf_token": token}, headers=ENGLISH)
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "GET" in answer.headers["Allow"]
    assert "This address is not asked like that" in answer.text


def test_what_is_away_says_when_to_try_again(client: FlaskClient) -> None:
    assert client.get(f"/{CHAMBER}/try/storage").headers["Retry-After"] == "30"


def test_a_form_larger_than_any_of_ours_is_refused(office_site: OfficeSite, client: FlaskClient) -> None:
    path = f"/{CHAMBER}/try/form"
    answer = client.post(path, data={"csrf_token": token_in(client.get(path)), "word": "字" * 1_000_000})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_field_of_100_000_characters_is_read(office_site: OfficeSite, client: FlaskClient) -> None:
    """Its form refuses it in words; the edge does not."""
    assert office_site.post(client, f"/{CHAMBER}/try/form", word="字" * 100_000).text == "字" * 100_000


def test_every_line_of_the_overview_says_what_one_does_there() -> None:
    assert [item.text for item in ITEMS if not item.hint.endswith(".")] == []
