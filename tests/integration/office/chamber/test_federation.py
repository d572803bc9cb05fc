"""The federation's desk: chambers by counts, systems of third parties (terms, articles 3-2(5), 18)."""

import datetime as dt

import pytest

from issuance.domain.overview import KeyCare
from issuance.domain.third_parties import ThirdPartyEvent, ThirdPartyState
from issuance.errors import ConflictError, RefusedError
from tests.builders import NOW
from tests.office_cast import HERE, NAMES, THERE, Cast
from tests.offices import request


def test_t18_it_is_told_names_switches_keys_and_counts(cast: Cast) -> None:
    cast.site.office.issuing.issue(request())
    told = {overview.code: overview for overview in cast.site.office.administration.federation.chambers()}
    assert list(told) == [THERE, HERE]
    assert told[HERE].names == NAMES[HERE]
    assert told[HERE].months[-1].month == dt.date(NOW.year, NOW.month, 1)
    assert told[HERE].months[-1].certificates == told[HERE].certificates == 1
    assert told[THERE].certificates == 0
    assert told[THERE].keys == KeyCare(known=True, covered_until=None, needs_care=True)


def test_a_system_is_entered_approved_and_ended(cast: Cast) -> None:
    desk, actor = cast.site.office.administration.third_parties, cast.actor("federation")
    key = desk.enter(actor, "TradeDocs", "Example Systems K.K.")
    desk.move(actor, key, 1, ThirdPartyEvent.APPROVE)
    with pytest.raises(ConflictError):
        desk.move(actor, key, 1, ThirdPartyEvent.END)
    desk.move(actor, key, 2, ThirdPartyEvent.END)
    assert [system.state for system in desk.all()] == [ThirdPartyState.ENDED]
    with pytest.raises(RefusedError):
        desk.move(actor, key, 3, ThirdPartyEvent.APPROVE)


def test_one_name_is_entered_once(cast: Cast) -> None:
    desk, actor = cast.site.office.administration.third_parties, cast.actor("federation")
    desk.enter(actor, "TradeDocs", "Example Systems K.K.")
    with pytest.raises(ConflictError):
        desk.enter(actor, "TradeDocs", "Another")


@pytest.mark.parametrize("name", ["administrator", "administrator id"])
def test_nobody_of_a_chamber_decides_on_systems(cast: Cast, name: str) -> None:
    with pytest.raises(RefusedError, match="Only the federation"):
        cast.site.office.administration.third_parties.enter(cast.actor(f"{HERE} {name}"), "TradeDocs", "Mine")
