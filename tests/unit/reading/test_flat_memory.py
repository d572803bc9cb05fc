"""A long run takes no more memory at its end than at its beginning: neither where it is asked nor where it is read."""

import io
from collections.abc import Callable, Iterator

import pikepdf
import psutil
import pytest
from PIL import Image

from reading.jobs import Job, PageRead
from reading.limits import Limits
from reading.page import Wanted
from reading.pool import ReadingPool
from tests.codes import qr

PAGES = 1000
LIMITS = Limits(use_zbar=False, max_pages=PAGES)
EVERYTHING = Wanted(thumbnail=True, words=True, picture=True)


def picture() -> bytes:
    data = io.BytesIO()
    Image.fromarray(qr("HELLO", 3)).save(data, "PDF", resolution=300)
    return data.getvalue()


def long_pdf() -> io.BytesIO:
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(picture())) as one, pikepdf.new() as pdf:
        for _ in range(PAGES):
            pdf.pages.append(one.pages[0])
        pdf.save(data)
    return data


def one_long() -> Iterator[Job[int]]:
    yield Job(0, long_pdf(), EVERYTHING)


def many_short() -> Iterator[Job[int]]:
    for number in range(PAGES):
        yield Job(number, io.BytesIO(picture()), EVERYTHING)


def memory_of_all() -> int:
    """Return the resident bytes of this process and of all below it."""
    this = psutil.Process()
    return sum(resident(process) for process in (this, *this.children(recursive=True)))


def resident(process: psutil.Process) -> int:
    """Return the resident bytes of a process; 0 if it ended since it was listed, as a fork does with its file."""
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [one_long, many_short])
def test_page_1000_takes_as_much_memory_as_page_100(jobs: Callable[[], Iterator[Job[int]]]) -> None:
    figures: list[int] = []
    read = 0
    with ReadingPool(good=bool, workers=2, limits=LIMITS) as pool:
        for event in pool.read(jobs()):
            if isinstance(event, PageRead):
                assert event.page.texts == ("HELLO",)
                read += 1
                figures.append(memory_of_all() if read % 10 == 0 else 0)
    assert read == PAGES
    # The highest of some pages, for workers come and go.
    early, late = max(figures[50:150]), max(figures[-100:])
    assert 0 < late < 1.1 * early
