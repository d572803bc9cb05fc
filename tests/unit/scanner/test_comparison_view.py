"""The comparison as a person sees it: never green too early, red where it differs, pictures only when they are true."""

import datetime as dt
import itertools

import numpy as np
import pytest

from scanner.comparison.comparison import Comparison
from scanner.comparison.course import Stage
from scanner.comparison.hints import Hint
from scanner.comparison.outcome import Found, Outcome
from scanner.comparison.pages import Loading, Missing, Sight
from scanner.comparison.view import ComparisonView
from scanner.screen import typeface
from scanner.screen.tones import AMBER, GREEN, GREEN_TINT, NAVY, RED
from scanner.screen.typeface import Colour
from signing.content import Kind
from tests.codes import Picture, paper
from tests.compared_papers import to_compare

ENTER, BACKSPACE, ESCAPE, SPACE, TAB = 13, 8, 27, 32, 9
SIZE = (1200, 720)
NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
COMPARISON = to_compare()


class Given:
    """Pages that are what the test says."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight

    def get(self, sha256: str) -> Sight:
        return self.sight


def view_of(comparison: Comparison = COMPARISON, **others: object) -> ComparisonView:
    # `others` are the view's own keywords, whatever their types.
    seconds = itertools.count()
    return ComparisonView(comparison, clock=lambda: NOON, ticks=lambda: next(seconds), **others)  # type: ignore[arg-type]


def press(view: ComparisonView, *keys: int | str) -> Outcome | None:
    """Look, then press, as a person does."""
    outcome = None
    for key in keys:
        view.draw(*SIZE)
        outcome = view.press(ord(key) if isinstance(key, str) else key)
    return outcome


def count(picture: Picture, colour: Colour) -> int:
    return int((picture == np.array(colour[::-1])).all(axis=2).sum())


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect every text that is drawn."""
    texts: list[str] = []
    drawing = typeface.draw

    def note(*arguments: object, **options: object) -> None:  # handed on as they came
        texts.append(str(arguments[2]))
        drawing(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(typeface, "draw", note)
    return texts


def test_nothing_is_green_before_the_person_has_confirmed() -> None:
    view = view_of(scans=[paper(800, 600)])
    outcome = None
    while outcome is None:
        before = view.draw(*SIZE)
        assert count(before, GREEN) == count(before, GREEN_TINT) == 0
        assert count(before, NAVY) > 1000
        outcome = view.press(ENTER)

    assert outcome.found is Found.CONFIRMED
    assert count(view.draw(*SIZE), GREEN) > 2000


def test_a_difference_is_red_and_says_what_to_do(written: list[str]) -> None:
    view = view_of()
    press(view, ENTER, "d")
    written.clear()

    assert count(view.draw(*SIZE), RED) > 2000
    said = " ".join(written)
    assert "Do not rely on this paper." in said
    assert COMPARISON.contact in said

    outcome = press(view, ENTER)
    assert outcome is not None
    assert outcome.found is Found.DIFFERS
    ending = view.draw(*SIZE)
    assert count(ending, RED) > 2000
    assert count(ending, GREEN) == 0


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("size", [(1600, 900), (1024, 600), (480, 320)])
def test_every_certified_text_is_drawn(kind: Kind, size: tuple[int, int], written: list[str]) -> None:
    comparison = to_compare(kind)
    view = view_of(comparison, pages=Given(paper(400, 300)))
    shown: list[str] = []
    while view.course.stage is Stage.BOX:
        written.clear()
        view.draw(*size)
        shown += written
        view.press(SPACE)

    squeezed = "".join("".join(shown).split())
    for line in (line for box in comparison.boxes for line in box.lines):
        for part in line.text.split("\n"):
            assert "".join(part.split()) in squeezed


def test_nothing_is_drawn_twice() -> None:
    view = view_of()
    assert view.draw(*SIZE) is view.draw(*SIZE)
    assert view.draw(900, 600).shape == (600, 900, 3)


def test_a_window_of_no_size_is_drawn_all_the_same() -> None:
    assert view_of().draw(0, 0).shape == (320, 480, 3)


def test_a_hint_is_marked(written: list[str]) -> None:
    consignee = COMPARISON.boxes[2]
    assert consignee.lines[0].text == "Nordwind Handels GmbH"
    view = view_of(hints=[Hint(2, 0, "Nordwind Handels GmbH")])
    plain = count(view.draw(*SIZE), AMBER)
    press(view, ENTER, ENTER)
    written.clear()

    assert count(view.draw(*SIZE), AMBER) > plain + 200
    assert "not found in the file's text: look closely" in written


def test_all_the_same_is_offered_once_everything_was_shown(written: list[str]) -> None:
    view = view_of()
    press(view, *[SPACE] * 8, "a")
    assert "all the same" not in written
    assert view.course.stage is Stage.BOX

    press(view, SPACE, BACKSPACE)
    view.draw(*SIZE)
    assert "all the same" in written
    outcome = press(view, "a", ENTER)
    assert outcome is not None
    assert outcome.found is Found.CONFIRMED


def test_escape_leaves_the_paper_uncompared() -> None:
    view = view_of()
    outcome = press(view, ENTER, ESCAPE)

    assert outcome == Outcome(Found.NOT_COMPARED, COMPARISON.sid, NOON, 1, 10)
    assert view.stop() == outcome


def test_a_closed_window_stops() -> None:
    assert view_of().stop().found is Found.NOT_COMPARED


@pytest.mark.parametrize("key", [0, 255, -1, ord("x"), 81])
def test_other_keys_do_nothing(key: int) -> None:
    view = view_of()
    assert press(view, key) is None
    assert (view.course.position, view.course.same) == (0, 0)


def test_the_scan_is_leafed_through_and_enlarged() -> None:
    view = view_of(scans=[paper(1200, 400, 250), paper(600, 400, 120)])
    first = view.draw(*SIZE)
    press(view, "z")
    enlarged = view.draw(*SIZE)
    press(view, TAB)
    second = view.draw(*SIZE)

    assert count(enlarged, (250, 250, 250)) > 1.2 * count(first, (250, 250, 250))
    assert count(second, (120, 120, 120)) > 10_000


def document(pages: int = 1) -> Comparison:
    hashes = [f"{number:02x}" * 32 for number in range(pages)]
    return to_compare(Kind.INVOICE, document={"title": "I", "pages": pages, "sha256": "00" * 32, "page_images": hashes})


def test_a_page_that_is_still_being_loaded_cannot_be_the_same(written: list[str]) -> None:
    pages = Given(Loading())
    view = view_of(document(), pages=pages)
    press(view, *[ENTER] * 8, ENTER, ENTER)
    assert view.course.same == 8
    assert "The picture is being loaded …" in written

    pages.sight = paper(300, 300, 200)
    outcome = press(view, *[ENTER] * 5)
    assert outcome is not None
    assert outcome.found is Found.CONFIRMED


def test_without_its_page_a_certification_cannot_be_confirmed(written: list[str]) -> None:
    view = view_of(document(), pages=Given(Missing("The picture could not be loaded.")))
    outcome = press(view, *[ENTER] * 9)
    assert outcome is None
    view.draw(*SIZE)
    assert "The picture could not be loaded." in written
    assert "Not everything can be compared here" in written

    outcome = press(view, "a", ENTER)
    assert outcome is not None
    assert (outcome.found, outcome.compared, outcome.boxes) == (Found.NOT_COMPARED, 8, 9)


def test_a_long_page_is_shown_slice_by_slice() -> None:
    view = view_of(document(), pages=Given(paper(1600, 1130, 210)))
    press(view, *[ENTER] * 8)
    shown = view.draw(*SIZE)
    assert count(shown, (210, 210, 210)) > 100_000

    press(view, ENTER)
    assert (view.course.stage, view.course.same) == (Stage.BOX, 8)
