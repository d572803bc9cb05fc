"""Going through the boxes: what ends in CONFIRMED, and all that must not."""

import datetime as dt

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from scanner.comparison.comparison import Comparison
from scanner.comparison.course import MOMENT, PAUSE, Act, Course, Mark, Stage
from scanner.comparison.form import Box, Line
from scanner.comparison.outcome import MAX_NAME_LENGTH, Found, Outcome
from scanner.comparison.view import ComparisonView
from tests.compared_papers import to_compare

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


def three_boxes() -> Comparison:
    boxes = tuple(Box(title, (Line(title),), number) for number, title in enumerate(("Exporter", "Consignee", "Goods")))
    return Comparison(b"s" * 32, "TYO26-000001", NOON.date(), "Tokyo", "mail", "en", boxes)


def course(by: str | None = None) -> Course:
    return Course(three_boxes(), by=by, clock=lambda: NOON, moment=0, pause=0)


def press(going: Course, *acts: Act) -> Outcome | None:
    """Act as one does who looks at each sheet first."""
    for act in acts:
        going.shown()
        outcome = going.act(act)
        if outcome is not None:
            return outcome
    return None


def test_every_box_the_same_and_the_summary_answered_is_confirmed() -> None:
    outcome = press(course(by="  K. Officer\n"), *[Act.SAME] * 4)

    assert outcome == Outcome(Found.CONFIRMED, b"s" * 32, NOON, compared=3, boxes=3, by="K. Officer")


def test_the_summary_itself_asks_once_more() -> None:
    going = course()

    assert press(going, *[Act.SAME] * 3) is None
    assert going.stage is Stage.SUMMARY


def test_what_was_not_shown_cannot_be_the_same() -> None:
    going = course()

    going.act(Act.SAME)

    assert (going.position, going.marks[0]) == (0, Mark.OPEN)


def test_a_key_held_down_goes_nowhere() -> None:
    now = 0.0
    going = Course(three_boxes(), ticks=lambda: now)
    for _ in range(900):
        going.shown()
        going.act(Act.SAME)
        now += MOMENT / 10
    assert going.position == 0

    now += PAUSE
    going.act(Act.SAME)
    assert going.position == 1


def test_a_code_that_a_hand_scanner_types_into_the_window_answers_nothing() -> None:
    now = 0.0
    view = ComparisonView(to_compare(), ticks=lambda: now)
    # Another code on the forger's paper: as many Enters as there are boxes, each after forty letters of filling.
    for char in ("x" * 40 + "\r") * 100:
        now += 0.01
        view.draw(640, 480)
        assert view.press(ord(char)) is None
    assert (view.course.position, view.course.same) == (0, 0)


def test_looking_on_marks_nothing_and_all_the_same_waits_for_the_last_box() -> None:
    going = course()
    press(going, Act.ON, Act.ALL_SAME)
    assert going.same == 0

    press(going, Act.ON)
    going.shown()
    going.act(Act.ALL_SAME)

    assert (going.stage, going.same) == (Stage.SUMMARY, 3)
    outcome = press(going, Act.SAME)
    assert outcome is not None
    assert outcome.found is Found.CONFIRMED


def test_an_open_box_leads_back_to_it_from_the_summary() -> None:
    going = course()
    press(going, Act.SAME, Act.ON, Act.SAME)

    assert press(going, Act.SAME) is None
    assert (going.stage, going.position) == (Stage.BOX, 1)


def test_a_difference_is_kept_however_the_person_leaves() -> None:
    for last in (Act.SAME, Act.STOP):
        outcome = press(course(), Act.SAME, Act.DIFFERS, last)
        assert outcome is not None
        assert (outcome.found, [box.title for box in outcome.differing]) == (Found.DIFFERS, ["Consignee"])


def test_one_may_go_on_after_a_difference_and_find_more() -> None:
    outcome = press(course(), Act.DIFFERS, Act.ON, Act.SAME, Act.DIFFERS, Act.ON, Act.SAME)

    assert outcome is not None
    assert [box.title for box in outcome.differing] == ["Exporter", "Goods"]


