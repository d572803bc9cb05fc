"""Ways to become somebody else: a leak reported by oneself, a set-up that was begun too early, guessing."""

import re

import pyotp
import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.staff import Role
from issuance.services.sign_in.passwords import Passwords
from issuance.storage.accounts import get_account
from issuance.storage.factors import rows_of
from tests.office_people import Holder, make_person
from tests.office_site import OfficeSite, token_in

MAIL = "hanako@example.co.jp"


def state_of(site: OfficeSite, holder: Holder) -> IdState:
    with site.office.units.look(Actor.job("TYO", "test")) as unit:
        return get_account(unit, holder.account.id).state


class TestLeakOfAColleague:
    """Who reports the leak of a colleague's id and reviews it alone must not hold its new credential."""

    @pytest.mark.parametrize("role", [Role.CHAMBER_ADMINISTRATOR, Role.REGISTRAR])
    @pytest.mark.parametrize(
        "fields", [{"outcome": "letter"}, {"outcome": "mail", "factors_too": "y"}, {"outcome": "close"}]
    )
    def test_one_person_alone_gets_no_code_and_takes_no_factor_off(
        self, site: OfficeSite, role: Role, fields: dict[str, str]
    ) -> None:
        victim = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.APPROVER], mail=MAIL)
        attacker = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[role], mail="mallory@example.co.jp")
        site.post(site.client(), "/TYO/leak", login=victim.login, mail=MAIL).close()
        assert state_of(site, victim) is IdState.LOCKED
        client = site.client()
        site.sign_in(client, attacker)
        found = re.search(r"/TYO/desk/leaks/(?!\")[\w-]+", client.get("/TYO/desk/leaks/").text)
        assert found is not None
        page = client.get(found[0])
        answer = client.post(
            found[0],
            data={"csrf_token": token_in(page), "version": "1", "review": "it is mine now", **fields},
        )
        assert answer.status_code == 422
        assert state_of(site, victim) is IdState.LOCKED
        with site.office.units.look(Actor.job("TYO", "test")) as unit:
            assert len(rows_of(unit, victim.account.id)) == 1


class TestSetUp:
    """A password alone never brings a second factor to an id that has one."""

    def test_a_set_up_that_was_begun_before_ends_with_the_first_factor(self, site: OfficeSite) -> None:
        victim = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.APPROVER], second_factor=False)
        thief, holder = site.client(), site.client()
        pages = {}
        for who in (thief, holder):
            answer = site.post(who, "/TYO/sign-in", login=victim.login, password=victim.password)
            pages[who] = who.get(answer.location)
        codes = {}
        for who, page in pages.items():
            secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text)
            assert secret is not None
            codes[who] = pyotp.TOTP(secret[0].replace(" ", "")).at(site.office.clock())
        kept = holder.post("/TYO/sign-in/set-up", data={"csrf_token": token_in(pages[holder]), "code": codes[holder]})
        assert kept.status_code == 200  # with the recovery codes
        tried = thief.post("/TYO/sign-in/set-up", data={"csrf_token": token_in(pages[thief]), "code": codes[thief]})
        assert tried.status_code != 200
        assert thief.get("/TYO/account/").status_code == 303
        with site.office.units.look(Actor.job("TYO", "test")) as unit:
            assert len(rows_of(unit, victim.account.id)) == 1


class TestGuessing:
    """However a login is written, its attempts are counted together."""

    @pytest.mark.parametrize(
        ("path", "fields"),
        [("/TYO/leak", {"mail": "x@example.com"}), ("/TYO/forgotten", {"mail": "x@example.com"})],
    )
    def test_another_way_of_writing_a_login_brings_no_further_guesses(
        self, site: OfficeSite, path: str, fields: dict[str, str]
    ) -> None:
        victim = make_person(site.office.units, "TYO", mail=MAIL)
        bare = victim.login.replace("-", "")
        ways = [victim.login, bare, bare.lower(), f"{bare[:3]} {bare[3:]}", f"{bare[:-1]} {bare[-1]}", bare.title()]
        for way in ways[:5]:
            assert site.post(site.client(), path, login=way, **fields).status_code == 200
        assert "too many" in site.post(site.client(), path, login=ways[5], **fields).text.casefold()

    def test_guessing_at_a_letters_code_costs_no_hashing_of_passwords(
        self, site: OfficeSite, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        victim = make_person(site.office.units, "TYO", mail=MAIL)
        hashed: list[str] = []
        monkeypatch.setattr(Passwords, "hash", lambda _self, typed: hashed.append(typed))
        for _n in range(7):
            page = site.post(
                site.client(),
                "/TYO/welcome",
                login=victim.login,
                code="AAAA-BBBB-CCCC-DDDD",
                password="owls sing at noon 13",
                again="owls sing at noon 13",
            )
            assert page.status_code == 422
        assert hashed == []
