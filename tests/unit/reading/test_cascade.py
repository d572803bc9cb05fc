"""The still cascade: which step reads what, when it stops, and what it may cost."""

import time
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from reading.decode import filters, zbar, zxing
from reading.decode.cascade import STEPS, Reading, Step, View, read_texts
from reading.errors import UnreadableError
from reading.limits import Limits
from tests import degrade
from tests.codes import SEAL_LIKE, Picture, paper, put, qr

BY_NAME = {step.name: step for step in STEPS}


def any_text(_: str) -> bool:
    return True


def steps_giving(*answers: list[str]) -> tuple[Step, ...]:
    return tuple(Step(str(index), lambda _, texts=texts: Reading(list(texts))) for index, texts in enumerate(answers))


def test_the_order_of_the_cascade_is_the_measured_one() -> None:
    assert list(BY_NAME) == [
        "grey",
        "red channel",
        "blur",
        "local threshold",
        "unsharp",
        "unsharp, one threshold",
        "coarse blur",
        "flattened",
        "resized and unsharp",
        "turned",
        "zbar",
        "zbar unsharp",
    ]


@pytest.mark.parametrize("name", [name for name in BY_NAME if name not in ("red channel", "flattened")])
def test_every_step_reads_a_clean_code(name: str) -> None:
    if name.startswith("zbar") and not zbar.available():
        pytest.skip(zbar.INSTALL)
    assert BY_NAME[name].read(View(qr("HELLO", 6))).texts == ["HELLO"]


def test_the_red_channel_reads_through_a_red_stamp_that_hides_the_code_in_grey() -> None:
    code = qr(SEAL_LIKE, 5)
    inside = (20, 20, code.shape[1] - 20, code.shape[0] - 20)
    stamped = degrade.stamp(code, np.random.default_rng(2), box=inside, coverage=(0.4, 0.41))
    view = View(stamped)
    assert BY_NAME["grey"].read(view).texts == []
    assert BY_NAME["red channel"].read(view).texts == [SEAL_LIKE]


def test_a_picture_without_colour_is_not_searched_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    view = View(qr("HELLO"))
    monkeypatch.setattr(
        "reading.decode.zxing.read_with_unread",
        lambda *_: pytest.fail("the same pixels were read again"),
    )
    assert BY_NAME["red channel"].read(view).texts == []


def test_all_codes_of_one_picture_are_found() -> None:
    sheet = paper(400, 900)
    for index, text in enumerate(("ONE", "TWO", "THREE")):
        sheet = put(sheet, qr(text, 5), 20 + 300 * index, 40)
    assert set(read_texts(sheet, good=any_text)) == {"ONE", "TWO", "THREE"}


def test_the_search_stops_at_the_first_step_with_a_good_text_and_keeps_its_other_texts() -> None:
    steps = steps_giving(["courier"], ["seal", "other"], ["never asked"])
    found = read_texts(paper(50, 50), good=lambda text: text == "seal", steps=steps)
    assert found == ["courier", "seal", "other"]


def test_every_new_text_is_judged_once() -> None:
    asked: list[str] = []

    def never(text: str) -> bool:
        asked.append(text)
        return False

    steps = steps_giving(["a", "a"], ["a", "b"], [])
    assert read_texts(paper(50, 50), good=never, steps=steps) == ["a", "b"]
    assert asked == ["a", "b"]


def test_a_seal_that_only_a_later_step_reads_is_found_beside_a_clear_foreign_code() -> None:
    seal = cv2.GaussianBlur(qr(SEAL_LIKE, 5), (0, 0), 3.2).astype(np.uint8)
    sheet = put(put(paper(400, 700), seal, 20, 20), qr("COURIER", 6), 400, 20)
    assert BY_NAME["grey"].read(View(sheet)).texts == ["COURIER"]
    assert set(read_texts(sheet, good=SEAL_LIKE.__eq__)) == {"COURIER", SEAL_LIKE}


