"""ASVS 6.2.4: what was found in breaches most often is refused, however strong it looks."""

import pytest

from issuance.domain.sign_in.password import judge
from issuance.language import speaking
from issuance.services.sign_in.common_passwords import FILE, is_common
from issuance.services.sign_in.new_password import WeakPasswordError, check_new
from script.common_passwords import COUNT, marks

LOOKS_STRONG = "nEMvXyHeqDd5OQxyXYZI"
"""Some program made it, and many accounts had it; zxcvbn finds nothing against it."""


def test_the_list_holds_more_than_the_standard_asks_for() -> None:
    lines = [line for line in FILE.read_text("ascii").splitlines() if not line.startswith("#")]
    assert len(set(lines)) == len(lines) == COUNT >= 3000
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "typed", [LOOKS_STRONG, LOOKS_STRONG.upper(), "MailCreated5240", "１ｑａｚ２ｗｓｘ３ｅｄｃ", "q1w2e3r4t5y6"]
)
def test_a_frequent_one_is_refused_in_capitals_and_wide_letters_too(typed: str) -> None:
    assert is_common(typed)


def test_the_refusal_says_so() -> None:
    assert judge(LOOKS_STRONG, ()).weakness is None, "without the list it would be taken"
    with speaking("en"), pytest.raises(WeakPasswordError, match="found in breaches"):
        check_new(LOOKS_STRONG, ())


@pytest.mark.parametrize("typed", ["owls sing at noon 12", "forty herons wait at dawn", "x7Qm-vT2k-Lw9p", ""])
def test_others_are_not_in_it(typed: str) -> None:
    assert not is_common(typed)


def test_the_list_is_made_of_what_is_long_enough_most_frequent_first() -> None:
    assert marks(["short", "123456789012", "1" * 12, "123456789012"]) == sorted(marks(["123456789012", "1" * 12]))
    assert len(marks([f"password-{n:05}" for n in range(COUNT + 5)])) == COUNT
