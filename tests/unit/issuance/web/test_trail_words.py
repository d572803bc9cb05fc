"""Every act that the trail can hold has words, in both languages, and a name that can be typed into a search."""

import re

import pytest

from issuance.language import speaking
from issuance.web.trail_words import ACT_WORDS, act_words
from tests.recorded_acts import recorded_acts

RECORDED = recorded_acts()
NAME = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


def test_the_acts_are_found_in_the_sources() -> None:
    """Of each way to write an act down: a text, a choice, an event's name, handed on once and twice, a default."""
    assert {
        "leak.report", "upload.virus", "registration.approve", "reset.take_back", "filing.take_over",
        "registration.suspend", "registration.demand_back", "sub_id.accept", "settings.restore", "settings.change",
    } <= RECORDED.keys()  # fmt: skip


def test_no_act_is_recorded_without_words() -> None:
    assert {act: places for act, places in RECORDED.items() if act not in ACT_WORDS} == {}


def test_no_words_are_kept_for_an_act_that_nobody_records() -> None:
    assert ACT_WORDS.keys() - RECORDED.keys() == set()


@pytest.mark.parametrize("act", sorted(RECORDED))
def test_an_act_has_a_plain_name_and_is_said_in_japanese(act: str) -> None:
    assert NAME.fullmatch(act), f"{act!r}: an act reads subject.verb, with low lines for blanks"
    with speaking("ja"):
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", act_words(act)), f"{act}: {act_words(act)}"