def test_one_good_seal_does_not_hide_a_second_one_that_only_a_later_step_reads() -> None:
    second = qr(SEAL_LIKE[:-1] + "3", 5)
    inside = (20, 20, second.shape[1] - 20, second.shape[0] - 20)
    stamped = degrade.stamp(second, np.random.default_rng(5), box=inside, coverage=(0.4, 0.41))
    sheet = put(put(paper(400, 800), qr(SEAL_LIKE, 5), 20, 20), stamped, 420, 20)
    assert BY_NAME["grey"].read(View(sheet)) == Reading([SEAL_LIKE], unread=True)
    assert read_texts(sheet, good=any_text) == [SEAL_LIKE, SEAL_LIKE[:-1] + "3"]


def test_the_search_for_a_second_code_ends_with_the_step_that_leaves_none_unread() -> None:
    steps = (
        Step("1", lambda _: Reading(["first"], unread=True)),
        Step("2", lambda _: Reading([], unread=None)),
        Step("3", lambda _: Reading(["first", "second"], unread=False)),
        Step("4", lambda _: Reading(["never asked"])),
    )
    assert read_texts(paper(9, 9), good=lambda text: text == "first", steps=steps) == ["first", "second"]


def test_no_step_begins_after_the_time_is_up() -> None:
    times = iter([0.0, 1.0, 6.0, 100.0])
    limits = Limits(max_seconds_per_picture=5)
    steps = steps_giving(["first"], ["too late"])
    assert read_texts(paper(9, 9), good=lambda _: False, limits=limits, clock=lambda: next(times), steps=steps) == [
        "first"
    ]


def test_a_picture_above_the_pixel_limit_is_searched_smaller() -> None:
    sizes: list[int] = []

    def measure(view: View) -> Reading:
        sizes.append(view.grey.size)
        return Reading([])

    read_texts(paper(300, 500), good=any_text, limits=Limits(max_pixels_searched=60_000), steps=(Step("m", measure),))
    assert 55_000 < sizes[0] <= 60_000


