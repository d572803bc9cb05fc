"""The picture that an officer sees: readable, with word, icon and colour, in any script."""

import numpy as np
import pytest

from scanner import overlay, typeface
from scanner.decode.zxing import Code
from scanner.finding import Finding, InView, Kind
from tests.codes import Picture, paper

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
    return overlay.draw(frame, [InView(CODE, finding, located) for finding in findings])


def count(picture: Picture, colour: tuple[int, int, int]) -> int:
    return int((picture == np.array(colour[::-1])).all(axis=2).sum())


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_its_colour_and_keeps_its_contrast(kind: Kind) -> None:
    picture = drawn(Finding(kind, "Word", LINES))
    assert count(picture, overlay.COLOURS[kind]) > 2000
    for other in set(Kind) - {kind}:
        assert count(picture, overlay.COLOURS[other]) == 0
    assert contrast(overlay.COLOURS[kind], overlay.TINTS[kind]) >= 4.5
    assert contrast(overlay.INK, overlay.TINTS[kind]) >= 4.5
    assert contrast(overlay.PAPER, overlay.COLOURS[kind]) >= 4.5


def test_each_kind_has_its_own_shape_for_eyes_that_see_no_colour() -> None:
    shapes = []
    for finding in [*(Finding(kind, "Word") for kind in Kind), None]:
        card = drawn(finding, located=False)[380:, :64]
        white = (card > 200).all(axis=2)
        shapes.append(white.tobytes())
    assert len(set(shapes)) == 4


def test_the_frame_itself_is_left_as_it_was() -> None:
    frame = FRAME.copy()
    drawn(Finding(Kind.VALID, "Word", LINES), frame=frame)
    assert np.array_equal(frame, FRAME)


def test_an_outline_is_drawn_only_where_the_code_still_is() -> None:
    finding = Finding(Kind.VALID, "Word")
    assert not np.array_equal(drawn(finding)[40, 300:500], FRAME[40, 300:500])
    assert np.array_equal(drawn(finding, located=False)[40, 300:500], FRAME[40, 300:500])


def test_without_a_code_the_picture_says_what_to_do() -> None:
    assert count(drawn(), overlay.NAVY) > 5000


def test_more_codes_than_cards_are_counted_in_words() -> None:
    finding = Finding(Kind.VALID, "Word", LINES)
    assert count(drawn(*[finding] * 5), overlay.NAVY) > 5000
    assert count(drawn(*[finding] * 3), overlay.NAVY) == 0


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
