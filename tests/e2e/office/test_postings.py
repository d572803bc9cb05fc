"""Pages of the board, the terms and the operators' desk: no rule of axe broken, none wider than a phone."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from issuance.demo.office.notices import make_notices
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.staff import Role
from tests.axe import violations
from tests.builders import NOW
from tests.office_mail import a_message, post_all
from tests.office_pages import DESKTOP, PHONE
from tests.office_postings import token_of
from tests.office_site import CHAMBER, OfficeSite

pytestmark = pytest.mark.slow

PUBLIC = ["/TYO/", "/TYO/notices", "/TYO/terms", "/TYO/terms/{terms}/changes"]
DESK = ["notices", "notices/new", "notices/{notice}", "terms", "terms/new", "pauses", "pauses/new", "messages"]


@dataclass(frozen=True)
class Desk:
    """A running office with notices in every state, and the session of one operator and of the federation's."""

    url: str
    operator: str
    federation: str
    ids: dict[str, str]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[Desk]:
    site = OfficeSite.make(tmp_path_factory.mktemp("postings"), office_templates(NOW.year))
    office = site.office
    make_notices(office)
    post_all(office, a_message())
    (terms,) = office.postings.terms_reader.public(CHAMBER)
    operator = token_of(office, CHAMBER, IdKind.STAFF, Role.OPERATOR)
    federation = token_of(office, FEDERATION, IdKind.FEDERATION)
    ids = {"terms": terms.coming[0].id, "notice": office.postings.board.notices(CHAMBER)[0].id}
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    threading.Thread(target=server.serve_forever).start()
    yield Desk(f"http://127.0.0.1:{server.server_port}", operator, federation, ids)
    server.shutdown()
    server.server_close()
    site.close()


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_breaks_a_rule_or_is_wider_than_the_window(
    browser: Browser, desk: Desk, language: str, window: dict[str, int]
) -> None:
    visits = [("", path) for path in PUBLIC]
    visits += [(desk.operator, f"/TYO/desk/{path}") for path in DESK]
    visits += [(desk.federation, f"/federation/{path}") for path in ("notices", "pauses", "end")]
    found = []
    for token, path in visits:
        context = browser.new_context(viewport=window, locale=language)  # type: ignore[arg-type]  # the same shape
        if token:
            context.add_cookies([{"name": "id", "value": token, "url": desk.url}])
        page = context.new_page()
        answer = page.goto(desk.url + path.format(**desk.ids))
        assert answer is not None
        assert answer.status == 200, path
        found += [(path, problem) for problem in violations(page)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > window["width"]:
            found.append((path, f"{width} px wide"))
        context.close()
    assert found == []
