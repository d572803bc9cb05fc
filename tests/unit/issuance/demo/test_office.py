"""The demo's office: its chambers and its staff, made once, and completed where a run was interrupted."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from issuance.demo.office import make_office
from issuance.demo.office.people import CLERKS
from issuance.demo.office.sign_ins import FILE, sign_ins
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION
from issuance.domain.registration.states import State
from issuance.domain.staff import check_roles
from tests.builders import NOW
from tests.office_people import Holder
from tests.office_site import OfficeSite, token_in
from tests.registrations import waiting_messages


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path_factory.mktemp("demo") / "var", office_templates(NOW.year))
    make_office(made.office, lambda _: None)
    yield made
    made.close()


def test_both_chambers_are_there_by_their_names(site: OfficeSite) -> None:
    page = site.client().get("/?lang=ja").text
    assert "東京見本商工会議所" in page
    assert "大阪見本商工会議所" in page


def test_everybody_who_is_listed_can_sign_in(site: OfficeSite) -> None:
    listed = sign_ins(site.office)
    clerks = [each for each in listed if each.totp]
    assert len(clerks) == len(CLERKS)
    for each in clerks:
        client = site.client()
        place = "/federation" if each.chamber == FEDERATION else f"/{each.chamber}"
        first = site.post(client, f"{place}/sign-in", login=each.login, password=each.password)
        assert first.status_code == HTTPStatus.SEE_OTHER, each
        holder = Holder(account=None, chamber=each.chamber, secret=each.totp)  # type: ignore[arg-type]  # its code alone is asked for
        second = client.post(
            first.location,
            data={"csrf_token": token_in(client.get(first.location)), "code": holder.code(site.office.clock())},
        )
        assert second.status_code == HTTPStatus.SEE_OTHER, each
        assert second.location.endswith(f"{place}/"), each


def test_ids_of_organisations_sign_in_unless_they_are_suspended(site: OfficeSite) -> None:
    suspended = []
    for each in sign_ins(site.office):
        if not each.totp:
            answer = site.post(site.client(), "/TYO/sign-in", login=each.login, password=each.password)
            if answer.status_code != HTTPStatus.SEE_OTHER:
                suspended.append(each.who)
    assert suspended == ["Administrator id of Kitano Tsusho Co., Ltd."]


def test_t7_whose_time_is_over_is_shown_as_expired(site: OfficeSite) -> None:
    """T7: the demo was just made, and no daily round has run."""
    clerk = Actor.job("TYO", "test")
    expired = site.office.registrar.queue.organisations(clerk, "", [State.EXPIRED]).lines
    assert [line.names.en for line in expired] == ["Shinonome Bussan Co., Ltd."]


def test_the_newcomer_was_told_of_the_roles(site: OfficeSite) -> None:
    (told,) = waiting_messages(site.office, "staff_roles")
    assert told["name"] == "新井 未来"


def test_nobody_holds_roles_that_exclude_each_other() -> None:
    for clerk in CLERKS:
        if clerk.roles:
            check_roles(frozenset(clerk.roles))


def test_a_second_run_changes_nothing(site: OfficeSite) -> None:
    before = sign_ins(site.office)
    said: list[str] = []
    make_office(site.office, said.append)
    assert sign_ins(site.office) == before
    assert said == []


def test_who_was_made_but_not_noted_is_not_made_twice(site: OfficeSite) -> None:
    before = sign_ins(site.office)
    (site.office.config.demo / FILE).unlink()
    make_office(site.office, lambda _: None)
    after = sign_ins(site.office)
    assert [each.login for each in after] == [each.login for each in before]
    assert all(one.password != other.password for one, other in zip(after, before, strict=True))
