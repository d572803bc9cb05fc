"""The chamber's administration in its services: settings in versions, stops, staff, lost factors. Both databases."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest

from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.ids import IdKind, IdState
from issuance.domain.settings import CertificateFee, ChamberSettings, FeeTable, Function, Price, Stopped
from issuance.domain.staff import Role
from issuance.domain.texts import Bilingual
from issuance.errors import ConflictError, IssuanceError, RefusedError
from issuance.services.chamber.settings import require, require_acceptance, settings_of, stored_settings
from issuance.services.chamber.settings_desk import Words
from issuance.storage.accounts import get_account
from issuance.storage.tables.audit import entry
from issuance.storage.tables.messages import message
from issuance.storage.unit import Unit
from signing.content import Kind
from tests.builders import NOW
from tests.office_cast import HERE, THERE, Cast
from tests.registrations import waiting_messages

ADMINISTRATOR = f"{HERE} administrator"
TODAY = japan_date(NOW)
FAULT = Bilingual(ja="障害のため", en="A fault")
WORDS = Words(Bilingual(ja="停止", en="Stopped"), FAULT, FAULT, Bilingual(en="On paper"))


def shorter(settings: ChamberSettings) -> ChamberSettings:
    return settings.model_copy(update={"retention_years": settings.retention_years + 1})


def looked(cast: Cast, read: Callable[[Unit], Any], chamber: str = HERE) -> Any:
    with cast.site.office.units.look(Actor.job(chamber, "test")) as unit:
        return read(unit)


def templates(cast: Cast) -> list[str]:
    """Return what mails wait, by template."""
    return looked(cast, lambda unit: sorted(str(row["template"]) for row in unit.rows(unit.select(message))))


def acts(cast: Cast) -> list[str]:
    """Return what the chamber's trail says was done, in order."""
    return looked(cast, lambda unit: [str(row["act"]) for row in unit.rows(unit.select(entry).order_by(entry.c.id))])


