"""Pictures that a certificate names: shown only when they are the sealed ones, and drawn apart."""

import datetime as dt
import hashlib
import io
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reading.errors import Obstacle, UnreadableError
from scanner.comparison.apart import draw_apart
from scanner.comparison.pages import (
    KEPT,
    MAX_PICTURE_BYTES,
    RETRY_SECONDS,
    CertifiedPages,
    Loading,
    Missing,
    NoPages,
    Sight,
    published,
    verified_picture,
)
from scanner.comparison.sources import MOST_SCANS, pages_for, scanned_paper
from signing.content import Kind
from signing.evidence import NoAnswer
from tests.codes import Picture, paper
from tests.compared_papers import to_compare
from tests.scanned import pdf_of

DATA = b"a page"
SHA256 = hashlib.sha256(DATA).hexdigest()
PAGE = paper(20, 30, 99)


def decoded(data: bytes) -> Picture:
    assert data == DATA
    return PAGE


def never(data: bytes) -> Picture:
    raise AssertionError("what is not the sealed picture must not be looked into")


def awaited(get: Callable[[], Sight]) -> Sight:
    """Return what there is once it has come."""
    deadline = time.monotonic() + 20
    while isinstance(sight := get(), Loading) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return sight


def test_the_sealed_picture_is_shown() -> None:
    pages = CertifiedPages(lambda _sha256: DATA, decoded)

    assert isinstance(pages.get(SHA256), Loading)
    assert awaited(lambda: pages.get(SHA256)) is PAGE


@pytest.mark.parametrize("data", [None, b"", DATA + b"!", b"x" * (MAX_PICTURE_BYTES + 1)])
def test_any_other_is_not_even_looked_into(data: bytes | None) -> None:
    sight = verified_picture(SHA256, lambda _sha256: data, never)

    assert isinstance(sight, Missing)
    assert "not the one that was sealed" in sight.why


def test_a_sealed_picture_that_is_none_says_so() -> None:
    def broken(_data: bytes) -> Picture:
        raise UnreadableError(Obstacle.DAMAGED, "is damaged")

    sight = verified_picture(SHA256, lambda _sha256: DATA, broken)

    assert isinstance(sight, Missing)
    assert "is damaged" in sight.why


def test_a_service_that_does_not_answer_holds_nobody_up() -> None:
    answer = threading.Event()

    def slow(_sha256: str) -> bytes:
        answer.wait(20)
        return DATA

    pages = CertifiedPages(slow, decoded)
    assert isinstance(pages.get(SHA256), Loading)
    assert isinstance(pages.get("00" * 32), Loading)
    answer.set()

    assert awaited(lambda: pages.get(SHA256)) is PAGE


def test_few_pages_are_kept_and_others_fetched_again() -> None:
    fetched: list[str] = []

    def fetch(sha256: str) -> None:
        fetched.append(sha256)

    pages = CertifiedPages(fetch, never)
    names = [f"{number:02x}" * 32 for number in range(KEPT + 1)]
    for name in [*names, names[0]]:
        assert isinstance(awaited(lambda name=name: pages.get(name)), Missing)  # type: ignore[misc]  # a default binds it

    assert fetched == [*names, names[0]]


def test_a_picture_that_could_not_be_had_is_asked_for_again_after_a_while() -> None:
    answers: list[bytes | None] = [None, DATA]
    seconds = 0.0
    pages = CertifiedPages(lambda _sha256: answers.pop(0), decoded, ticks=lambda: seconds)

    assert isinstance(awaited(lambda: pages.get(SHA256)), Missing)
    assert isinstance(pages.get(SHA256), Missing)
    assert len(answers) == 1

    seconds = RETRY_SECONDS + 1
    # Until it comes, the person reads what is the matter.
    assert awaited(lambda: Loading() if isinstance(sight := pages.get(SHA256), Missing) else sight) is PAGE


class Service:
    """A reference service in this process; it remembers what it was asked."""

    def __init__(self, answer: bytes | NoAnswer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dt.date, str, int]] = []

    def document(self, number: str, day: dt.date, sha256: str, *, max_bytes: int) -> bytes | NoAnswer:
        self.asked.append((number, day, sha256, max_bytes))
        return self.answer


def test_pictures_are_asked_for_by_number_day_and_hash() -> None:
    comparison = to_compare(Kind.INVOICE)
    service = Service(DATA)

    assert published(service, comparison)(SHA256) == DATA
    assert service.asked == [("TYO26000001P56QEG7F", comparison.issued, SHA256, MAX_PICTURE_BYTES)]
    assert published(Service(NoAnswer("It is down.")), comparison)(SHA256) is None


def test_offline_it_is_said_that_pictures_need_the_network() -> None:
    sight = pages_for(to_compare(Kind.INVOICE), None).get(SHA256)

    assert sight == NoPages().get(SHA256)
    assert isinstance(sight, Missing)
    assert "online" in sight.why


def png(page: Picture) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(page[:, :, ::-1])).save(out, "PNG")
    return out.getvalue()


def test_a_page_is_drawn_by_another_process() -> None:
    page = paper(60, 40)
    page[10:20, 5:15] = (0, 0, 255)
    data = png(page)
    service = Service(data)
    sha256 = hashlib.sha256(data).hexdigest()

    pages = pages_for(to_compare(Kind.INVOICE), service)

    drawn = awaited(lambda: pages.get(sha256))
    assert isinstance(drawn, np.ndarray)
    assert np.array_equal(drawn, page)


@pytest.mark.parametrize("data", [b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_what_is_no_picture_stays_outside(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        draw_apart(data)


def test_the_pages_of_a_file_are_shown_beside_the_boxes(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(pdf_of(*[paper(300, 200, 100 + number) for number in range(3)]))

    with file.open("rb") as opened:
        scanned = scanned_paper(opened, [1, 3])

    assert [int(page[5, 5, 0]) for page in scanned.pictures] == pytest.approx([100, 102], abs=3)
    assert scanned.words.strip() == ""


def test_a_file_without_these_pages_shows_nothing() -> None:
    assert scanned_paper(io.BytesIO(pdf_of(paper(30, 20))), [2]).pictures == ()


def test_no_more_pages_are_drawn_than_are_looked_at() -> None:
    file = io.BytesIO(pdf_of(*[paper(30, 20)] * (MOST_SCANS + 2)))

    assert len(scanned_paper(file, range(1, MOST_SCANS + 3)).pictures) == MOST_SCANS
