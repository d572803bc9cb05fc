"""script/licences: what the locks pin is under licences that were allowed, each named."""

from pathlib import Path

import pytest

from script.licences import Package, Rules, listed, pinned, refused

ROOT = Path(__file__).parents[3]
RULES = Rules(frozenset({"MIT", "Apache-2.0", "BSD-3-Clause"}), {}, {})


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("", False),
        ("GPL-3.0-only OR MIT", True),
        ("(MIT OR CC0-1.0)", True),
        ("Apache-2.0 AND MIT", True),
        ("Apache-2.0 AND GPL-2.0-only", False),
        ("GPL-2.0-only AND MIT OR Apache-2.0", True),
    ],
)
def test_an_expression(expression: str, *, allowed: bool) -> None:
    assert RULES.allows(expression) is allowed


def test_a_package_under_another_licence_is_named() -> None:
    (sentence,) = refused([Package("web", "left", "1.0", "AGPL-3.0-only"), Package("python", "x", "2", "MIT")], RULES)
    assert sentence == "left 1.0 (web) is under AGPL-3.0-only"


def test_the_rules_of_this_project_allow_no_licence_that_would_bind_it() -> None:
    allowed = Rules.read(ROOT).allowed
    assert [licence for licence in allowed if licence.startswith(("GPL", "AGPL", "SSPL"))] == []


def test_every_package_of_both_locks_is_listed() -> None:
    rules = Rules.read(ROOT)
    packages = pinned(ROOT, rules)
    assert {package.where for package in packages} == {"python", "web"}
    assert len(packages) > 150
    assert len(listed(ROOT).splitlines()) == len(packages) + 2
    assert refused(packages, rules) == []