class TestSettings:
    """Versions, each chamber its own (terms, article 3-1)."""

    def test_t3_1_each_chamber_has_its_own(self, cast: Cast) -> None:
        desk = cast.site.office.administration.settings
        desk.change(cast.actor(ADMINISTRATOR), 1, shorter)
        assert looked(cast, settings_of).retention_years == 4
        assert looked(cast, settings_of, THERE).retention_years == 3
        assert acts(cast)[-1] == "settings.change"

    def test_who_comes_too_late_is_told_and_nothing_is_stored(self, cast: Cast) -> None:
        desk = cast.site.office.administration.settings
        desk.change(cast.actor(ADMINISTRATOR), 1, shorter)
        with pytest.raises(ConflictError, match="nothing of yours was stored"):
            desk.change(cast.actor(ADMINISTRATOR), 1, shorter)
        assert looked(cast, stored_settings).version == 2

    def test_of_two_at_once_one_is_stored(self, cast: Cast) -> None:
        desk, told = cast.site.office.administration.settings, []

        def change() -> None:
            try:
                told.append(desk.change(cast.actor(ADMINISTRATOR), 1, shorter))
            except IssuanceError as error:
                told.append(type(error))

        threads = [threading.Thread(target=change) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(told, key=str) == [2, ConflictError]

    def test_a_change_that_changes_nothing_makes_no_version(self, cast: Cast) -> None:
        assert cast.site.office.administration.settings.change(cast.actor(ADMINISTRATOR), 1, lambda same: same) == 1

    def test_a_change_that_breaks_a_rule_is_refused(self, cast: Cast) -> None:
        with pytest.raises(RefusedError, match="stays on"):
            cast.site.office.administration.settings.change(
                cast.actor(ADMINISTRATOR), 1, lambda old: old.model_copy(update={"functions": frozenset()})
            )

    def test_an_earlier_version_is_restored_but_neither_stops_nor_fees(self, cast: Cast) -> None:
        desk, actor = cast.site.office.administration.settings, cast.actor(ADMINISTRATOR)
        desk.change(actor, 1, shorter)
        desk.stop(actor, 2, Stopped.REGISTRATIONS, [], WORDS)
        desk.restore(actor, 3, 1)
        settings = looked(cast, settings_of)
        assert settings.retention_years == 3
        assert len(settings.stops) == 1
        with pytest.raises(RefusedError, match="no version 99"):
            desk.restore(actor, 4, 99)

    @pytest.mark.parametrize("name", ["registrar", "auditor", "operator", "administrator id"])
    def test_nobody_else_changes_them_whatever_page_was_open(self, cast: Cast, name: str) -> None:
        with pytest.raises(RefusedError, match="roles do not allow"):
            cast.site.office.administration.settings.change(cast.actor(f"{HERE} {name}"), 1, shorter)

    def test_t3_1_a_function_that_is_switched_off_is_refused_by_the_server(self, cast: Cast) -> None:
        looked(cast, lambda unit: require(unit, Function.COO_JP))
        cast.site.office.administration.settings.change(
            cast.actor(ADMINISTRATOR),
            1,
            lambda old: old.model_copy(update={"functions": old.functions - {Function.COO_JP}}),
        )
        with pytest.raises(RefusedError, match="does not offer"):
            looked(cast, lambda unit: require(unit, Function.COO_JP))
        looked(cast, lambda unit: require(unit, Function.COO_JP), THERE)


class TestServiceStops:
    """Terms, article 24."""

    def test_t24_new_registrations_are_stopped_for_all_and_resumed(self, cast: Cast) -> None:
        desk, actor = cast.site.office.administration.settings, cast.actor(ADMINISTRATOR)
        desk.stop(actor, 1, Stopped.REGISTRATIONS, [], WORDS)
        with pytest.raises(RefusedError, match="does not accept this at present"):
            looked(cast, lambda unit: require_acceptance(unit, Function.REGISTRATION, None))
        looked(cast, lambda unit: require_acceptance(unit, Function.COO_JP, cast.organisations[HERE]))
        stop = looked(cast, settings_of).stops[0]
        desk.lift(actor, 2, stop.id, WORDS)
        looked(cast, lambda unit: require_acceptance(unit, Function.REGISTRATION, None))
        assert acts(cast).count("notice.post") == 2
        assert {"service.stop", "service.resume"} <= set(acts(cast))

    def test_t24_applications_are_stopped_for_some(self, cast: Cast) -> None:
        login = cast.accounts[f"{HERE} administrator id"][1].login
        desk = cast.site.office.administration.settings
        desk.stop(cast.actor(ADMINISTRATOR), 1, Stopped.APPLICATIONS, [login.lower()], WORDS)
        with pytest.raises(RefusedError):
            looked(cast, lambda unit: require_acceptance(unit, Function.INVOICE, cast.organisations[HERE]))
        looked(cast, lambda unit: require_acceptance(unit, Function.INVOICE, "f" * 16))

    @pytest.mark.parametrize("whose", [f"{THERE} administrator id", f"{HERE} user id", f"{HERE} registrar"])
    def test_t24_only_the_chambers_own_administrator_ids_name_an_organisation(self, cast: Cast, whose: str) -> None:
        login = cast.accounts[whose][1].login
        with pytest.raises(RefusedError, match="no administrator id of this chamber"):
            cast.site.office.administration.settings.stop(
                cast.actor(ADMINISTRATOR), 1, Stopped.APPLICATIONS, [login], WORDS
            )
        assert looked(cast, stored_settings).version == 1

    def test_t24_the_service_ends_after_its_last_day_and_not_in_the_past(self, cast: Cast) -> None:
        desk, actor = cast.site.office.administration.settings, cast.actor(ADMINISTRATOR)
        with pytest.raises(RefusedError, match="lies in the past"):
            desk.announce_end(actor, 1, TODAY - dt.timedelta(days=1), WORDS)
        desk.announce_end(actor, 1, TODAY + dt.timedelta(days=400), WORDS)
        assert looked(cast, settings_of).offers(Function.COO_JP, TODAY)
        desk.withdraw_end(actor, 2, WORDS)
        assert looked(cast, settings_of).end is None


class TestFees:
    """Terms, article 11."""

    def test_t11_prices_begin_tomorrow_at_the_earliest_and_those_in_force_stay(self, cast: Cast) -> None:
        desk, actor = cast.site.office.administration.settings, cast.actor(ADMINISTRATOR)
        with pytest.raises(RefusedError, match="tomorrow or later"):
            desk.set_fees(actor, 1, fee_table(TODAY))
        tomorrow = TODAY + dt.timedelta(days=1)
        desk.set_fees(actor, 1, fee_table(tomorrow, 800))
        desk.set_fees(actor, 2, fee_table(tomorrow, 900))
        settings = looked(cast, settings_of)
        assert [table.certificates["coo-jp"].first.member for table in settings.fees] == [900]
        desk.drop_fees(actor, 3, tomorrow)
        assert looked(cast, settings_of).fees == ()


def fee_table(day: dt.date, price: int = 1000) -> FeeTable:
    fees = {kind.slug: CertificateFee(first=Price(member=price, other=price)) for kind in Kind}
    return FeeTable(valid_from=day, certificates=fees)


class TestStaff:
    """Who comes in, with which roles, and who is kept out."""

    def test_an_invited_person_gets_a_mail_and_an_id_that_waits(self, cast: Cast) -> None:
        desk = cast.site.office.administration.staff
        made = desk.invite(cast.actor(ADMINISTRATOR), Person("Mori", "mori@chamber.example"), frozenset({Role.CASHIER}))
        assert made.account.kind is IdKind.STAFF
        assert looked(cast, lambda unit: get_account(unit, made.account.id).state) is IdState.INVITED
        assert templates(cast) == ["sign_in_invitation", "staff_roles"]

    def test_who_gets_other_roles_or_is_removed_gets_a_mail(self, cast: Cast) -> None:
        desk, key = cast.site.office.administration.staff, cast.id_of(f"{HERE} cashier")
        desk.set_roles(cast.actor(ADMINISTRATOR), key, 2, frozenset({Role.CASHIER, Role.REGISTRAR}))
        desk.set_roles(cast.actor(ADMINISTRATOR), key, 3, frozenset({Role.CASHIER, Role.REGISTRAR}))
        desk.close(cast.actor(ADMINISTRATOR), key, 4, "She has left.")
        told = waiting_messages(cast.site.office, "staff_roles")
        assert [values["roles"] for values in told] == ["Registrar, Cashier"]
        assert told[0]["by"] == cast.actor(ADMINISTRATOR).name
        assert [values["reason"] for values in waiting_messages(cast.site.office, "staff_removed")] == ["She has left."]

    def test_sent_twice_it_makes_one_id(self, cast: Cast) -> None:
        desk, person = cast.site.office.administration.staff, Person("Mori", "mori@chamber.example")
        desk.invite(cast.actor(ADMINISTRATOR), person, frozenset({Role.CASHIER}))
        with pytest.raises(RefusedError, match="already"):
            desk.invite(cast.actor(ADMINISTRATOR), person, frozenset({Role.CASHIER}))

    def test_roles_that_do_not_go_together_are_refused(self, cast: Cast) -> None:
        key, version = cast.id_of(f"{HERE} cashier"), 2
        desk = cast.site.office.administration.staff
        with pytest.raises(RefusedError, match="no other role"):
            desk.set_roles(cast.actor(ADMINISTRATOR), key, version, frozenset({Role.AUDITOR, Role.CASHIER}))

    def test_nobody_changes_himself(self, cast: Cast) -> None:
        with pytest.raises(RefusedError, match="Nobody changes the own"):
            cast.site.office.administration.staff.lock(cast.actor(ADMINISTRATOR), cast.id_of(ADMINISTRATOR), 2, "x")

    def test_two_administrators_who_take_each_others_role_leave_one(self, cast: Cast) -> None:
        with cast.site.office.units.act(Actor.job(HERE, "test")) as unit:
            cast.add(unit, f"{HERE} second", IdKind.STAFF, Role.CHAMBER_ADMINISTRATOR)
        desk, told = cast.site.office.administration.staff, []

        def demote(who: str, whom: str) -> None:
            try:
                desk.set_roles(cast.actor(who), cast.id_of(whom), 2, frozenset({Role.OPERATOR}))
                told.append("done")
            except RefusedError:
                told.append("refused")

        pair = (ADMINISTRATOR, f"{HERE} second")
        threads = [threading.Thread(target=demote, args=order) for order in (pair, pair[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(told) == ["done", "refused"]

    def test_a_locked_id_loses_its_session_and_can_be_unlocked(self, cast: Cast) -> None:
        desk, key = cast.site.office.administration.staff, cast.id_of(f"{HERE} cashier")
        client = cast.sign_in(f"{HERE} cashier")
        desk.lock(cast.actor(ADMINISTRATOR), key, 2, "lost the notebook")
        assert client.get(f"/{HERE}/admin/").status_code == 303
        desk.unlock(cast.actor(ADMINISTRATOR), key, 3)
        assert looked(cast, lambda unit: get_account(unit, key).state) is IdState.ACTIVE

    def test_ids_of_organisations_are_no_staff(self, cast: Cast) -> None:
        with pytest.raises(RefusedError, match="not one of the chamber's staff"):
            cast.site.office.administration.staff.close(
                cast.actor(ADMINISTRATOR), cast.id_of(f"{HERE} user id"), 2, "x"
            )


class TestLostFactors:
    """One asks, another one decides."""

    def test_four_eyes(self, cast: Cast) -> None:
        desk, key = cast.site.office.administration.resets, cast.id_of(f"{HERE} cashier")
        asked = desk.ask(cast.actor(ADMINISTRATOR), key, "called back")
        with pytest.raises(RefusedError, match="Another person"):
            desk.confirm(cast.actor(ADMINISTRATOR), asked)
        with pytest.raises(ConflictError, match="asked for already"):
            desk.ask(cast.actor(ADMINISTRATOR), key, "again")
        desk.confirm(cast.actor(f"{HERE} registrar"), asked)
        assert {"reset.ask", "reset.confirm", "second_factor.reset"} <= set(acts(cast))
        with pytest.raises(RefusedError):
            desk.confirm(cast.actor(f"{HERE} registrar"), asked)

    def test_the_one_concerned_does_not_decide(self, cast: Cast) -> None:
        desk, key = cast.site.office.administration.resets, cast.id_of(f"{HERE} registrar")
        asked = desk.ask(cast.actor(ADMINISTRATOR), key, "called back")
        with pytest.raises(RefusedError, match="Another person"):
            desk.confirm(cast.actor(f"{HERE} registrar"), asked)
        assert desk.waiting(cast.actor(f"{HERE} registrar"))[0].reset.reason == "called back"

    def test_after_three_days_it_is_over(self, cast: Cast) -> None:
        desk = cast.site.office.administration.resets
        asked = desk.ask(cast.actor(ADMINISTRATOR), cast.id_of(f"{HERE} cashier"), "called back")
        cast.site.office.clock = lambda: NOW + dt.timedelta(days=3)
        assert desk.waiting(cast.actor(ADMINISTRATOR)) == []
        with pytest.raises(RefusedError, match="older than three days"):
            desk.confirm(cast.actor(f"{HERE} registrar"), asked)
