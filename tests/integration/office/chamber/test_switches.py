"""A function that is switched on or off is announced to those whom it concerns (terms, article 24-1)."""

import pytest

from issuance.domain.actor import Actor
from issuance.domain.messages import Channel
from issuance.domain.notices.notice import Audience, Notice, NoticeState
from issuance.domain.settings import ChamberSettings, Function
from issuance.errors import RefusedError
from issuance.storage.notices import all_notices
from tests.office_cast import HERE, THERE, Cast

ADMINISTRATOR = f"{HERE} administrator"


def notices(cast: Cast, chamber: str = HERE) -> list[Notice]:
    with cast.site.office.units.look(Actor.job(chamber, "test")) as unit:
        return all_notices(unit)


def without_invoices(settings: ChamberSettings) -> ChamberSettings:
    return settings.model_copy(update={"functions": settings.functions - {Function.INVOICE}})


def with_third_parties(settings: ChamberSettings) -> ChamberSettings:
    return settings.model_copy(update={"functions": settings.functions | {Function.THIRD_PARTY}})


def test_t24_what_is_switched_off_and_on_is_posted_and_mailed_in_both_languages(cast: Cast) -> None:
    desk, actor = cast.site.office.administration.settings, cast.actor(ADMINISTRATOR)
    desk.change(actor, 1, without_invoices)
    [off] = notices(cast)
    assert (off.state, off.text.audience, off.text.channels) == (
        NoticeState.POSTED,
        Audience.ALL,
        frozenset({Channel.MAIL}),
    )
    assert "No longer offered here online:\n- Invoice certifications" in off.text.body.en
    assert off.text.body.ja != off.text.body.en
    desk.change(actor, 2, with_third_parties)
    [on] = [each for each in notices(cast) if each.id != off.id]
    assert "From now on you can use here:\n- Systems of third parties" in on.text.body.en
    assert "No longer" not in on.text.body.en
    assert notices(cast, THERE) == []


def test_t24_a_restored_version_that_switches_functions_is_posted_too(cast: Cast) -> None:
    desk, actor = cast.site.office.administration.settings, cast.actor(ADMINISTRATOR)
    desk.change(actor, 1, without_invoices)
    desk.restore(actor, 2, 1)
    told = [each.text.body.en for each in notices(cast)]
    assert sum("From now on you can use here:\n- Invoice certifications" in text for text in told) == 1
    assert len(told) == 2


def test_a_change_that_switches_nothing_posts_nothing(cast: Cast) -> None:
    desk, actor = cast.site.office.administration.settings, cast.actor(ADMINISTRATOR)
    desk.change(actor, 1, lambda settings: settings.model_copy(update={"retention_years": 5}))
    assert notices(cast) == []


def test_a_switch_that_is_refused_posts_nothing(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        cast.site.office.administration.settings.change(cast.actor(f"{HERE} registrar"), 1, without_invoices)
    assert notices(cast) == []