def small_print(height: int, width: int) -> Picture:
    page = paper(height, width)
    for line in range(height // 23):
        words = "terms of carriage and other conditions " * 6
        cv2.putText(page, words, (20, 40 + 23 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (0, 0, 0), 1)
    return page


def test_a_code_amid_a_page_of_small_print_is_read_although_the_page_is_read_in_tiles() -> None:
    page = put(small_print(3508, 2480), qr(SEAL_LIKE, 5), 1480, 1500)
    assert filters.is_busy(View(page).grey)
    assert read_texts(page, good=SEAL_LIKE.__eq__, steps=STEPS[:1]) == [SEAL_LIKE]


def test_a_code_larger_than_a_tile_is_read_amid_grain() -> None:
    clean = put(paper(3000, 3000, 230), qr(SEAL_LIKE, 42), 100, 100)
    grain = np.random.default_rng(1).integers(-40, 41, clean.shape)
    page = np.clip(clean + grain, 0, 255).astype(np.uint8)
    assert filters.is_busy(View(page).grey)
    assert read_texts(page, good=SEAL_LIKE.__eq__, steps=STEPS[:1]) == [SEAL_LIKE]


def finders(dots: int, side: int) -> Picture:
    """Draw nothing but corner patterns, at whose number the decoder's time grows with the square."""
    finder = np.full((9, 9), 255, np.uint8)
    finder[1:8, 1:8] = 0
    finder[2:7, 2:7] = 255
    finder[3:6, 3:6] = 0
    one = np.kron(finder, np.ones((dots, dots), np.uint8))
    sheet = np.tile(one, (side // len(one) + 1, side // len(one) + 1))[:side, :side]
    return np.repeat(sheet[:, :, None], 3, axis=2)


def test_a_picture_drawn_to_keep_the_decoder_busy_is_given_up_between_tiles() -> None:
    ticks = iter(range(1000))
    limits = Limits(max_seconds_per_picture=3)
    assert read_texts(finders(1, 2700), good=any_text, limits=limits, clock=lambda: float(next(ticks))) == []
    assert next(ticks) < 10, "the clock was asked before each tile, and then no more"


BUDGET = 2.0
ONE_STEP = 6.0
"""Seconds of processor time that the worst step may take beyond the budget; measured 0.1 to 2."""


def of_noise_and_finders() -> Picture:
    chance = np.random.default_rng(1)
    sheet = finders(1, 5000)
    return np.where(chance.random((5000, 5000, 1)) < 0.1, 255 - sheet, sheet).astype(np.uint8)


@pytest.mark.parametrize(
    "drawn",
    [of_noise_and_finders, lambda: finders(2, 5000), lambda: (120 + finders(4, 5000) // 26).astype(np.uint8)],
    ids=["noise full of corner patterns", "corner patterns", "faint ones that a filter brings out"],
)
def test_no_picture_of_25_megapixels_takes_longer_than_its_budget_and_one_step(drawn: Callable[[], Picture]) -> None:
    picture = drawn()
    started = time.process_time()
    limits = Limits(max_seconds_per_picture=BUDGET)
    read_texts(picture, good=any_text, limits=limits, clock=time.process_time)
    assert time.process_time() - started < BUDGET + ONE_STEP


def test_more_codes_than_anybody_compares_are_refused_with_advice() -> None:
    steps = steps_giving([str(number) for number in range(65)])
    with pytest.raises(UnreadableError, match="more than 64 QR codes; cut it"):
        read_texts(paper(50, 50), good=any_text, steps=steps)


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (2, 3)])
def test_tiny_pictures_hold_nothing_and_do_no_harm(size: tuple[int, int]) -> None:
    assert read_texts(paper(*size), good=any_text) == []


@pytest.mark.parametrize("seed", range(3))
def test_noise_holds_nothing(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    assert read_texts(noise, good=any_text) == []


def test_micro_qr_is_left_alone() -> None:
    import io

    import segno

    data = io.BytesIO()
    segno.make_micro("12345").save(data, kind="png", scale=8, border=4)
    picture = cv2.imdecode(np.frombuffer(data.getvalue(), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert read_texts(picture.astype(np.uint8), good=any_text) == []


def test_squares_that_the_decoder_takes_for_micro_qr_are_neither_read_nor_called_unread() -> None:
    """Asked for model 2 alone it reports 61 of them in this picture, as codes that it could not read."""
    codes, unread = zxing.read_with_unread(filters.grey(finders(1, 1995)))
    assert codes == []
    assert all(code.modules == 0 or code.modules >= 21 for code in unread)


@pytest.mark.parametrize("text", ["東京商工会議所", "غرفة تجارة دبي", "line\nbreak\x00\x7f", "ﾃﾞｻﾞｲﾝ"])
def test_texts_of_any_script_come_out_as_they_went_in(text: str) -> None:
    assert read_texts(qr(text, 6), good=any_text) == [text]


def test_bytes_that_are_no_text_still_give_a_text() -> None:
    import io

    import segno

    data = io.BytesIO()
    segno.make_qr(bytes(range(128, 256))).save(data, kind="png", scale=5, border=4)
    picture = cv2.imdecode(np.frombuffer(data.getvalue(), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    (text,) = read_texts(picture.astype(np.uint8), good=any_text)
    assert text.encode("utf-8")


def test_pyzbar_texts_outside_ascii_are_dropped_because_it_guesses_their_encoding() -> None:
    if not zbar.available():
        pytest.skip(zbar.INSTALL)
    assert BY_NAME["zbar"].read(View(qr("東京", 6))).texts == []


def test_without_pyzbar_the_rest_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zbar, "_pyzbar", lambda: None)
    assert read_texts(qr("HELLO"), good=any_text) == ["HELLO"]
    assert read_texts(paper(60, 60), good=any_text) == []
    assert not zbar.available()
