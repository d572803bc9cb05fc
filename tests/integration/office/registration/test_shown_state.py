"""What people are shown of a registration past its last day, before the daily round has noted it (terms, article 7)."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from issuance.domain.registration.states import State
from issuance.storage.registrations import registration_of
from tests.builders import NOW
from tests.office_site import OfficeSite
from tests.reviewed import ReviewDesk, actor_of

LAST_MOMENT = dt.datetime(2028, 3, 9, 14, 50, tzinfo=dt.UTC)
"""Ten to midnight in Japan on the last day."""
FOUND = "/TYO/desk/organisations"


@pytest.fixture
def desk(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[ReviewDesk]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield ReviewDesk.open(site)
    site.close()


def test_t7_it_is_shown_as_expired_from_the_first_second_on(desk: ReviewDesk) -> None:
    """T7: at the desk and in its lists, though no daily round has run."""
    aoki = desk.registrar()
    registration = desk.approved(aoki)
    home = f"{FOUND}/{registration.organisation}"
    desk.at(LAST_MOMENT)
    client = desk.signed_in(aoki)

    def shown() -> tuple[bool, bool]:
        page = client.get(home).text
        return ">in force</strong>" in page, ">expired</strong>" in page

    def found(state: State) -> bool:
        return home in client.get(f"{FOUND}?state={state.value}").text

    assert shown() == (True, False)
    assert (found(State.ACTIVE), found(State.EXPIRED)) == (True, False)
    desk.at(LAST_MOMENT + dt.timedelta(minutes=10))
    assert shown() == (False, True)
    assert (found(State.ACTIVE), found(State.EXPIRED)) == (False, True)
    assert '<time datetime="2028-03-09T15:00:00' in client.get(home).text, "expired since midnight in Japan"
    with desk.site.office.units.look(actor_of(aoki)) as unit:
        stored = registration_of(unit, registration.organisation)
    assert stored is not None
    assert stored.term.state is State.ACTIVE, "nothing was written down"
