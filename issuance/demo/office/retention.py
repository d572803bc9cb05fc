"""The demo's retention: a purge that waits for its second administrator, two holds, two disclosures.

Nothing of a demo is old enough to be purged.
"""

import datetime as dt

from issuance.demo.office.company import specimen
from issuance.demo.office.reviews import officer
from issuance.demo.office.sign_ins import sign_ins
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.disclosure.case import Ground
from issuance.domain.retention.hold import HoldKind
from issuance.office import Office

_APPLICANT = "Administrator id of Futaba Shoji Co., Ltd."
_HOLD = "第三者から原産地の虚偽申告の疑いが申し立てられ、調査中です。"
_COURT = Ground("東京地方裁判所", "令和8年(ワ)第123号", "民事訴訟法第226条（文書送付嘱託）。発給申請の記録一式。")
_CUSTOMS = Ground("東京税関 調査部", "東税調第45号", "関税法第105条の2。2026年4月以降の発給分。")


def make_retention(office: Office, say: object) -> None:
    """Make what is missing."""
    del say
    first, second = officer(office, "Administrator of the chamber"), officer(office, "Second administrator")
    login = next(each.login for each in sign_ins(office) if each.chamber == CHAMBER and each.who == _APPLICANT)
    _plan(office, first)
    _holds(office, first, login)
    _disclosures(office, first, second, login)


def _plan(office: Office, first: Actor) -> None:
    desk = office.retention.desk
    found = desk.page(first)
    if not found.plans:
        desk.propose(first, found.days[-1])


def _holds(office: Office, first: Actor, login: str) -> None:
    holds, today = office.retention.holds, japan_date(office.clock())
    if not holds.page(first).holds:
        holds.set(first, HoldKind.ORGANISATION, login, today + dt.timedelta(days=400), _HOLD)
        key = holds.set(first, HoldKind.ORGANISATION, login, today + dt.timedelta(days=60), "訴訟のため保存します。")
        holds.ask_to_lift(first, key, 1)


def _disclosures(office: Office, first: Actor, second: Actor, login: str) -> None:
    desk = office.disclosure.desk
    if not desk.page(first).cases:
        for ground, told in ((_CUSTOMS, True), (_COURT, False)):
            paper = (specimen("paper"), "request.png")
            case = desk.ask(first, HoldKind.ORGANISATION, login, ground, paper, may_be_told=told)
            if ground is _CUSTOMS:
                desk.approve(second, case, 1)
