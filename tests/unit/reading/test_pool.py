"""Many files on all cores: everything in its order, one bad page or file costs nothing else, and no process is left."""

import io
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from reading import pool as pool_module
from reading.errors import Obstacle
from reading.jobs import Event, FileEnd, Job, PageLost, PageRead
from reading.limits import Limits
from reading.page import Wanted
from reading.pool import ReadingPool
from reading.starting import FreshStarter, Worker
from tests.codes import Picture, paper, qr
from tests.reading_processes import reading_processes, workers

LIMITS = Limits(use_zbar=False)


def tiff(*pictures: Picture) -> io.BytesIO:
    first, *others = [Image.fromarray(picture) for picture in pictures]
    data = io.BytesIO()
    first.save(data, "TIFF", save_all=True, append_images=others)
    return data


def pdf(*pictures: Picture) -> io.BytesIO:
    first, *others = [Image.fromarray(picture) for picture in pictures]
    data = io.BytesIO()
    first.save(data, "PDF", resolution=300, save_all=True, append_images=others)
    return data


def png(text: str) -> io.BytesIO:
    data = io.BytesIO()
    Image.fromarray(qr(text)).save(data, "PNG")
    return data


def told(event: Event[str]) -> tuple[object, ...]:
    """Return an event as something that can be compared at a glance."""
    match event:
        case PageRead(about, page):
            return about, page.number, *page.texts
        case PageLost(about, number, _, error):
            return about, number, error.obstacle
        case FileEnd(about, error):
            return about, "end" if error is None else error.obstacle


def all_told(*jobs: Job[str], limits: Limits = LIMITS, workers: int = 2) -> list[tuple[object, ...]]:
    with ReadingPool(good=bool, workers=workers, limits=limits) as pool:
        return [told(event) for event in pool.read(jobs)]


def descendants() -> set[int]:
    return {process.pid for process in reading_processes()}


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    before = descendants()
    yield
    assert descendants() == before


