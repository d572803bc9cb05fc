"""What a new password must be, how its strength is told, and how long judging may take."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuance.domain.sign_in.password import LEAST, MAX_LENGTH, Pattern, Strength, Weakness, judge
from issuance.language import speaking
from issuance.services.sign_in.new_password import WeakPasswordError, check_new

ABOUT = ("TYO-A000001-4", "佐藤 花子", "Sato Hanako", "hanako@example.co.jp", "TYO", "Tokyo Sample Chamber")
SIGNS = "4@8({[<369&#!1/|0$5+7%2z"
"""Each may stand for a letter: what takes zxcvbn longest."""


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("password2026!", Pattern.FREQUENT),
        ("ｐａｓｓｗｏｒｄ１２３４", Pattern.FREQUENT),
        ("p@ssw0rdp@ssw0rd", Pattern.REPEATED),
        ("qwertyuiop12", Pattern.FREQUENT),
        ("xcvbnm,lkjhg", Pattern.KEYS),
        ("hanako20261122", Pattern.PERSONAL),
        ("TYO-A000001-4 2026", Pattern.PERSONAL),
        ("abcdefghijklm", Pattern.RUN),
        ("1999-12-31aa", Pattern.DATE),
        ("さくらさくらさくらさくら", Pattern.REPEATED),
    ],
)
def test_an_easy_one_is_refused_with_what_makes_it_so(typed: str, pattern: Pattern) -> None:
    found = judge(typed, ABOUT)
    assert (found.weakness, pattern in found.patterns) == (Weakness.EASY, True), found


@pytest.mark.parametrize(
    "typed",
    [
        "owls sing at noon 12",
        "forty herons wait at dawn",
        "貿易証明のながいぱすわーど",
        "x7Qm-vT2k-Lw9p",
        "🦉🍵🚢🌸📦🗼🎏🐟🍙⛩️🧭🪭",
    ],
)
def test_a_long_one_of_any_characters_is_taken(typed: str) -> None:
    assert judge(typed, ABOUT).weakness is None


def test_what_is_about_somebody_else_is_no_reason() -> None:
    assert judge("Hanako Sato exports", ()).patterns != judge("Hanako Sato exports", ABOUT).patterns


@pytest.mark.parametrize(
    ("typed", "weakness"),
    [("", Weakness.SHORT), ("x7Qm-vT2k-L", Weakness.SHORT), ("forty herons wait at dawn " * 5, Weakness.LONG)],
)
def test_its_length_has_limits(typed: str, weakness: Weakness) -> None:
    assert judge(typed, ABOUT).weakness is weakness


@pytest.mark.parametrize("length", [24, 128])
def test_the_worst_one_is_judged_in_seconds(length: int) -> None:
    """Without the cap the same 72 characters take 13 seconds, on a quiet machine."""
    began = time.process_time()
    judge((SIGNS * 50)[:length], ABOUT)
    assert time.thread_time() - began < 10


@settings(max_examples=20, deadline=None)
@given(typed=st.text(max_size=40), about=st.lists(st.text(max_size=20), max_size=3))
def test_anything_is_judged_and_taken_only_when_good(typed: str, about: list[str]) -> None:
    found = judge(typed, about)
    if found.weakness is None:
        assert found.strength >= LEAST
        assert len(typed) <= MAX_LENGTH


def test_holders_at_once_are_judged_by_their_own_words() -> None:
    """The library keeps the words in one dictionary for all threads."""
    owners = [f"marigold{n:04}quince" for n in range(4)]

    def own(owner: str) -> bool:
        return all(judge(f"{owner}!", (owner,)).strength < LEAST for _n in range(5))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(own, owners))


def test_a_refusal_says_the_strength_in_words() -> None:
    with speaking("en"), pytest.raises(WeakPasswordError) as refused:
        check_new("abcdefghijklm", ABOUT)
    assert "Strength of this password: very weak." in str(refused.value)
    assert "It has a run such as abcd or 6543." in str(refused.value)
    assert judge("abcdefghijklm", ABOUT).strength is Strength.VERY_WEAK
