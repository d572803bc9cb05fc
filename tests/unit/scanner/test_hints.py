"""What would help: measured from papers as a camera sees them, and shown without flicker."""

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.decode.zxing import Unread
from scanner.camera.hints import STAYS_SECONDS, Hint, Hints, hint_for, measure
from scanner.camera.live import LiveDecoder
from tests.codes import Picture, certificate_page, paper

HEIGHT, WIDTH = 720, 1280
PAGE = certificate_page()
CODE_IN_PAGE = (1900, 400, 330)
"""Left, top and side of the code in the page."""


@dataclass(frozen=True)
class Scene:
    """A page before a camera of 1280 x 720."""

    code: int = 300
    """Side of the code in pixels."""
    blur: float = 0
    light: float = 0.85
    grain: float = 2
    glare: float = 0
    moves: int = 0
    """Pixels from one frame to the next."""

    def frame(self, number: int) -> Picture:
        left, top, side = CODE_IN_PAGE
        factor = self.code / side
        shift_x = WIDTH / 2 - (left + side / 2) * factor + number * self.moves
        shift_y = HEIGHT / 2 - (top + side / 2) * factor
        placed = np.array([[factor, 0, shift_x], [0, factor, shift_y]])
        seen = cv2.warpAffine(PAGE, placed, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderValue=(90, 100, 110))
        lit = seen.astype(np.float32)
        if self.moves:
            lit = cv2.blur(lit, (max(1, self.moves // 2), 1))
        if self.blur:
            lit = cv2.GaussianBlur(lit, (0, 0), self.blur)
        if self.glare:
            y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
            spot = np.exp(-((x - WIDTH / 2) ** 2 + (y - HEIGHT / 2) ** 2) / (2 * self.glare**2))
            lit = lit + 400 * spot[..., None]
        grain = np.random.default_rng(number).normal(0, self.grain, lit.shape)
        return np.clip(lit * self.light + grain, 0, 255).astype(np.uint8)


def shown_over(scene: Scene, seconds: float = 3.0) -> list[Hint | None]:
    """Return what is shown frame by frame, at ten frames a second; read codes clear it."""
    decoder, hints, shown = LiveDecoder(), Hints(), []
    frames = [scene.frame(number) for number in range(3)]
    for number in range(round(seconds * 10)):
        frame = frames[number % 3]
        if decoder.feed(frame):
            hints.clear()
            shown.append(None)
        else:
            shown.append(hints.look(frame, decoder.unread, number / 10))
    return shown


@pytest.mark.parametrize(
    ("scene", "hint"),
    [
        (Scene(light=0.06, grain=7), Hint.LIGHT),
        (Scene(code=60, blur=1.2), Hint.CLOSER),
        (Scene(code=70, blur=1.2), Hint.CLOSER),
        (Scene(code=300, blur=5), Hint.STILL),
        (Scene(code=300, blur=8), Hint.STILL),
        (Scene(moves=70), Hint.STILL),
        (Scene(glare=130), Hint.GLARE),
        (Scene(), None),
    ],
)
def test_a_paper_that_is_not_read_gets_the_help_that_it_needs(scene: Scene, hint: Hint | None) -> None:
    shown = shown_over(scene)
    assert shown[-1] is hint
    changes = sum(one is not other for one, other in itertools.pairwise(shown))
    assert changes <= 1, "it comes once and stays"


@pytest.mark.parametrize("grey", [90, 130, 200])
def test_an_empty_desk_gets_no_help(grey: int) -> None:
    rng = np.random.default_rng(1)
    desk = np.clip(paper(HEIGHT, WIDTH, grey) + rng.normal(0, 6, (HEIGHT, WIDTH, 3)), 0, 255).astype(np.uint8)
    assert hint_for(measure(desk, None)[0], None) is None


def test_an_unread_code_says_by_its_size_what_it_needs() -> None:
    sharp = measure(Scene().frame(0), None)[0]

    def code(side: int) -> Unread:
        return Unread(((9, 9), (9 + side, 9), (9 + side, 9 + side), (9, 9 + side)), 21)

    assert hint_for(sharp, code(100)) is Hint.CLOSER
    assert hint_for(sharp, code(300)) is Hint.STILL


@given(st.lists(st.tuples(st.floats(0.1, 0.5), st.sampled_from([None, *Hint])), max_size=80))
def test_whatever_is_measured_nothing_flickers(said: list[tuple[float, Hint | None]]) -> None:
    hints, now, changed_at, shown = Hints(), 0.0, -10.0, None
    for pause, hint in said:
        now += pause
        following = hints.note(hint, now)
        if following is not shown:
            assert shown is None or now - changed_at >= STAYS_SECONDS - 1e-9
            shown, changed_at = following, now


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (40, 2000)])
def test_odd_frames_do_no_harm(size: tuple[int, int]) -> None:
    hints = Hints()
    for second in range(5):
        hints.look(paper(*size), None, float(second))