@pytest.fixture(params=["forked", "fresh"])
def _any_starter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start workers as on Linux, and as everywhere else."""
    if request.param == "fresh":
        monkeypatch.setattr(pool_module, "best_starter", FreshStarter)
    elif sys.platform != "linux":
        pytest.skip("workers are forked on Linux alone")


# The order.


@pytest.mark.usefixtures("_any_starter")
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_files_and_pages_come_in_their_order(workers: int) -> None:
    jobs = [
        Job("long", pdf(*[qr(f"PAGE {number}") for number in range(1, 8)])),
        Job("picture", png("HELLO")),
        Job("could not be opened", None),
        Job("not a picture", io.BytesIO(b"This is no picture.")),
        Job("fax", tiff(qr("ONE"), paper(90, 90))),
    ]
    assert all_told(*jobs, workers=workers) == [
        *(("long", number, f"PAGE {number}") for number in range(1, 8)),
        ("long", "end"),
        ("picture", None, "HELLO"),
        ("picture", "end"),
        ("could not be opened", "end"),
        ("not a picture", Obstacle.UNKNOWN_KIND),
        ("fax", 1, "ONE"),
        ("fax", 2),
        ("fax", "end"),
    ]


@pytest.mark.parametrize("first", [1, 3, 4, 9])
def test_pages_that_were_read_in_an_earlier_run_are_not_read_again(first: int) -> None:
    pages = [(number, f"P{number}") for number in (1, 2, 3)]
    events = all_told(
        Job("begun", pdf(*(qr(text) for _, text in pages)), first_page=first), Job("next", png("N"), first_page=2)
    )
    assert events == [("begun", *page) for page in pages if page[0] >= first] + [("begun", "end"), ("next", "end")]


def test_a_pool_reads_again_after_it_has_read() -> None:
    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        for text in ("ONE", "TWO"):
            assert [told(event) for event in pool.read([Job("x", png(text))])] == [("x", None, text), ("x", "end")]


def test_what_is_wanted_of_a_file_comes_with_its_pages() -> None:
    jobs = [Job("plain", png("ONE")), Job("shown", png("TWO"), Wanted(thumbnail=True, picture=True))]
    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        pages = {event.about: event.page for event in pool.read(jobs) if isinstance(event, PageRead)}
    assert (pages["plain"].thumbnail, pages["plain"].picture) == (None, None)
    assert pages["shown"].thumbnail is not None
    assert pages["shown"].picture is not None


def test_files_are_asked_for_a_few_ahead_and_no_more() -> None:
    asked = 0

    def jobs() -> Iterator[Job[str]]:
        nonlocal asked
        for number in range(100):
            asked += 1
            yield Job(str(number), png("HELLO"))

    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        events = pool.read(jobs())
        for number in range(10):
            assert told(next(events)) == (str(number), None, "HELLO")
            assert told(next(events)) == (str(number), "end")
            assert asked <= number + 2 + pool_module.FILES_AHEAD


def test_what_was_read_comes_while_the_next_file_is_waited_for() -> None:
    more = threading.Event()

    def jobs() -> Iterator[Job[str]]:
        yield Job("first", png("HELLO"))
        assert more.wait(60)
        yield Job("second", None)

    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        events = pool.read(jobs())
        assert [told(next(events)), told(next(events))] == [("first", None, "HELLO"), ("first", "end")]
        more.set()
        assert [told(event) for event in events] == [("second", "end")]


def test_files_that_end_by_themselves_come_although_nobody_reads_anything() -> None:
    more = threading.Event()

    def jobs() -> Iterator[Job[str]]:
        assert more.wait(60)
        for number in range(3 * pool_module.FILES_AHEAD):
            yield Job(str(number), None)

    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        # The one who asks is waiting when the first of them is added.
        threading.Timer(0.2, more.set).start()
        events = [told(event) for event in pool.read(jobs())]
    assert events == [(str(number), "end") for number in range(3 * pool_module.FILES_AHEAD)]


# What goes wrong costs nothing else.


def test_what_the_list_of_files_raises_comes_after_all_files_before_it() -> None:
    def jobs() -> Iterator[Job[str]]:
        yield Job("first", png("HELLO"))
        raise ValueError("the folder vanished")

    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        events = pool.read(jobs())
        assert [told(next(events)), told(next(events))] == [("first", None, "HELLO"), ("first", "end")]
        with pytest.raises(ValueError, match="the folder vanished"):
            next(events)


def test_what_the_judge_of_texts_raises_comes_to_the_one_who_asks() -> None:
    def broken(_: str) -> bool:
        raise ValueError("no trust list")

    with (
        ReadingPool(good=broken, workers=2, limits=LIMITS) as pool,
        pytest.raises(ValueError, match="no trust list"),
    ):
        list(pool.read([Job("x", png("HELLO"))]))


def signalling(at: str, number: signal.Signals) -> Callable[[str], bool]:
    """Return a judge of texts that sends a signal to the worker, the only one, when it is asked about one of them.

    So a worker hangs or crashes at one page, as a hostile file may have it do.
    """

    def good(text: str) -> bool:
        if text == at:
            (worker,) = workers()
            worker.send_signal(number)
        return True

    return good


FIVE = [qr(f"PAGE {number}") for number in range(1, 6)]


def five_without_the_third(obstacle: Obstacle) -> list[tuple[object, ...]]:
    return [
        ("long", 1, "PAGE 1"),
        ("long", 2, "PAGE 2"),
        ("long", 3, obstacle),
        ("long", 4, "PAGE 4"),
        ("long", 5, "PAGE 5"),
        ("long", "end"),
        ("next", None, "HELLO"),
        ("next", "end"),
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("_any_starter")
def test_a_page_that_hangs_is_lost_and_the_others_come() -> None:
    limits = Limits(use_zbar=False, max_seconds_per_picture=4.0)
    with ReadingPool(good=signalling("PAGE 3", signal.SIGSTOP), workers=1, limits=limits) as pool:
        events = [told(event) for event in pool.read([Job("long", pdf(*FIVE)), Job("next", png("HELLO"))])]
    assert events == five_without_the_third(Obstacle.PAGE_TOO_SLOW)


@pytest.mark.usefixtures("_any_starter")
def test_a_page_that_kills_its_worker_is_lost_and_the_others_come() -> None:
    with ReadingPool(good=signalling("PAGE 3", signal.SIGSEGV), workers=1, limits=LIMITS) as pool:
        events = [told(event) for event in pool.read([Job("long", pdf(*FIVE)), Job("next", png("HELLO"))])]
    assert events == five_without_the_third(Obstacle.STOPPED)


def test_a_page_that_cannot_be_read_is_lost_and_the_others_come() -> None:
    jobs = [Job("fax", tiff(qr("ONE"), paper(1000, 1000), qr("THREE")))]
    assert all_told(*jobs, limits=Limits(use_zbar=False, max_pixels_per_picture=500_000)) == [
        ("fax", 1, "ONE"),
        ("fax", 2, Obstacle.TOO_MANY_PIXELS),
        ("fax", 3, "THREE"),
        ("fax", "end"),
    ]


def test_a_file_has_a_time_of_its_own_in_which_workers_are_busy_with_it() -> None:
    ticks = iter(range(1000))
    limits = Limits(use_zbar=False, max_seconds_per_file=3)
    # Each look at the clock is a second later: one for opening, one for each page.
    with ReadingPool(good=bool, workers=1, limits=limits, clock=lambda: float(next(ticks))) as pool:
        events = [told(event) for event in pool.read([Job("long", pdf(*FIVE)), Job("next", png("HELLO"))])]
    assert events == [
        *(("long", number, f"PAGE {number}") for number in range(1, 4)),
        ("long", Obstacle.FILE_TOO_SLOW),
        ("next", None, "HELLO"),
        ("next", "end"),
    ]


def test_a_system_without_room_for_a_process_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(FreshStarter):
        def start(self) -> Worker:
            raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(pool_module, "best_starter", Full)
    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        (end,) = pool.read([Job("x", png("HELLO"))])
    assert isinstance(end, FileEnd)
    assert "no process can be started (Resource temporarily unavailable)" in str(end.error)


# Nothing is left behind; `no_process_is_left` looks after each test.


@pytest.mark.usefixtures("_any_starter")
def test_leaving_in_the_middle_ends_all_workers() -> None:
    before = descendants()
    with ReadingPool(good=bool, workers=2, limits=LIMITS) as pool:
        for _ in pool.read([Job("long", pdf(*FIVE * 5))]):
            assert descendants() - before
            break


def test_an_error_of_the_one_who_asks_ends_all_workers() -> None:
    def interrupted() -> None:
        with ReadingPool(good=bool, workers=2, limits=LIMITS) as pool:
            for _ in pool.read([Job("long", pdf(*FIVE * 5))]):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()


def test_leaving_does_not_wait_for_files_that_may_never_come() -> None:
    never = threading.Event()

    def jobs() -> Iterator[Job[str]]:
        yield Job("first", png("HELLO"))
        never.wait()

    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        events = pool.read(jobs())
        assert told(next(events)) == ("first", None, "HELLO")
    never.set()


def test_a_pool_that_was_not_entered_says_so() -> None:
    with pytest.raises(RuntimeError, match="was not entered"):
        next(ReadingPool(good=bool, limits=LIMITS).read([]))
