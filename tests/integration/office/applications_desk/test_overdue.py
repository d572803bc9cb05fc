"""The chamber is reminded of overdue applications once each business day."""

import datetime as dt

from issuance.domain.settings import Contact
from tests.review_world import ReviewWorld

HOUR = dt.timedelta(hours=1)


def test_one_mail_a_business_day_names_what_is_overdue(world: ReviewWorld) -> None:
    now = world.office.clock()
    late = world.submitted(due_at=now - HOUR, rush=True)
    world.submitted(due_at=now + HOUR)
    first, again = world.review.overdue.run("TYO"), world.review.overdue.run("TYO")
    assert (first.overdue, first.told_of_overdue, again.told_of_overdue) == (1, True, False)
    (mail,) = [(to, values) for template, to, values in world.mails() if template == "applications_overdue"]
    assert mail[0] == "certificates@chamber.example"
    assert late.reference in mail[1]["list"]
    world.office.clock = lambda: now + dt.timedelta(days=1)
    assert world.review.overdue.run("TYO").told_of_overdue, "the next day brings the next one"


def test_nothing_is_written_on_a_closed_day_or_without_an_address(sqlite_world: ReviewWorld) -> None:
    world, now = sqlite_world, sqlite_world.office.clock()
    world.submitted(due_at=now - HOUR)
    saturday = now + dt.timedelta(days=(5 - now.weekday()) % 7)
    world.office.clock = lambda: saturday
    assert not world.review.overdue.run("TYO").told_of_overdue
    world.office.clock = lambda: now
    world.change_settings(contact=Contact())
    assert not world.review.overdue.run("TYO").told_of_overdue
    assert [name for name, _, _ in world.mails()] == []
