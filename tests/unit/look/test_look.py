"""The look's promises that can be computed: contrast, sheets for both directions, nobody else's brand."""

import re
from pathlib import Path

import pytest

from look.assets import load_assets

ROOT = Path(__file__).parents[3]
SHEETS = {"site.css": ROOT / "reference_service" / "static", "office.css": ROOT / "issuance" / "web" / "static"}
"""By name, the static folder of the program that serves it."""

SETTINGS = (ROOT / "web" / "design" / "_settings.scss").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"^\$([a-z-]+): (#[0-9a-f]{6});", SETTINGS, flags=re.MULTILINE))


@pytest.fixture(params=list(SHEETS))
def style(request: pytest.FixtureRequest) -> str:
    """Return a style sheet as it was built."""
    static = SHEETS[request.param]
    return (static / load_assets(static)(request.param)).read_text(encoding="utf-8")


def aligned_rules(style: str) -> list[str]:
    """Return the selectors of the rules that align text at a side."""
    return re.findall(r"([^{}]*)\{[^{}]*text-align:(?:left|right)", style)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2, definition)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_knows_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "ground"),
        ("soft", "paper"),
        ("soft", "ground"),
        ("navy", "ground"),
        ("navy", "paper"),
        ("paper", "navy"),
        ("green", "green-tint"),
        ("amber", "amber-tint"),
        ("red", "red-tint"),
        ("amber", "paper"),
        ("red", "paper"),
        ("ink", "red-tint"),
        ("plum", "ground"),
        ("navy", "navy-tint"),
        ("ink", "focus"),
    ],
)
def test_text_stands_out(text: str, ground: str) -> None:
    """4.5 is what WCAG 2.2 asks for text of any size (1.4.3)."""
    assert contrast(COLOURS[text], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), [("ink", "paper"), ("red", "paper"), ("navy", "paper"), ("ink", "focus")])
def test_edges_of_controls_stand_out(edge: str, ground: str) -> None:
    """3 is what WCAG 2.2 asks for edges of controls and for the focus (1.4.11)."""
    assert contrast(COLOURS[edge], COLOURS[ground]) >= 3


def test_a_style_sheet_loads_nothing(style: str) -> None:
    for loading in ("url(", "@import", "@font-face"):
        assert loading not in style


def test_a_style_sheet_is_whole(style: str) -> None:
    """A byte order mark between two joined sheets would spoil the rule behind it."""
    assert "\ufeff" not in style
    assert "--fonts:" in style


def test_components_know_no_left_and_right(style: str) -> None:
    """They serve Arabic too; where a side is meant, as for certified words, it is ours and says so."""
    # A border that inherits its colour draws a triangle, which is mirrored as a whole.
    sides = re.findall(r"\b(?:margin|padding|border)-(?:left|right)\b(?!-color:inherit)|[;{](?:left|right):", style)
    assert sides == []
    aligned = aligned_rules(style)
    assert [rule for rule in aligned if ".govuk-" in rule] == []


def test_certified_words_begin_at_the_left_whatever_the_language() -> None:
    """The public page lays the certificate out as the paper is; the test above would find a side where there is one."""
    static = SHEETS["site.css"]
    assert aligned_rules((static / load_assets(static)("site.css")).read_text(encoding="utf-8"))


@pytest.mark.parametrize("sign", ["GDS Transport", "crown", "crest", "govuk-logo", "govuk-header", "govuk-footer"])
def test_the_look_is_nobody_elses(style: str, sign: str) -> None:
    """GOV.UK's font, crown, crest, header and footer belong to the British government."""
    assert sign not in style
