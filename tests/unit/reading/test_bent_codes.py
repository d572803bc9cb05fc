"""Codes on bent paper: what every code shows, following its modules, and what comes of strange corners."""

import cv2
import numpy as np
import pytest
import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reading.decode import flatten, patterns, steps, zxing
from reading.decode.cascade import STEPS, Reading, View, read_texts
from reading.decode.zxing import Unread
from tests.codes import SEAL_LIKE, Picture, paper, put, qr

BY_NAME = {step.name: step for step in STEPS}
QUIET = 4


def modules_of(text: str, version: int | None = None) -> np.ndarray:
    """Return the modules of a code as segno makes it: 1 dark, -1 light."""
    code = segno.make(text, error="m", version=version, boost_error=False, micro=False)
    return np.array([2 * np.array(row, int) - 1 for row in code.matrix])


def bent(text: str, module: int, bend: float, waves: float) -> Picture:
    """Draw a code on paper that waves by `bend` modules to each side, `waves` times over its length."""
    flat = qr(text, module, border=8)
    size = len(flat)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    turn = np.float32(2 * np.pi * waves / size)
    return cv2.remap(
        flat,
        x + np.float32(bend * module) * np.sin(y * turn + 1),
        y + np.float32(bend * module) * np.sin(x * turn + 2),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    ).astype(np.uint8)


@pytest.mark.parametrize("version", [1, 2, 6, 7, 13, 14, 20, 21, 28, 32, 35, 40])
def test_what_every_code_shows_is_what_a_code_of_that_version_shows(version: int) -> None:
    modules = modules_of("HELLO", version)
    known = patterns.known(patterns.modules_of(version))
    assert known.shape == modules.shape
    assert np.array_equal(known[known != 0], modules[known != 0])


@given(version=st.integers(1, 22), module=st.integers(3, 12), off=st.integers(-2, 2), light=st.integers(60, 255))
@settings(max_examples=10, deadline=None)
def test_a_flat_code_says_the_same_when_it_was_followed(version: int, module: int, off: int, light: int) -> None:
    modules = modules_of("ABC" * version, version)
    sheet = np.pad(np.where(modules > 0, 20, light).astype(np.uint8), QUIET, constant_values=light)
    picture = np.kron(sheet, np.ones((module, module), np.uint8))
    near, far = QUIET * module + off, (QUIET + len(modules)) * module + off
    flat = flatten.flattened(picture, Unread(((near, near), (far, near), (far, far), (near, far)), len(modules)))
    assert flat is not None
    assert [code.text for code in zxing.read(flat)] == ["ABC" * version]


@pytest.mark.parametrize(("bend", "waves"), [(0.7, 1.5), (0.6, 1.8), (0.5, 2.2), (0.8, 1.4)])
def test_a_code_on_waving_paper_is_read_where_no_other_step_reads_it(bend: float, waves: float) -> None:
    picture = bent(SEAL_LIKE, 6, bend, waves)
    others = tuple(step for step in STEPS if step.name != "flattened")
    assert read_texts(picture, good=SEAL_LIKE.__eq__, steps=others) == []
    assert read_texts(picture, good=SEAL_LIKE.__eq__) == [SEAL_LIKE]


def test_a_bent_code_is_read_beside_a_good_one() -> None:
    """One good seal must not hide a second one on the same page."""
    other = SEAL_LIKE[:-1] + "3"
    waving = bent(other, 6, 0.5, 2.2)
    sheet = put(put(paper(500, 900), waving, 20, 20), qr(SEAL_LIKE, 5), 500, 60)
    assert set(read_texts(sheet, good=lambda _: True)) == {SEAL_LIKE, other}


def test_codes_at_one_place_are_followed_once_and_few_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[Unread] = []
    monkeypatch.setattr(flatten, "flattened", lambda _, code: followed.append(code))
    view = View(paper(900, 900))
    square = ((0, 0), (100, 0), (100, 100), (0, 100))
    view.unread = [Unread(tuple((x + 200 * n, y + n % 3) for x, y in square), 21) for n in range(30) for _ in range(9)]
    assert BY_NAME["flattened"].read(view) == Reading([])
    assert len(followed) == steps.FLATTENED_AT_MOST
    assert len({code.corners for code in followed}) == steps.FLATTENED_AT_MOST


def test_no_code_is_followed_after_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flatten, "flattened", lambda *_: pytest.fail("a code was followed"))
    view = View(paper(50, 50), out_of_time=lambda: True)
    view.unread = [Unread(((0, 0), (40, 0), (40, 40), (0, 40)), 21)]
    assert BY_NAME["flattened"].read(view).texts == []


@pytest.mark.parametrize("modules", [0, 17, 109, 177])
def test_codes_of_unknown_size_and_very_large_ones_are_left_alone(modules: int) -> None:
    square = ((0, 0), (400, 0), (400, 400), (0, 400))
    assert flatten.flattened(np.zeros((400, 400), np.uint8), Unread(square, modules)) is None


CORNER = st.tuples(st.integers(-300, 900), st.integers(-300, 900))


@given(
    corners=st.tuples(CORNER, CORNER, CORNER, CORNER),
    version=st.integers(1, 24),
    shape=st.tuples(st.integers(1, 400), st.integers(1, 400)),
    seed=st.integers(0, 9),
)
@example(((0, 0), (0, 0), (0, 0), (0, 0)), 1, (1, 1), 0)
@example(((-300, -300), (-200, -300), (-200, -200), (-300, -200)), 1, (40, 40), 0)
@example(((0, 0), (300, 300), (300, 0), (0, 300)), 2, (300, 300), 0)
@settings(max_examples=30, deadline=None)
def test_corners_that_are_no_square_do_no_harm(
    corners: tuple[tuple[int, int], ...], version: int, shape: tuple[int, int], seed: int
) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    code = Unread(corners, patterns.modules_of(version))
    flat = flatten.flattened(noise, code)
    side = (code.modules + 2 * QUIET) * flatten.DRAWN
    assert flat is None or flat.shape == (side, side)
