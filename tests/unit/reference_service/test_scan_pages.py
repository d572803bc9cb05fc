"""/scan, /check-file and the two files that make an app of them: what they may load, bring along and keep."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from reference_service.languages import LANGUAGES
from reference_service.messages import OUTCOMES
from reference_service.pages.scan_words import script_words
from signing.result import Reason
from tests.reference_site import ReferenceSite

SCRIPTS = Path(__file__).parents[3] / "web" / "scan"


@pytest.fixture
def client(site: ReferenceSite) -> FlaskClient:
    """Return a client of the site."""
    return site.app().test_client()


def policy(client: FlaskClient, path: str) -> dict[str, str]:
    """Return the policy of an answer, by directive."""
    with client.get(path) as answer:
        parts = answer.headers["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (part.partition(" ") for part in parts)}


def kept(client: FlaskClient) -> dict[str, object]:
    """Return what the service worker may keep."""
    first, _, _ = client.get("/service-worker.js").get_data(as_text=True).partition("\n")
    found = json.loads(first.removeprefix("const KEPT = ").removesuffix(";"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("path", "camera"), [("/scan", "(self)"), ("/check-file", "()")])
def test_scripts_of_this_site_and_a_decoder_may_run_and_nothing_else(
    client: FlaskClient, path: str, camera: str
) -> None:
    found = policy(client, path)
    assert found["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert found["worker-src"] == found["connect-src"] == "'self'"
    assert found["default-src"] == "'none'"
    assert f"camera={camera}" in client.get(path).headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/scan", "/check-file"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_script_and_no_style_stands_in_the_page(client: FlaskClient, path: str, code: str) -> None:
    page = client.get(f"{path}?lang={code}").get_data(as_text=True)
    for tag in re.findall(r"<script[^>]*>", page):
        assert "src=" in tag or 'type="application/json"' in tag
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("path", ["/scan", "/check-file"])
def test_every_answer_has_its_template(client: FlaskClient, path: str) -> None:
    """What a script cannot find, it cannot say: a reason that is added needs words here."""
    page = client.get(path).get_data(as_text=True)
    found = set(re.findall(r'data-answer="([^"]+)"', page))
    assert {reason.value for reason in Reason} <= found
    bare = {f"{reason}:bare" for reason, outcome in OUTCOMES.items() if outcome.bare_title}
    assert bare <= found
    assert {"IN_FORCE:confirmed", "IN_FORCE:matched", "DIFFERS", "NOT_YET", "OFFLINE", "OFFLINE:stale"} <= found
    assert {"KEY_UNKNOWN:old", "NO_KEYS", "NO_ED25519"} <= found


def test_words_that_scripts_ask_for_are_there() -> None:
    words = script_words(LANGUAGES["ar"])
    sentences = words["sentences"]
    assert isinstance(sentences, dict)
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.ts"))
    asked = set(re.findall(r'\bsay\("(\w+)"\)|\bsay\["?(\w+)"?\]|\bsay\.(\w+)|sentence\("(\w+)"\)', scripts))
    names = {name for match in asked for name in match if name}
    assert len(names) > 10
    assert names <= set(sentences)


def test_words_come_in_the_readers_language_and_the_forms_in_its_own() -> None:
    words = script_words(LANGUAGES["ja"])
    forms = words["certificate"]
    assert isinstance(forms, dict)
    assert set(forms) == {"en", "fr", "es", "ja"}
    assert forms["fr"]["words"]["exporter"] == "Exportateur"
    assert words["locale"] == "ja"


def test_text_of_the_page_data_cannot_end_its_element(site: ReferenceSite) -> None:
    page = site.app().test_client().get("/scan").get_data(as_text=True)
    data = page.split('id="page">')[1].split("</script>")[0]
    assert "<" not in data
    json.loads(data)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_manifest_opens_the_page_in_the_language(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/app.webmanifest?lang={code}")
    manifest = answer.get_json()
    assert answer.mimetype == "application/manifest+json"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert manifest["start_url"] == f"/scan?lang={code}"
    assert manifest["id"] == "/scan"
    assert manifest["lang"] == LANGUAGES[code].tag
    assert manifest["dir"] == LANGUAGES[code].direction
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.data.startswith(b"\x89PNG")
            width = int.from_bytes(picture.data[16:20])
        assert icon["sizes"] == f"{width}x{width}"


def test_the_service_worker_is_asked_for_anew_and_may_load_from_here_alone(client: FlaskClient) -> None:
    answer = client.get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; connect-src 'self'")


def test_everything_that_it_keeps_is_there_and_nothing_of_it_is_an_answer(client: FlaskClient) -> None:
    found = kept(client)
    files, later, pages = found["files"], found["onUse"], found["pages"]
    assert isinstance(files, list)
    assert isinstance(later, list)
    assert isinstance(pages, dict)
    assert set(pages) == set(LANGUAGES)
    for address in [*files, *later, *pages.values()]:
        with client.get(address) as answer:
            assert answer.status_code == 200, address
        assert address.startswith(("/static/built/", "/scan?lang=")), address


def test_everything_that_the_page_loads_is_kept(client: FlaskClient) -> None:
    page = client.get("/scan").get_data(as_text=True)
    loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) - {"/static/icon.svg"}
    data = json.loads(page.split('id="page">')[1].split("</script>")[0])
    loaded |= set(data["assets"].values())
    files, later = kept(client)["files"], kept(client)["onUse"]
    assert isinstance(files, list)
    assert isinstance(later, list)
    assert loaded <= {*files, *later}
    assert {data["assets"]["decoder"], data["assets"]["readingWorker"]} <= set(files)


def test_another_name_of_the_site_is_another_version(site: ReferenceSite) -> None:
    other = site.app(replace(site.config, site_name="Another name"))
    assert kept(site.app().test_client())["version"] != kept(other.test_client())["version"]
    assert kept(site.app().test_client())["version"] == kept(site.app().test_client())["version"]


def test_workers_may_load_nothing_and_one_may_compile(client: FlaskClient) -> None:
    data = json.loads(client.get("/scan").get_data(as_text=True).split('id="page">')[1].split("</script>")[0])
    reading = policy(client, data["assets"]["readingWorker"])
    assert "connect-src" not in reading
    assert reading["default-src"] == "'none'"
    pdf = policy(client, data["assets"]["pdfWorker"])
    assert pdf == {"default-src": "'none'", "script-src": "'wasm-unsafe-eval'"}
