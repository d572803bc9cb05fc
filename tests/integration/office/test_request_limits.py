"""Row T15: a program that asks the office again and again is turned away, and nobody else with it."""

import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from issuance.web.app import create_app
from issuance.web.config import load_web_config
from tests.builders import NOW
from tests.office_people import make_person
from tests.office_site import ENGLISH, JAPANESE, OfficeSite
from tests.servers.redis import RedisServer

PER_MINUTE = 8
OF_ADDRESS = 5 * PER_MINUTE
COSTLY = PER_MINUTE // 4
HOME = "/TYO/"
SIGN_IN = "/TYO/sign-in"
THE_OTHER = {"REMOTE_ADDR": "192.0.2.77"}
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path / "var", office_templates(NOW.year), ISSUANCE_REQUESTS_PER_MINUTE=str(PER_MINUTE))
    yield made
    made.close()


def use_up(client: FlaskClient, requests: int, path: str = HOME) -> None:
    answers = {client.get(path).status_code for _ in range(requests)}
    assert TOO_MANY not in answers


def test_t15_a_session_asks_so_often_and_others_behind_its_address_go_on(site: OfficeSite) -> None:
    registrar = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])
    client, colleague = site.client(), site.client()
    site.sign_in(client, registrar)
    use_up(client, PER_MINUTE)
    refused = client.get(HOME, headers=ENGLISH)
    assert refused.status_code == TOO_MANY
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert f"You can go on in {refused.headers['Retry-After']} seconds." in refused.text
    assert colleague.get(HOME).status_code == HTTPStatus.OK


def test_t15_an_address_asks_so_often_whatever_it_gives_as_its_session(site: OfficeSite) -> None:
    for n in range(OF_ADDRESS):
        client = site.client()
        client.set_cookie("id", f"invented-{n}")
        assert client.get(f"/TYO/nothing-{n}").status_code != TOO_MANY
    assert site.client().get(HOME).status_code == TOO_MANY
    assert site.client().get(HOME, environ_base=THE_OTHER).status_code == HTTPStatus.OK


def test_one_network_customer_of_ipv6_is_one_caller(site: OfficeSite) -> None:
    for n in range(OF_ADDRESS):
        site.client().get(HOME, environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{n:x}"})
    assert site.client().get(HOME, environ_base={"REMOTE_ADDR": "2001:db8:1:2:ffff::"}).status_code == TOO_MANY
    assert site.client().get(HOME, environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}).status_code == HTTPStatus.OK


def test_t15_forms_that_anybody_can_send_are_fewer(site: OfficeSite) -> None:
    client = site.client()
    sent = [client.post(SIGN_IN, data={"login": f"nobody-{n}", "password": "x"}) for n in range(COSTLY + 1)]
    assert [answer.status_code == TOO_MANY for answer in sent] == [False] * COSTLY + [True]
    assert client.get(SIGN_IN).status_code == HTTPStatus.OK, "pages are still shown"


def test_t15_files_are_fewer(site: OfficeSite) -> None:
    client = site.client()
    client.set_cookie("id", "somebody")
    sent = [client.post(HOME, data={"file": (BytesIO(b"%PDF-"), "a.pdf")}) for _ in range(COSTLY + 1)]
    assert [answer.status_code == TOO_MANY for answer in sent] == [False] * COSTLY + [True]


def test_the_page_is_in_the_readers_language_and_needs_no_database(site: OfficeSite) -> None:
    use_up(site.client(), OF_ADDRESS)
    site.office.close()
    pages = {site.client().get(HOME, headers=language).text for language in (ENGLISH, JAPANESE)}
    assert len(pages) == 2
    assert any('lang="ja"' in page for page in pages)


def test_who_watches_the_office_and_what_is_only_style_are_not_counted(site: OfficeSite) -> None:
    client = site.client()
    use_up(client, OF_ADDRESS + 1, "/healthz")
    use_up(client, OF_ADDRESS)
    assert client.get("/healthz").status_code == HTTPStatus.OK
    assert client.get("/static/nothing").status_code == HTTPStatus.NOT_FOUND


def test_0_switches_the_limits_off(tmp_path: Path, office_templates: Callable[[int], Path]) -> None:
    site = OfficeSite.make(tmp_path / "var", office_templates(NOW.year), ISSUANCE_REQUESTS_PER_MINUTE="0")
    use_up(site.client(), 2 * OF_ADDRESS, "/TYO/nothing")
    site.close()


class TestWithRedis:
    """All processes count together; where Redis is away each counts for itself."""

    def clients(self, site: OfficeSite, server: RedisServer) -> tuple[FlaskClient, FlaskClient]:
        """Return a client of each of two processes."""
        settings = {"ISSUANCE_REQUESTS_PER_MINUTE": str(PER_MINUTE), "ISSUANCE_LIMITS_REDIS_URL": server.url}
        config = load_web_config(site.office.config, settings, reference_url="http://127.0.0.1:8000")
        return create_app(site.office, config).test_client(), create_app(site.office, config).test_client()

    def test_two_processes_count_together(self, site: OfficeSite, disposable_redis: RedisServer) -> None:
        one, other = self.clients(site, disposable_redis)
        use_up(one, OF_ADDRESS)
        assert other.get(HOME).status_code == TOO_MANY

    def test_redis_holds_no_address_and_no_cookie(
        self, site: OfficeSite, disposable_redis: RedisServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        one, _ = self.clients(site, disposable_redis)
        one.set_cookie("id", "the-cookie")
        for _ in range(PER_MINUTE + 1):
            one.get(HOME)
        kept = b" ".join(disposable_redis.keys())
        assert kept.count(b"originseal-office") == 2, "the address and the session"
        for secret in ("127.0.0.1", "the-cookie"):
            assert secret.encode() not in kept
            assert secret not in caplog.text

    def test_without_redis_each_process_counts_for_itself(
        self, site: OfficeSite, disposable_redis: RedisServer
    ) -> None:
        one, other = self.clients(site, disposable_redis)
        use_up(one, 1)
        disposable_redis.stop()
        use_up(one, OF_ADDRESS)
        assert one.get(HOME).status_code == TOO_MANY
        assert other.get(HOME).status_code == HTTPStatus.OK

    def test_a_redis_that_hangs_stops_nobody(self, site: OfficeSite, disposable_redis: RedisServer) -> None:
        one, _ = self.clients(site, disposable_redis)
        disposable_redis.process.freeze()
        try:
            use_up(one, 3)
        finally:
            disposable_redis.process.thaw()
