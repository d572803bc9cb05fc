"""The live decoder: which part of a frame it looks at, and that it loses nothing that moves."""

import cv2
import numpy as np
import pytest

from reading.decode import zxing
from reading.decode.zxing import Code, Grey
from scanner.camera.live import LOOK_AROUND_EVERY, LiveDecoder
from scanner.camera.sightings import GONE_AFTER, Sightings
from tests.codes import SEAL_LIKE, Picture, paper, put, qr

HEIGHT, WIDTH = 720, 1280
BLANK = paper(HEIGHT, WIDTH, 120)
CODE = qr(SEAL_LIKE, 4)


class Looks(list[tuple[tuple[int, ...], bool]]):
    """Records what zxing-cpp was asked: the size of the picture, and whether thoroughly."""


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    seen, real = Looks(), zxing.read

    def spy(grey: Grey, *, thorough: bool = True) -> list[Code]:
        seen.append((grey.shape, thorough))
        return real(grey, thorough=thorough)

    def spy_thorough(grey: Grey) -> tuple[list[Code], list[zxing.Unread]]:
        seen.append((grey.shape, True))
        return real_thorough(grey)

    real_thorough = zxing.read_with_unread
    monkeypatch.setattr(zxing, "read", spy)
    monkeypatch.setattr(zxing, "read_with_unread", spy_thorough)
    return seen


def test_an_empty_view_is_searched_at_half_size_and_every_third_time_whole_and_thoroughly(
    looks: Looks,
) -> None:
    decoder = LiveDecoder()
    for _ in range(6):
        assert decoder.feed(BLANK) == []
    half, whole = ((HEIGHT // 2, WIDTH // 2), False), ((HEIGHT, WIDTH), True)
    assert looks == [half, half, whole, half, half, whole]


def test_a_code_is_then_looked_for_where_it_was_with_a_quarter_around(looks: Looks) -> None:
    decoder = LiveDecoder()
    frame = put(BLANK, CODE, 500, 200)
    decoder.feed(frame)
    looks.clear()
    assert [code.text for code in decoder.feed(frame)] == [SEAL_LIKE]
    ((height, width), thorough) = looks[0]
    inner = CODE.shape[0] - 2 * 4 * 4
    assert len(looks) == 1
    assert not thorough
    assert height == pytest.approx(inner * 1.5, abs=6)
    assert width == pytest.approx(inner * 1.5, abs=6)


def test_corners_are_those_of_the_whole_frame_whatever_part_was_searched() -> None:
    decoder = LiveDecoder()
    frame = put(BLANK, CODE, 500, 200)
    margin = 4 * 4
    for _ in range(3):
        (code,) = decoder.feed(frame)
        assert code.corners[0] == pytest.approx((500 + margin, 200 + margin), abs=4)
        assert code.corners[2] == pytest.approx((500 + CODE.shape[1] - margin, 200 + CODE.shape[0] - margin), abs=4)


def test_a_moving_code_is_never_lost() -> None:
    decoder = LiveDecoder()
    for step in range(40):
        frame = put(BLANK, CODE, 50 + 15 * step, 100 + 5 * step)
        assert [code.text for code in decoder.feed(frame)] == [SEAL_LIKE], step


def test_a_code_that_jumped_is_found_in_the_same_frame() -> None:
    decoder = LiveDecoder()
    decoder.feed(put(BLANK, CODE, 50, 50))
    assert [code.text for code in decoder.feed(put(BLANK, CODE, 900, 400))] == [SEAL_LIKE]


def test_a_second_code_coming_into_view_is_found_although_the_first_stays() -> None:
    decoder = LiveDecoder()
    one = put(BLANK, CODE, 50, 50)
    both = put(one, qr("SECOND", 8), 900, 300)
    decoder.feed(one)
    found = {code.text for _ in range(LOOK_AROUND_EVERY + 1) for code in decoder.feed(both)}
    assert found == {SEAL_LIKE, "SECOND"}


def test_a_code_too_small_for_half_size_is_found_by_the_third_frame_and_then_kept() -> None:
    decoder = LiveDecoder()
    frame = put(BLANK, qr(SEAL_LIKE, 2), 400, 300)
    found = [bool(decoder.feed(frame)) for _ in range(40)]
    assert any(found[:3])
    assert all(found[3:]), "looking around must not lose it"


def test_a_dark_and_grainy_code_is_read() -> None:
    decoder = LiveDecoder()
    rng = np.random.default_rng(4)
    lit = put(paper(HEIGHT, WIDTH, 150), qr(SEAL_LIKE, 6), 400, 200).astype(np.float32) * 0.15
    read = 0
    for _ in range(9):
        grainy = np.clip(lit + rng.normal(0, 9, lit.shape), 0, 255).astype(np.uint8)
        read += bool(decoder.feed(grainy))
    assert read >= 6


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (3, 2)])
def test_odd_frames_do_no_harm(size: tuple[int, int]) -> None:
    decoder = LiveDecoder()
    assert [decoder.feed(paper(*size)) for _ in range(4)] == [[], [], [], []]


def test_a_code_at_the_edge_of_the_frame_is_followed() -> None:
    decoder = LiveDecoder()
    frame: Picture = put(BLANK, qr(SEAL_LIKE, 4, border=1), 0, 0)
    frame = cv2.copyMakeBorder(frame, 12, 0, 12, 0, cv2.BORDER_CONSTANT, value=(255, 255, 255)).astype(np.uint8)
    assert [len(decoder.feed(frame)) for _ in range(3)] == [1, 1, 1]


# One result per text until it leaves the view.

A = Code("A", ((0, 0), (9, 0), (9, 9), (0, 9)))
B = Code("B", ((20, 0), (29, 0), (29, 9), (20, 9)))


def test_a_text_counts_once_while_it_stays_in_view() -> None:
    sightings = Sightings()
    assert sightings.see([A, A], 0.0) == ["A"]
    assert sightings.see([A], 1.0) == []
    assert sightings.see([], 2.5) == []
    assert sightings.see([A], 1.0 + GONE_AFTER) == []


def test_a_text_counts_again_after_two_seconds_out_of_view() -> None:
    sightings = Sightings()
    sightings.see([A], 0.0)
    assert sightings.see([A], GONE_AFTER + 0.1) == ["A"]


def test_the_latest_code_in_view_comes_first() -> None:
    sightings = Sightings()
    sightings.see([A], 0.0)
    sightings.see([A, B], 0.1)
    assert sightings.in_view() == [B, A]
    sightings.see([B], GONE_AFTER + 0.15)
    assert sightings.in_view() == [B]


def test_an_outline_is_trusted_for_a_moment_only() -> None:
    sightings = Sightings()
    sightings.see([A], 10.0)
    assert sightings.located("A", 10.2)
    assert not sightings.located("A", 11.0)
