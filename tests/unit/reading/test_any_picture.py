"""Pictures of any shape and content: the cascade gives texts or none, and does no harm."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.decode.cascade import STEPS, Step, View, read_texts
from tests.codes import paper, put, qr

SIDES = st.one_of(st.integers(1, 8), st.integers(9, 300))


@st.composite
def pictures(draw: st.DrawFn) -> npt.NDArray[np.uint8]:
    """Draw noise, flat paper, or a code with parts of it overwritten; as it is, mirrored, or a part of a larger one."""
    height, width = draw(SIDES), draw(SIDES)
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    low = draw(st.integers(0, 255))
    picture = chance.integers(low, 256, (height, width, 3)).astype(np.uint8)
    if draw(st.booleans()):
        code = qr("HELLO", draw(st.integers(1, 5)))
        picture = put(paper(max(height, len(code)), max(width, len(code))), code, 0, 0)
        across, down = (int(chance.integers(0, side)) for side in (picture.shape[1], picture.shape[0]))
        picture[down : down + height // 3, across : across + width // 3] = low
    return {
        "as it is": picture,
        "mirrored": picture[:, ::-1],
        "upside down": picture[::-1],
        "every second": picture[::2, ::2],
        "on its side": picture.swapaxes(0, 1),
    }[draw(st.sampled_from(["as it is", "mirrored", "upside down", "every second", "on its side"]))]


@given(pictures())
@settings(max_examples=40, deadline=None)
def test_any_picture_gives_the_text_that_was_drawn_or_none(picture: npt.NDArray[np.uint8]) -> None:
    assert set(read_texts(picture, good=lambda _: False)) <= {"HELLO"}


@pytest.mark.parametrize("shape", [(1, 30_000), (30_000, 1), (2, 30_000), (30_000, 3)], ids=str)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_bears_a_picture_that_is_all_length(shape: tuple[int, int], step: Step) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert step.read(View(noise)).texts == []


@pytest.mark.parametrize("shape", [(1, 90_000), (90_000, 2)], ids=str)
def test_a_strip_longer_than_the_decoder_takes_is_searched_shorter(shape: tuple[int, int]) -> None:
    assert read_texts(np.full((*shape, 3), 200, np.uint8), good=lambda _: True) == []
