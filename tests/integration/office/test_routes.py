"""Every page of the office, asked for by everyone: let in are exactly those whom the table names (terms, T15, T18).

Two chambers, in each a person of every role and an id of every kind; visitors; the federation. The table of
expectations is data: tests/office_routes. A view that has no line there fails the test.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter
from werkzeug.routing import Rule as UrlRule
from werkzeug.test import TestResponse

from issuance.domain.staff import Role
from tests.builders import NOW
from tests.office_cast import HERE, NAMES, THERE, Cast
from tests.office_routes import EVERYBODY, FEDERATION, SIGNED_IN, TOKEN, Rule, route_rules
from tests.office_site import OfficeSite

RULES = route_rules()
IDS = ("administrator id", "user id", "sub id")
INSIDERS = (*(role.value for role in Role), *IDS)
PEOPLE = (
    None,
    *(f"{HERE} {name}" for name in INSIDERS),
    *(f"{THERE} {name}" for name in INSIDERS),
    "federation",
)
UNKNOWN = "0123456789abcdef"
"""Stands for an id that no chamber has."""
MARK_OF_THERE = NAMES[THERE].en


class House:
    """The office with everybody in it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._clients: dict[str | None, FlaskClient] = {}

    def urls(self, endpoint: str) -> Iterator[tuple[str, str, str]]:
        """Yield (method, address with ids of HERE, the same with ids of THERE) for each way to call a view."""
        for rule in self.cast.site.app.url_map.iter_rules(endpoint):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, self._url(rule, HERE), self._url(rule, THERE)

    def ask(self, person: str | None, method: str, url: str) -> TestResponse:
        """Ask for a page as somebody; after something was sent all sign in anew, for it may have ended sessions."""
        if person not in self._clients:
            self._clients[person] = self.cast.sign_in(person)
        answer = self._clients[person].open(url, method=method)
        if method == "POST":
            self._clients.clear()
        answer.get_data()  # read whole, so that a file that is sent is closed
        answer.close()
        return answer

    def _url(self, rule: UrlRule, chamber: str) -> str:
        """Return an address: its chamber is HERE, all other ids in it are those of `chamber`."""
        values: dict[str, object] = {}
        for name, converter in rule._converters.items():
            if name == "chamber":
                values[name] = HERE
            elif name in ("code", "language"):
                values[name] = {"code": HERE, "language": "en"}[name]
            elif name == "filename":
                values[name] = "icon.svg"
            elif hasattr(converter, "items"):
                values[name] = sorted(converter.items)[0]
            elif isinstance(converter, IntegerConverter):
                values[name] = 1
            else:
                values[name] = self._known(rule.endpoint, name, chamber)
        path = rule.build(values, append_unknown=False)
        assert path is not None, f"no address of {rule.endpoint} with {values}"
        return path[1]

    def _known(self, endpoint: str, name: str, chamber: str) -> str:
        if name == "account":
            return self.cast.id_of(f"{chamber} registrar")
        if name == "key" and endpoint.startswith(("desk_ids.", "people.")):
            return self.cast.id_of(f"{chamber} sub id")
        if name in ("organisation", "agent") or (endpoint.startswith("organisations.") and name == "key"):
            return self.cast.organisations[chamber]
        return UNKNOWN


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[House]:
    site = OfficeSite.make(tmp_path_factory.mktemp("routes"), office_templates(NOW.year))
    # Tokens against forged requests have tests of their own; here they would stand before every guard.
    site.app.config.update(WTF_CSRF_ENABLED=False)
    yield House(Cast.make(site))
    site.close()


def lets_in(rule: Rule, person: str | None, url: str) -> bool:
    """Return whether the table lets somebody open a page."""
    if rule == EVERYBODY:
        return True
    if rule == FEDERATION:
        return person == "federation"
    if rule == TOKEN:
        return False
    outside = not url.startswith((f"/{HERE}/", "/federation/"))
    if rule == SIGNED_IN:
        mine = "federation" if url.startswith("/federation/") else HERE
        return person is not None and (outside or person.startswith(mine))
    return person is not None and person.removeprefix(f"{HERE} ") in rule and person.startswith(HERE)


def outcomes(rule: Rule, person: str | None, url: str) -> set[str]:
    """Return what may come of asking for a page, by the table."""
    if lets_in(rule, person, url):
        # Somebody who is let in may ask for a thing that is not there; pages about signing in lead to its first one.
        return {"in", "not there"} | ({"sign in"} if rule == EVERYBODY else set())
    if rule == TOKEN:
        return {"no token"}
    if person is None:
        return {"sign in"}
    place = FEDERATION if url.startswith("/federation/") else HERE
    # To people of another place there is no such page; its own people are told that it is not for them.
    return {"forbidden"} if person.startswith(place) else {"not there"}


def outcome(answer: TestResponse) -> str:
    """Return what has come of asking."""
    if answer.status_code in (302, 303) and urlsplit(answer.location).path.endswith("/sign-in"):
        return "sign in"
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "fault"
    if answer.headers.get("WWW-Authenticate", "").startswith("Bearer"):
        return "no token"
    words = {
        HTTPStatus.FORBIDDEN: "forbidden",
        HTTPStatus.NOT_FOUND: "not there",
    }
    return words.get(answer.status_code, "in")


def test_every_view_has_a_line_in_the_table(house: House) -> None:
    views = {rule.endpoint for rule in house.cast.site.app.url_map.iter_rules()}
    assert views - RULES.keys() == set(), "these views have no line in tests/office_routes"
    assert RULES.keys() - views == set(), "these lines are of no view"


@pytest.mark.parametrize("endpoint", sorted(RULES))
def test_t15_a_page_opens_to_exactly_those_whom_the_table_names(house: House, endpoint: str) -> None:
    wrong = []
    for method, url, _there in house.urls(endpoint):
        for person in PEOPLE:
            expected, found = outcomes(RULES[endpoint], person, url), outcome(house.ask(person, method, url))
            if found not in expected:
                wrong.append(f"{method} {url} as {person}: {found}, expected {' or '.join(sorted(expected))}")
    assert wrong == []


@pytest.mark.parametrize("endpoint", sorted(RULES))
def test_t15_ids_of_another_chamber_open_nothing(house: House, endpoint: str) -> None:
    """Whoever may open a page for ids of his chamber finds nothing with an id of another chamber in the address."""
    for method, here, there in house.urls(endpoint):
        if here == there:
            continue
        for person in PEOPLE:
            if person is None or not lets_in(RULES[endpoint], person, here) or not person.startswith(HERE):
                continue
            answer = house.ask(person, method, there)
            assert answer.status_code in (404, 409, 422), f"{method} {there} as {person}: {answer.status}"
            assert f"{THERE} registrar" not in answer.text
            assert MARK_OF_THERE not in answer.text


@pytest.mark.parametrize("endpoint", sorted(name for name, rule in RULES.items() if rule == FEDERATION))
def test_t18_the_federation_sees_no_organisation_and_no_person(house: House, endpoint: str) -> None:
    """Everything by which a chamber's people and organisations could be known is looked for in its pages."""
    secrets = [
        text
        for name, (chamber, held) in house.cast.accounts.items()
        if chamber in (HERE, THERE)
        for text in (name, held.login, held.id, held.person.mail)
    ]
    secrets += [f"Trading of {chamber}" for chamber in (HERE, THERE)] + list(house.cast.organisations.values())
    for method, url, _there in house.urls(endpoint):
        text = house.ask("federation", method, url).text
        assert [secret for secret in secrets if secret in text] == []