def test_a_difference_marked_by_mistake_is_undone() -> None:
    for undo in (Act.BACK, Act.UNDO):
        going = course()
        press(going, Act.DIFFERS, undo)
        assert (going.stage, going.position, going.differing) == (Stage.BOX, 0, ())


def test_all_the_same_is_undone_as_one_step() -> None:
    going = course()
    press(going, Act.SAME, Act.ON, Act.ON, Act.ALL_SAME, Act.UNDO)

    assert going.marks == [Mark.SAME, Mark.OPEN, Mark.OPEN]


def test_each_sheet_of_a_long_box_is_looked_at() -> None:
    going = course()
    going.sheets(2)
    press(going, Act.SAME)
    assert (going.position, going.sheet, going.same) == (0, 1, 0)

    press(going, Act.SAME)
    assert (going.position, going.same) == (1, 1)


def test_another_division_into_sheets_begins_anew() -> None:
    going = course()
    going.sheets(2)
    press(going, Act.SAME)
    going.sheets(3)
    press(going, Act.SAME, Act.SAME)

    assert going.same == 0


def test_a_box_whose_picture_is_missing_is_never_the_same() -> None:
    going = course()
    for act in (Act.SAME, Act.SAME):
        press(going, act)
    going.shown(lacking=True)
    going.act(Act.SAME)

    assert (going.stage, going.same, going.lacking, going.saw_all) == (Stage.SUMMARY, 2, (2,), False)
    outcome = press(going, Act.ALL_SAME, Act.SAME)
    assert outcome is not None
    assert outcome.found is Found.NOT_COMPARED


def test_a_picture_on_its_way_keeps_its_box_open() -> None:
    going = course()
    going.shown(complete=False)
    going.act(Act.SAME)

    assert going.same == 0


def test_a_name_is_one_line_of_bounded_length() -> None:
    assert (course("\x1b[2J" + "x" * 500).stop().by or "") == ("[2J" + "x" * 500)[:MAX_NAME_LENGTH]
    assert course(" \n").stop().by is None


class AnyKeys(RuleBasedStateMachine):
    """Whatever is pressed, and however the window changes: CONFIRMED needs every sheet seen and every box marked."""

    def __init__(self) -> None:
        super().__init__()
        self.course = course()
        self.counts = [1, 1, 1]
        self.displayed: list[set[int]] = [set(), set(), set()]
        self.outcome: Outcome | None = None

    @rule(count=st.integers(1, 3))
    def divide(self, count: int) -> None:
        if self.course.stage is Stage.BOX and self.counts[self.course.position] != count:
            self.counts[self.course.position] = count
            # What a person has called the same stays seen, however it would be divided now.
            same = self.course.marks[self.course.position] is Mark.SAME
            self.displayed[self.course.position] = set(range(count)) if same else set()
            self.course.sheets(count)

    @rule(complete=st.booleans(), lacking=st.booleans())
    def show(self, complete: bool, lacking: bool) -> None:
        self.course.shown(complete=complete, lacking=lacking)
        if self.course.stage is Stage.BOX and complete and not lacking:
            self.displayed[self.course.position].add(self.course.sheet)

    @rule(act=st.sampled_from(Act))
    def act(self, act: Act) -> None:
        self.outcome = self.course.act(act) or self.outcome
        if self.outcome is not None and self.outcome.found is Found.CONFIRMED:
            assert all(len(seen) == count for seen, count in zip(self.displayed, self.counts, strict=True))
            assert self.course.marks == [Mark.SAME] * 3
        if self.outcome is not None and self.outcome.found is Found.DIFFERS:
            assert self.outcome.differing

    @invariant()
    def stands_somewhere(self) -> None:
        assert 0 <= self.course.position < 3
        assert 0 <= self.course.sheet < max(self.counts[self.course.position], 1)

    @invariant()
    def only_what_was_seen_is_the_same(self) -> None:
        for mark, seen in zip(self.course.marks, self.displayed, strict=True):
            assert mark is not Mark.SAME or seen


TestAnyKeys = AnyKeys.TestCase
TestAnyKeys.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
