"""No page asks the database more than twelve times, however long its lists are."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from issuance.services.chamber import directory
from tests.builders import NOW
from tests.office_filling import fill_office
from tests.office_routes import route_rules
from tests.office_site import OfficeSite
from tests.office_visits import ELSEWHERE, Visit, office_visits
from tests.queries import counted

MOST = 12
Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    """Yield an office with more of everything than a list shows at once, or enough that one query each is too many."""
    made = OfficeSite.make(tmp_path_factory.mktemp("queries"), office_templates(NOW.year))
    fill_office(made, organisations=240, entries=300)
    with pytest.MonkeyPatch.context() as patch:
        # Settings are read anew every ten seconds: whichever page comes then asks for them besides its own.
        patch.setattr(directory, "KEPT_SECONDS", 3600.0)
        yield made
    made.close()


@pytest.fixture(scope="module")
def visits(site: OfficeSite) -> list[Visit]:
    """Return a visit to each page, its templates compiled and what is kept in memory read."""
    found = office_visits(site)
    for visit in found:
        visit.client.get(visit.path).close()
    return found


@pytest.fixture
def queries(site: OfficeSite) -> Queries:
    """Return what collects the statements that are sent to the database."""
    return partial(counted, site.office.store.engine)


def test_every_page_is_visited(site: OfficeSite, visits: list[Visit]) -> None:
    views = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {visit.name.partition(" ")[0] for visit in visits} == views
    assert ELSEWHERE.keys() <= route_rules().keys()


def test_no_page_asks_more_than_twelve_times(visits: list[Visit], queries: Queries) -> None:
    wrong = []
    for visit in visits:
        with queries() as statements:
            answer = visit.client.get(visit.path)
            answer.get_data()
        answer.close()
        if answer.status_code != 200 and not visit.elsewhere:
            wrong.append(f"{visit.name} answers {answer.status}: {answer.headers.get('Location', '')}")
        if len(statements) > MOST:
            often = Counter(statements).most_common(1)[0]
            wrong.append(f"{visit.name} asks {len(statements)} times, most often ({often[1]}): {often[0][:300]}")
    assert wrong == []


def test_what_is_asked_is_counted(visits: list[Visit], queries: Queries) -> None:
    """The count itself: a page of a chamber that is signed in to reads its session at least."""
    home = next(visit for visit in visits if visit.name == "account.home")
    with queries() as statements:
        home.client.get(home.path)
    assert any("session" in statement for statement in statements)
