"""Codes and refresh tokens in whatever order they come: each counts once, and no second use goes unpunished.

Hypothesis plays the holder, the system and a thief who has a copy of everything; what the office answers is compared
with a model of a few lines.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule, run_state_machine_as_test

from issuance.domain.actor import Actor
from tests.connected import Connected
from tests.office_site import CHAMBER


class Play(RuleBasedStateMachine):
    """One holder and one system; `world` is set by the test."""

    world: Connected
    codes = Bundle("codes")
    refreshes = Bundle("refreshes")
    accesses = Bundle("accesses")

    @initialize()
    def begin(self) -> None:
        """Take a holder who has allowed nothing yet."""
        self.here = self.world.with_other_people()
        self.browser = self.here.browser(self.here.cast.user)
        self.grant = 0
        """The newest; all before it have ended."""
        self.ended: set[int] = set()
        self.used: set[str] = set()

    @rule(target=codes)
    def allow(self) -> tuple[int, str]:
        """Let the holder allow the system to act for him, once more."""
        self.ended.add(self.grant)
        self.grant += 1
        return self.grant, self.here.allow(self.browser)["code"]

    @rule(target=refreshes, code=codes)
    def redeem(self, code: tuple[int, str]) -> tuple[int, str, str]:
        """Give a code for tokens, whoever has it and how often it was used."""
        return self._used(code, self.here.redeem(code[1]))

    @rule(target=refreshes, token=refreshes)
    def refresh(self, token: tuple[int, str, str]) -> tuple[int, str, str]:
        """Give a refresh token for the next one, whoever has it and how often it was used."""
        if not token[1]:
            return token
        return self._used(token[:2], self.here.refresh(token[1]))

    @rule(token=refreshes)
    def call(self, token: tuple[int, str, str]) -> None:
        """Call with the access token that came with it."""
        if token[2]:
            assert self.here.whoami(token[2]) == (401 if token[0] in self.ended else 200)

    @rule(token=consumes(refreshes), kind=st.sampled_from(["refresh", "holder"]))
    def end(self, token: tuple[int, str, str], kind: str) -> None:
        """Let the system give it back, or the holder take it back."""
        if kind == "refresh" and token[1]:
            assert self.here.revoke(token[1]).status_code == 200
            self.ended.add(token[0])
        elif kind == "holder":
            self._take_back()

    def _take_back(self) -> None:
        office = self.here.site.office
        with office.units.look(Actor.job(CHAMBER, "test")):
            who = office.access.sessions.visit(self.browser.get_cookie("id").value, "127.0.0.1").who  # type: ignore[union-attr]  # the browser has it
        assert who is not None
        for each in office.oauth.connections.mine(who):
            if each.is_live:
                office.oauth.connections.take_back(who, each.grant.id)
        self.ended.add(self.grant)

    def _used(self, secret: tuple[int, str], answer: object) -> tuple[int, str, str]:
        grant, text = secret
        good = text not in self.used and grant not in self.ended
        if text in self.used:
            self.ended.add(grant)
        self.used.add(text)
        body = getattr(answer, "json", None) or {}
        assert ("access_token" in body) == good, f"{body}: expected {'tokens' if good else 'a refusal'}"
        return grant, body.get("refresh_token", ""), body.get("access_token", "")


@pytest.mark.slow
def test_each_secret_counts_once_in_whatever_order_they_come(opened_once: Connected) -> None:
    Play.world = opened_once
    run_state_machine_as_test(
        Play,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
