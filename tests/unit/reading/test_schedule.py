"""Who reads what next: whatever happens, everything comes once and in order, and memory is bounded."""

import io

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from reading.conversation import Opened
from reading.errors import Obstacle, UnreadableError
from reading.jobs import FileEnd, Job, PageLost, PageRead
from reading.page import Page
from reading.schedule import Document, Schedule, Task

AHEAD = 3
BROKEN = UnreadableError(Obstacle.DAMAGED, "is broken")


def added(schedule: Schedule[int], files: int) -> None:
    for number in range(files):
        schedule.add(Job(number, io.BytesIO()))


def open_next(schedule: Schedule[int], pages: int) -> Document[int]:
    task = schedule.take(None)
    assert task is not None
    assert task.page is None
    schedule.opened(task.document, Opened(pages, True, 0))
    return task.document


def read(schedule: Schedule[int], task: Task[int] | None) -> None:
    assert task is not None
    assert task.page is not None
    page = Page(task.page, task.document.known.pages, ())
    schedule.done(task.document, task.page, PageRead(task.document.job.about, page))


# What is read next.


def test_a_worker_stays_with_the_file_that_it_has_open() -> None:
    schedule: Schedule[int] = Schedule(100)
    added(schedule, 2)
    tasks = [schedule.take(None), schedule.take(None)]
    for task in tasks:
        assert task is not None
        schedule.opened(task.document, Opened(5, True, 0))
        assert schedule.take(task.document) == Task(task.document, 1)


def test_a_second_worker_joins_in_a_long_file_before_it_begins_the_next() -> None:
    schedule: Schedule[int] = Schedule(100)
    added(schedule, 2)
    first = open_next(schedule, 3)
    assert schedule.take(first) == Task(first, 1)
    assert schedule.take(None) == Task(first, 2)


def test_the_last_page_of_a_file_is_left_to_the_worker_that_is_there() -> None:
    schedule: Schedule[int] = Schedule(100)
    added(schedule, 2)
    first = open_next(schedule, 1)
    other = schedule.take(None)
    assert other is not None
    assert (other.document.job.about, other.page) == (1, None)
    assert schedule.take(first) == Task(first, 1)


def test_where_enough_is_read_ahead_only_the_page_is_begun_that_everybody_waits_for() -> None:
    schedule: Schedule[int] = Schedule(AHEAD)
    added(schedule, 1)
    document = open_next(schedule, 9)
    tasks = [schedule.take(document) for _ in range(AHEAD)]
    assert schedule.take(document) is None
    read(schedule, tasks[1])
    assert schedule.next_event() is None
    assert schedule.take(document) is None
    read(schedule, tasks[0])
    assert isinstance(schedule.next_event(), PageRead)
    assert isinstance(schedule.next_event(), PageRead)
    assert schedule.take(document) == Task(document, AHEAD + 1)


# What is handed out.


def test_a_file_that_could_not_be_opened_keeps_its_place() -> None:
    schedule: Schedule[int] = Schedule(100)
    added(schedule, 1)
    schedule.add(Job(1, None))
    assert schedule.next_event() is None
    task = schedule.take(None)
    assert task is not None
    schedule.opened(task.document, BROKEN)
    assert [schedule.next_event() for _ in range(3)] == [FileEnd(0, BROKEN), FileEnd(1, None), None]


def test_the_pages_that_were_begun_still_come_of_a_file_that_is_given_up() -> None:
    schedule: Schedule[int] = Schedule(100)
    added(schedule, 1)
    document = open_next(schedule, 9)
    task = schedule.take(document)
    schedule.give_up(document, BROKEN)
    assert schedule.take(document) is None
    assert schedule.next_event() is None
    read(schedule, task)
    assert isinstance(schedule.next_event(), PageRead)
    assert schedule.next_event() == FileEnd(0, BROKEN)


def test_a_file_of_which_all_pages_were_begun_is_not_given_up() -> None:
    schedule: Schedule[int] = Schedule(100)
    added(schedule, 1)
    document = open_next(schedule, 1)
    read(schedule, schedule.take(document))
    schedule.give_up(document, BROKEN)
    assert isinstance(schedule.next_event(), PageRead)
    assert schedule.next_event() == FileEnd(0, None)


class AnyOrder(RuleBasedStateMachine):
    """Workers that take, finish and lose tasks in any order, and somebody who takes events now and then."""

    tasks = Bundle("tasks")

    def __init__(self) -> None:
        super().__init__()
        self.schedule: Schedule[int] = Schedule(AHEAD)
        self.running: list[Task[int]] = []
        self.pages: dict[int, int] = {}
        self.handed_out: list[tuple[int, int | None]] = []
        self.files = 0

    @rule(openable=st.booleans())
    def add(self, openable: bool) -> None:
        self.schedule.add(Job(self.files, io.BytesIO() if openable else None))
        self.files += 1

    @rule(target=tasks, mine=st.none() | st.integers(0, 9))
    def take(self, mine: int | None) -> Task[int] | None:
        known = [task.document for task in self.running]
        task = self.schedule.take(known[mine % len(known)] if mine is not None and known else None)
        if task is not None:
            self.running.append(task)
        return task

    @rule(task=consumes(tasks), pages=st.integers(0, 6), lost=st.booleans())
    def finish(self, task: Task[int] | None, pages: int, lost: bool) -> None:
        if task is None:
            return
        self.running.remove(task)
        about = task.document.job.about
        if task.page is None:
            self.pages[about] = pages
            self.schedule.opened(task.document, Opened(pages, True, 0) if pages else BROKEN)
        elif lost:
            self.schedule.done(task.document, task.page, PageLost(about, task.page, self.pages[about], BROKEN))
        else:
            self.schedule.done(task.document, task.page, PageRead(about, Page(task.page, self.pages[about], ())))

    @rule()
    def hand_out(self) -> None:
        match self.schedule.next_event():
            case PageRead(about, page):
                self.handed_out.append((about, page.number))
            case PageLost(about, number, _, _):
                self.handed_out.append((about, number))
            case FileEnd(about, _):
                self.handed_out.append((about, None))

    @precondition(lambda self: self.running)
    @invariant()
    def so_many_pages_are_ahead_at_most(self) -> None:
        assert len([task for task in self.running if task.page is not None]) <= AHEAD + 1

    def teardown(self) -> None:
        """Finish everything: nothing is missing, nothing came twice, and all is in order."""
        for task in self.running.copy():
            self.finish(task, 2, False)
        while self.schedule.files:
            self.hand_out()
            if (task := self.take(None)) is not None:
                self.finish(task, 2, False)
        everything = [
            (file, number) for file in range(self.files) for number in [*range(1, self.pages.get(file, 0) + 1), None]
        ]
        assert self.handed_out == everything


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase
