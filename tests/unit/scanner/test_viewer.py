"""What the person before the camera sees and what keys do: the still on a hit above all."""

import numpy as np
import pytest

from reading.decode.zxing import Code
from scanner.camera.sightings import InView
from scanner.camera.video import Moment
from scanner.camera.viewer import FOREIGN_WAITS, View, Viewer, Wish
from scanner.camera.watch import Hit, Seen
from scanner.screen.finding import Finding, Kind
from scanner.screen.tones import NAVY, TONES
from signing.result import Reason, Verdict, VerificationResult
from tests.codes import Picture, paper

FRAME = paper(480, 640, 120)
CODE = Code("X", ((300, 40), (500, 40), (500, 240), (300, 240)))
SIZE = (1280, 720)
ENTER, SPACE, ESCAPE = 13, 32, 27
FOREIGN = VerificationResult(Verdict.INDETERMINATE, Reason.FOREIGN_CODE, host="carrier.example")


def hit(text: str = "X", kind: Kind = Kind.COMPARE, seconds: float = 0.0, *, foreign: bool = False) -> Hit:
    finding = Finding(kind, kind.name, (text,), "Next step", FOREIGN if foreign else None)
    return Hit(text, finding, seconds, FRAME, CODE)


class Comparing:
    """A comparison that ends as the test wants."""

    def __init__(self, ends: Kind) -> None:
        self.ends = ends

    def draw(self, width: int, height: int) -> Picture:
        return paper(height, width, 77)

    def press(self, key: int) -> Finding | None:
        return Finding(self.ends, self.ends.name, ("X",)) if key == ENTER else None


class Stand:
    """A viewer with what it has said, and a clock."""

    def __init__(self, *, continuous: bool = False, ends: Kind = Kind.CONFIRMED) -> None:
        self.said: list[Kind] = []
        self.opened: list[Hit] = []
        self.ends = ends
        self.viewer = Viewer(say=self.said.append, compare=self._open, continuous=continuous)

    def _open(self, hit: Hit) -> View:
        self.opened.append(hit)
        return Comparing(self.ends)

    def look(self, seconds: float, *texts: str, trouble: str = "") -> None:
        seen = Seen([InView(Code(text, CODE.corners), None, located=True) for text in texts])
        self.viewer.look(Moment(None if trouble else FRAME, seconds, trouble), seen)

    def press(self, keys: str) -> list[Wish]:
        return [self.viewer.press(ord(key)) for key in keys]

    @property
    def text(self) -> str | None:
        still = self.viewer.still
        return None if still is None else still.text


def share(picture: Picture, colour: tuple[int, int, int]) -> float:
    return float((picture == np.array(colour[::-1])).all(axis=2).mean())


@pytest.fixture
def stand() -> Stand:
    return Stand()


@pytest.mark.parametrize("kind", Kind)
def test_a_hit_stands_still_with_its_verdict_large_until_the_person_goes_on(stand: Stand, kind: Kind) -> None:
    stand.viewer.report(hit(kind=kind))
    stand.look(0.1, "X")
    assert stand.viewer.stands_still
    still = stand.viewer.picture(*SIZE)
    assert share(still, TONES[kind].panel) > 0.25
    stand.look(9.0)
    assert np.array_equal(stand.viewer.picture(*SIZE), still), "whatever the camera shows meanwhile"
    stand.press(" ")
    assert not stand.viewer.stands_still
    assert stand.said == [kind], "one tone for one result"


def test_the_paper_that_stays_is_not_shown_twice_and_the_next_one_is(stand: Stand) -> None:
    stand.viewer.report(hit("X"))
    stand.look(0.1, "X")
    stand.viewer.report(hit("Y", Kind.INVALID, 1.0))
    stand.look(1.0, "X", "Y")
    assert stand.text == "X"
    stand.press(" ")
    stand.look(1.1, "X", "Y")
    assert stand.text == "Y"
    stand.press(" ")
    stand.look(1.2, "X", "Y")
    assert stand.text is None


def test_what_came_and_went_while_the_picture_stood_still_is_not_shown(stand: Stand) -> None:
    stand.viewer.report(hit("X"))
    stand.look(0.1, "X")
    stand.viewer.report(hit("Y", seconds=1.0))
    stand.look(5.0, "X")
    stand.press(" ")
    stand.look(5.1, "X")
    assert stand.text is None


def test_an_answer_that_came_after_the_paper_was_taken_away_is_shown(stand: Stand) -> None:
    stand.viewer.report(hit("X", Kind.INVALID, 3.0))
    stand.look(3.0)
    assert stand.text == "X"


def test_the_certificates_own_code_goes_before_those_of_carriers(stand: Stand) -> None:
    stand.viewer.report(hit("parcel", Kind.INDETERMINATE, 1.0, foreign=True))
    stand.look(1.0, "parcel")
    assert stand.text is None, "it waits a moment"
    stand.viewer.report(hit("X", seconds=1.2))
    stand.look(1.2, "parcel", "X")
    assert stand.text == "X"
    stand.press(" ")
    stand.look(9.0, "parcel", "X")
    assert stand.text is None


