"""The officers' list: its order, its pages by key, what narrows it, and how little it asks of the database."""

import datetime as dt
from collections.abc import Sequence

import pytest

from issuance.domain.application.application import Application
from issuance.domain.application.states import State
from issuance.services.applications.indexes import invoice_index
from issuance.services.review.queue import LINES, QueueAsk, QueuePage
from issuance.storage.application_trays import Tray
from signing.content import Kind
from tests.queries import counted
from tests.review_world import ReviewWorld

HOUR = dt.timedelta(hours=1)


def page(world: ReviewWorld, **asked: object) -> QueuePage:
    place = asked.pop("place", None)
    return world.review.queue.page(world.officers["reviewer"], QueueAsk(**asked), place)  # type: ignore[arg-type]  # fields by name


def ids(shown: QueuePage) -> list[str]:
    return [each.line.id for each in shown.lines]


def many(world: ReviewWorld, count: int) -> list[Application]:
    """Submit so many, every third in a rush, the latest due first; return them in the order of the list."""
    now = world.office.clock()
    made = [world.submitted(rush=n % 3 == 0, due_at=now + (count - n // 2) * HOUR) for n in range(count)]
    return sorted(made, key=lambda each: (not each.rush, each.due_at, each.id))


def walked(world: ReviewWorld, **asked: object) -> tuple[list[Sequence[str]], list[Sequence[str]]]:
    """Return the pages forth, then back again."""
    forth: list[QueuePage] = [page(world, **asked)]
    back: list[Sequence[str]] = []
    while forth[-1].after is not None:
        forth.append(page(world, **asked, place=forth[-1].after))
    last = forth[-1]
    while last.before is not None:
        last = page(world, **asked, place=last.before)
        back.append(ids(last))
    return [ids(each) for each in forth], back


def test_rush_and_target_time_come_first_and_pages_follow_by_key(world: ReviewWorld) -> None:
    order = [each.id for each in many(world, 2 * LINES + 3)]
    forth, back = walked(world)
    assert [key for keys in forth for key in keys] == order
    assert [len(keys) for keys in forth] == [LINES, LINES, 3]
    assert back == forth[:-1][::-1]


def test_what_is_settled_stands_the_newest_first(sqlite_world: ReviewWorld) -> None:
    world, now = sqlite_world, sqlite_world.office.clock()
    rejected = []
    for n in range(LINES + 2):
        taken = world.taken(world.submitted())
        world.office.clock = lambda n=n: now + n // 2 * HOUR  # type: ignore[misc]  # mypy cannot tell the type of `n=n`
        rejected.append(world.review.decisions.reject(world.officers["reviewer"], taken.id, taken.version, "No."))
    order = [each.id for each in sorted(rejected, key=lambda each: (each.state_since, each.id), reverse=True)]
    forth, back = walked(world, tray=Tray.ENDED)
    assert [key for keys in forth for key in keys] == order
    assert back == forth[:-1][::-1]


def test_each_filter_narrows(sqlite_world: ReviewWorld) -> None:
    world, now = sqlite_world, sqlite_world.office.clock()
    plain = world.submitted()
    rush = world.submitted(rush=True)
    late = world.submitted(due_at=now - HOUR)
    invoice = world.submitted(Kind.INVOICE)
    abroad = world.submitted(destination="KP")
    by_agent = world.submitted(agent=world.agent)
    mine = world.taken(world.submitted())
    everything = {each.id for each in (plain, rush, late, invoice, abroad, by_agent, mine)}
    assert set(ids(page(world))) == everything
    for asked, expected in (
        ({"rush": True}, rush),
        ({"overdue": True}, late),
        ({"kind": Kind.INVOICE}, invoice),
        ({"destination": "KP"}, abroad),
        ({"agent": world.agent}, by_agent),
        ({"mine": True}, mine),
        ({"tray": Tray.IN_REVIEW}, mine),
        ({"text": plain.reference.lower()}, plain),
        ({"text": "yokohama"}, by_agent),
    ):
        assert ids(page(world, **asked)) == [expected.id], asked
    assert set(ids(page(world, organisation=world.applicant))) == everything
    assert ids(page(world, organisation=world.agent)) == []
    assert set(ids(page(world, text="見本貿易"))) == everything


def test_the_page_says_how_many_wait_and_how_many_are_overdue(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    late = world.submitted(due_at=world.office.clock() - HOUR)
    world.checked(world.submitted())
    shown = page(world)
    assert (shown.overdue, shown.counts[State.SUBMITTED], shown.counts[State.CHECKED]) == (1, 1, 1)
    assert [each.line.id for each in shown.lines if each.is_late] == [late.id]
    assert {each.exporter.ja for each in shown.lines} == {"東京見本貿易"}


def test_a_number_is_found_in_every_tray(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    with world.office.units.look(world.officers["reviewer"]) as unit:
        index = invoice_index(unit, "INV-2026-77")
    taken = world.taken(world.submitted(invoice_index=index))
    rejected = world.review.decisions.reject(world.officers["reviewer"], taken.id, taken.version, "No.")
    assert ids(page(world)) == []
    assert ids(page(world, text=rejected.reference)) == [rejected.id]
    assert ids(page(world, text="inv-2026-77")) == [rejected.id]


@pytest.mark.parametrize("tray", list(Tray))
def test_a_page_asks_few_times_whatever_it_shows(sqlite_world: ReviewWorld, tray: Tray) -> None:
    world = sqlite_world
    world.checked(world.submitted(agent=world.agent))
    with counted(world.office.store.engine) as statements:
        page(world, tray=tray, text="見本")
    assert len(statements) <= 9
