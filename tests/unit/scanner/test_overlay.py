"""The picture that an officer sees: readable, with word, icon and colour, in any script."""

import numpy as np
import pytest
from PIL import Image

from reading.decode.zxing import Code
from scanner.camera import overlay
from scanner.camera.sightings import InView
from scanner.screen import typeface
from scanner.screen.finding import Finding, Kind
from scanner.screen.icons import draw_icon
from scanner.screen.panel import panel
from scanner.screen.tones import INK, NAVY, TONES
from tests.codes import Picture, paper

IN_FORCE = Finding(Kind.COMPARE, "In force: now compare", ("TYO26-001234-K7QM-3XW9",), "Now compare.")
CODE = Code("X", ((300, 40), (500, 40), (500, 240), (300, 240)))
FRAME = paper(480, 640, 120)
LINES = ("TYO26-001234-K7QM-3XW9", "issued 18 November 2026", "東京商工会議所", "as of 22 Nov 2026 12:31 UTC")


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Contrast ratio by WCAG 2.2."""

    def luminance(colour: tuple[int, int, int]) -> float:
        linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def drawn(*findings: Finding | None, frame: Picture = FRAME, located: bool = True) -> Picture:
    picture = frame.copy()
    overlay.draw(picture, [InView(CODE, finding, located) for finding in findings], guide="Hold it here")
    return picture


def count(picture: Picture, colour: tuple[int, int, int]) -> int:
    return int((picture == np.array(colour[::-1])).all(axis=2).sum())


GREEN = TONES[Kind.CONFIRMED].colour


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_its_colour_and_keeps_its_contrast(kind: Kind) -> None:
    picture, tone = drawn(Finding(kind, "Word", LINES)), TONES[kind]
    assert count(picture, tone.colour) > 2000
    for other in set(Kind) - {kind}:
        assert count(picture, TONES[other].colour) == 0
    assert contrast(tone.colour, tone.tint) >= 4.5
    assert contrast(INK, tone.tint) >= 4.5
    assert contrast(tone.on_panel, tone.panel) >= 4.5


def test_in_force_is_white_with_a_dashed_border_and_nowhere_green() -> None:
    for picture in (drawn(Finding(Kind.COMPARE, "In force", LINES)), np.asarray(panel(IN_FORCE, 700, 500))[:, :, ::-1]):
        blue, green, red = (picture[:, :, channel].astype(int) for channel in range(3))
        assert not ((green > red + 40) & (green > blue + 20)).any()
    edge = np.asarray(panel(IN_FORCE, 700, 500))[1]
    assert 0.5 < (edge == NAVY).all(axis=1).mean() < 0.8, "dashes and gaps"
    assert (np.asarray(panel(IN_FORCE, 700, 500)) == 255).all(axis=2).mean() > 0.6


def test_each_kind_has_its_own_shape_for_eyes_that_see_no_colour() -> None:
    shapes = []
    for kind in (*Kind, None):
        icon = Image.new("RGB", (80, 80), "white")
        draw_icon(icon, kind, (40, 40), 40, (0, 0, 0))
        shapes.append(np.asarray(icon)[:, :, 0] < 128)
    for index, one in enumerate(shapes):
        for other in shapes[index + 1 :]:
            assert (one != other).mean() > 0.04


@pytest.mark.parametrize("size", [(40, 30), (300, 200), (1200, 300), (500, 900), (3000, 2000)])
def test_the_big_verdict_is_drawn_into_any_shape(size: tuple[int, int]) -> None:
    long = Finding(Kind.INVALID, "A very long verdict " * 4, (*LINES, "M" * 80), "Do not accept it. " * 5)
    assert panel(long, *size).size == size


def test_an_outline_is_drawn_only_where_the_code_still_is() -> None:
    finding = Finding(Kind.COMPARE, "Word")
    assert not np.array_equal(drawn(finding)[40, 300:500], FRAME[40, 300:500])
    assert np.array_equal(drawn(finding, located=False)[40, 300:500], FRAME[40, 300:500])


def test_without_a_code_the_picture_says_what_to_do() -> None:
    assert count(drawn(), NAVY) > 5000


def test_what_would_help_stands_along_the_top() -> None:
    picture = FRAME.copy()
    overlay.draw(picture, [], help_text="More light")
    assert count(picture[:60], NAVY) > 5000
    assert np.array_equal(picture[60:], FRAME[60:])


def test_more_codes_than_cards_are_counted_in_words() -> None:
    finding = Finding(Kind.INVALID, "Word", LINES)
    assert count(drawn(*[finding] * 5), NAVY) > 5000
    assert count(drawn(*[finding] * 3), NAVY) == 0


@pytest.mark.parametrize("size", [(1, 1), (40, 60), (120, 2000), (2160, 3840)])
def test_any_size_of_frame_is_drawn_on(size: tuple[int, int]) -> None:
    frame = paper(*size)
    assert drawn(Finding(Kind.INVALID, "Revoked", LINES), None, frame=frame).shape == frame.shape


def test_a_long_line_ends_with_an_ellipsis_inside_the_card() -> None:
    shown = typeface.fitted("W" * 500, 20, 300)
    assert shown.endswith("W…")
    assert typeface.width(shown, 20) <= 300
    assert typeface.fitted("short", 20, 300) == "short"
    assert typeface.fitted("WW", 20, 0) == "…"


def test_each_script_has_its_font_and_punctuation_stays_latin() -> None:
    assert typeface.runs("Tokyo 東京 · غرفة تجارة (ไทย)") == [
        ("latin", "Tokyo "),
        ("cjk", "東京"),
        ("latin", " · "),
        ("arabic", "غرفة تجارة"),
        ("latin", " ("),
        ("thai", "ไทย"),
        ("latin", ")"),
    ]


@pytest.mark.parametrize("text", ["", " ", "東京 ", " 東京  大阪", "غرفة ไทย", "e\u0301"])
def test_no_character_is_lost_between_the_fonts(text: str) -> None:
    parts = typeface.runs(text)
    assert "".join(part for _, part in parts) == text
    assert all(part for _, part in parts)


def test_scripts_are_drawn_with_glyphs_and_not_with_boxes() -> None:
    if "NotoSansCJK-Regular.ttc" not in typeface._installed_fonts():
        pytest.skip("the Noto fonts are not installed; get them with `apt-get install fonts-noto fonts-noto-cjk`")
    japanese = typeface.font("cjk", 24).getmask("東")
    missing = typeface.font("cjk", 24).getmask("\U000f0000")
    assert bytes(japanese) != bytes(missing)