def test_a_foreign_code_alone_is_shown_after_a_moment(stand: Stand) -> None:
    stand.viewer.report(hit("look-alike", Kind.INDETERMINATE, 1.0, foreign=True))
    stand.look(1.0 + FOREIGN_WAITS, "look-alike")
    assert stand.text == "look-alike"


@pytest.mark.parametrize("key", ["\r", "\n", "c", "C"])
def test_enter_compares_and_green_comes_only_then(stand: Stand, key: str) -> None:
    stand.viewer.report(hit())
    stand.look(0.1, "X")
    assert share(stand.viewer.picture(*SIZE), TONES[Kind.CONFIRMED].panel) == 0
    stand.press(key)
    assert stand.opened[0].frame is FRAME
    assert share(stand.viewer.picture(*SIZE), (77, 77, 77)) == 1
    assert stand.press("q ") == [Wish.NOTHING] * 2, "in the comparison keys mean what it says they mean"
    stand.press("\r")
    assert share(stand.viewer.picture(*SIZE), TONES[Kind.CONFIRMED].panel) > 0.3
    assert stand.said == [Kind.COMPARE, Kind.CONFIRMED]


@pytest.mark.parametrize(
    ("ends", "said"), [(Kind.INVALID, [Kind.COMPARE, Kind.INVALID]), (Kind.COMPARE, [Kind.COMPARE])]
)
def test_a_comparison_that_found_a_difference_or_was_left_is_never_green(ends: Kind, said: list[Kind]) -> None:
    stand = Stand(ends=ends)
    stand.viewer.report(hit())
    stand.look(0.1, "X")
    stand.press("\r\r")
    assert share(stand.viewer.picture(*SIZE), TONES[Kind.CONFIRMED].panel) == 0
    assert stand.said == said


def test_enter_goes_on_where_there_is_nothing_to_compare(stand: Stand) -> None:
    stand.viewer.report(hit(kind=Kind.INVALID))
    stand.look(0.1, "X")
    stand.press("\r")
    assert stand.text is None
    assert stand.opened == []


def test_continuously_nothing_stops_each_result_has_its_tone_and_the_latest_can_be_compared() -> None:
    stand = Stand(continuous=True)
    stand.viewer.report(hit("X"))
    stand.look(0.1, "X")
    stand.viewer.report(hit("Y"))
    stand.look(0.2, "X", "Y")
    assert not stand.viewer.stands_still
    assert stand.said == [Kind.COMPARE] * 2
    stand.press("c")
    assert [one.text for one in stand.opened] == ["Y"]


def test_keys_ask_the_program_for_what_it_can_do(stand: Stand) -> None:
    assert stand.press("fFnmqQ") == [
        Wish.FULL_SCREEN,
        Wish.FULL_SCREEN,
        Wish.NEXT_CAMERA,
        Wish.MUTE,
        Wish.QUIT,
        Wish.QUIT,
    ]
    assert stand.viewer.press(ESCAPE) is Wish.QUIT
    assert stand.press("r") == [Wish.NOTHING], "there is nothing to check again"
    stand.viewer.report(hit())
    stand.look(0.1, "X")
    assert stand.press("r") == [Wish.CHECK_AGAIN]
    given = stand.viewer.forget()
    assert given is not None
    assert given.text == "X"
    assert stand.text is None


def test_the_table_of_keys_opens_and_any_key_closes_it(stand: Stand) -> None:
    stand.look(0.0)
    stand.press("?")
    assert share(stand.viewer.picture(*SIZE), NAVY) > 0.8
    assert stand.press("q") == [Wish.NOTHING], "who reads the keys does not know yet what Q does"
    assert share(stand.viewer.picture(*SIZE), NAVY) < 0.2


def test_a_lost_camera_is_told_over_the_last_picture(stand: Stand) -> None:
    stand.look(0.0)
    calm = stand.viewer.picture(*SIZE)
    stand.look(3.0, trouble="camera 0 gives no more pictures; check its cable")
    told = stand.viewer.picture(*SIZE)
    assert share(told[:70], NAVY) > 0.6
    assert np.array_equal(told[100:600], calm[100:600])
    stand.look(4.0)
    assert np.array_equal(stand.viewer.picture(*SIZE), calm)


@pytest.mark.parametrize("size", [(200, 200), (400, 1000), (3000, 500)])
def test_a_window_of_any_shape_shows_the_whole_frame_undistorted(stand: Stand, size: tuple[int, int]) -> None:
    stand.look(0.0)
    picture = stand.viewer.picture(*size)
    assert picture.shape == (size[1], size[0], 3)
    rows, columns = np.nonzero((picture == 120).all(axis=2))
    assert np.ptp(columns) + 1 == pytest.approx(min(size[0], size[1] * 4 / 3), abs=2)
    stand.viewer.report(hit())
    stand.look(0.1, "X")
    assert stand.viewer.picture(*size).shape == (size[1], size[0], 3)
    assert len(rows)


def test_escape_goes_one_step_back_before_it_leaves() -> None:
    stand = Stand()
    stand.viewer.report(hit())
    stand.look(0.1, "X")

    assert stand.viewer.press(ESCAPE) is Wish.NOTHING
    assert stand.viewer.still is None
    assert stand.viewer.press(ESCAPE) is Wish.QUIT
