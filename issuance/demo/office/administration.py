"""What shows the chambers' administration in each state: fees, closures, a stop, staff, systems of third parties."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from issuance.demo.office.chambers import OSAKA
from issuance.demo.profile import CHAMBER
from issuance.domain.accounts import ID, IdEvent, Person
from issuance.domain.actor import Actor
from issuance.domain.calendar import BusinessCalendar, Closure, japan_date
from issuance.domain.ids import FEDERATION
from issuance.domain.settings import CertificateFee, ChamberSettings, FeeTable, Price, Stop, Stopped
from issuance.domain.staff import Role
from issuance.domain.texts import Bilingual
from issuance.domain.third_parties import ThirdPartyState
from issuance.office import Office
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.services.chamber.staff import add_member
from issuance.services.chamber.staff_mails import mail_roles
from issuance.storage.accounts import find_mail, set_state
from issuance.storage.third_parties import add_system
from issuance.storage.unit import Unit, new_id
from signing.content import Kind

SYSTEMS = (
    ("TradeDocs Cloud", "Example Systems K.K.", ThirdPartyState.APPROVED),
    ("Forwarder Link", "Sample Logistics Co., Ltd.", ThirdPartyState.ENTERED),
)

NEWCOMER = Person("新井 未来", "arai@tokyo.example", "ja")
LOCKED = Person("Robin Grey", "grey@tokyo.example", "en")


def make_administration(office: Office, say: Callable[[str], None]) -> None:
    """Set what chambers set, and let there be staff and systems in every state; what is there stays."""
    for code, change in ((CHAMBER, _tokyo), (OSAKA, _osaka)):
        with office.units.act(Actor.job(code, "demo")) as unit:
            current = stored_settings(unit)
            if not current.settings.fees:
                change_settings(unit, current.version, partial(change, today=japan_date(unit.now), now=unit.now))
                say(f"Set fees and calendar of {code}.")
    with office.units.act(Actor.job(CHAMBER, "demo")) as unit:
        _staff(unit)
    _systems(office)


def _tokyo(old: ChamberSettings, today: dt.date, now: dt.datetime) -> ChamberSettings:
    del now
    year_end = Closure(
        first=dt.date(today.year, 12, 28),
        last=dt.date(today.year + 1, 1, 5),
        reason=Bilingual(ja="年末年始の休業", en="Closed over the year's end"),
    )
    calendar = BusinessCalendar(closures=(year_end,))
    fees = (_fees(dt.date(today.year - 1, 4, 1), 1000), _fees(_next_april(today), 1200))
    return old.model_copy(update={"calendar": calendar, "fees": fees})


def _osaka(old: ChamberSettings, today: dt.date, now: dt.datetime) -> ChamberSettings:
    stop = Stop(
        id=new_id(),
        what=Stopped.REGISTRATIONS,
        since=now,
        reason=Bilingual(ja="窓口の移転作業のため", en="Our counter is moving"),
        alternatives=Bilingual(ja="郵送でお申し込みください。", en="Please register by post."),
    )
    return old.model_copy(update={"fees": (_fees(dt.date(today.year - 1, 4, 1), 900),), "stops": (stop,)})


def _next_april(today: dt.date) -> dt.date:
    return dt.date(today.year + (today >= dt.date(today.year, 4, 1)), 4, 1)


def _fees(first: dt.date, price: int) -> FeeTable:
    fee = CertificateFee(
        first=Price(member=price, other=2 * price),
        each_copy=Price(member=price // 2, other=price),
        rush=Price(member=500, other=1000),
    )
    return FeeTable(
        valid_from=first,
        certificates={kind.slug: fee for kind in Kind},
        system=Price(member=100, other=150),
        system_agent=Price(member=100, other=150),
    )


def _staff(unit: Unit) -> None:
    if not find_mail(unit, NEWCOMER.mail):
        added = add_member(unit, NEWCOMER, frozenset({Role.REVIEWER}))
        mail_roles(unit, added.account, added.roles)
    if not find_mail(unit, LOCKED.mail):
        held = add_member(unit, LOCKED, frozenset({Role.CASHIER})).account
        set_state(unit, held, ID.after(held.state, IdEvent.LOCK))


def _systems(office: Office) -> None:
    if office.administration.third_parties.all():
        return
    with office.units.act(Actor.job(FEDERATION, "demo")) as unit:
        for name, operator, state in SYSTEMS:
            add_system(unit, name, operator, state)
