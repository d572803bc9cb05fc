"""The demo's organisations: trade registrations in every state, each led there by the acts of the office itself.

Older ones are made with a clock in the past, so that today one can be renewed, one has expired, one has withdrawn.
"""

import datetime as dt
from dataclasses import dataclass

from issuance.demo.office.company import Company, specimen, written
from issuance.demo.office.sign_ins import SignIn, new_password, note_sign_in, sign_ins
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.registration.filing import Filing, FilingKind, Remarks
from issuance.domain.registration.form import SectionName
from issuance.domain.registration.record import Registration
from issuance.domain.uploads import Purpose
from issuance.office import Office
from issuance.services.registration.access import LINK_LIFE, Access
from issuance.storage.accounts import find_accounts, set_state
from issuance.storage.credentials import set_password
from issuance.storage.filing_keys import KeyPurpose, add_link
from issuance.storage.filings import add_filing, find_submission, get_filing
from issuance.storage.registrations import find_registration
from issuance.storage.tables.accounts import account

_DEMO = Actor.job(CHAMBER, "demo")
_TWO_YEARS = 730


@dataclass(frozen=True)
class _Case:
    """One organisation: how many days ago it was approved, and what else happened."""

    company: Company
    days: int = 0
    then: str = ""


_CASES = (
    _Case(Company(1, "東京見本貿易", "トウキョウミホンボウエキ", "Tokyo Sample Trading"), 200),
    _Case(Company(2, "港湾通運", "コウワンツウウン", "Kowan Forwarding", ("agent",)), 150),
    _Case(Company(3, "双葉商事", "フタバショウジ", "Futaba Shoji", ("agent", "applicant")), _TWO_YEARS - 12),
    _Case(Company(4, "東雲物産", "シノノメブッサン", "Shinonome Bussan"), _TWO_YEARS + 40),
    _Case(Company(5, "古橋交易", "フルハシコウエキ", "Furuhashi Trading"), 300, "withdraw"),
    _Case(Company(6, "山手工業", "ヤマテコウギョウ", "Yamate Industries"), 90, "change"),
    _Case(Company(7, "青海通商", "オウミツウショウ", "Oumi Tsusho"), 0, "submit"),
    _Case(Company(8, "若草輸出", "ワカクサユシュツ", "Wakakusa Exports"), 0, "return"),
    _Case(Company(10, "北野通商", "キタノツウショウ", "Kitano Tsusho"), 120),
    _Case(Company(11, "小倉貿易", "オグラボウエキ", "Ogura Boeki"), 180),
    _Case(Company(9, "月見産業", "ツキミサンギョウ", "Tsukimi Sangyo"), 0, "draft"),
)


def make_organisations(office: Office, say: object) -> None:
    """Make the organisations that are missing; whose administrator is not noted gets a new password."""
    del say
    noted = {each.who for each in sign_ins(office)}
    for case in _CASES:
        with office.units.look(_DEMO) as unit:
            there = find_submission(unit, case.company.token)
            key = None if there is None else there.registration
            registration = None if key is None else find_registration(unit, key)
        if there is None:
            _make(office, case)
        elif registration is not None and registration.term.valid_from and _who(case) not in noted:
            _open_administrator(office, case, registration)


def _make(office: Office, case: _Case) -> None:
    clock = office.clock
    office.clock = lambda: clock() - dt.timedelta(days=case.days)
    try:
        registration = _begin(office, case)
    finally:
        office.clock = clock
    if registration is not None:
        _go_on(office, case, registration)


def _begin(office: Office, case: _Case) -> Registration | None:
    """Write the first filing and lead it as far as it goes; return the registration once it was approved."""
    with office.units.act(_DEMO) as unit:
        upload = office.uploads.take(unit, specimen("signature"), "signature.png", Purpose.SPECIMEN)
        paper = office.uploads.take(unit, specimen("paper"), "paper.png", Purpose.DOCUMENT)
        data = written(case.company, unit.now, upload.id, paper.id)
        if case.then == "draft":
            del data[SectionName.PLEDGE.value]
        filing = add_filing(
            unit, FilingKind.NEW, language="ja", data=data, mail=case.company.mail, submission=case.company.token
        )
        token = add_link(unit, filing.id, KeyPurpose.OPEN, case.company.mail, LINK_LIFE)
    access = office.registration.links.open(_DEMO, token)
    if case.then == "draft":
        return None
    with office.units.look(_DEMO) as unit:
        version = get_filing(unit, filing.id).version
    handed_in = office.registration.submissions.submit(_DEMO, access, version, case.company.token)
    if case.then == "submit":
        return None
    return _decide(office, case, handed_in)


def _decide(office: Office, case: _Case, handed_in: Filing) -> Registration | None:
    review = office.registration.review
    held = review.take(_DEMO, handed_in.id, handed_in.version)
    if case.then == "return":
        remarks = Remarks(
            "英文商号が定款と異なります。ご確認ください。", {"organisation.name_en": "定款のとおりに記入してください。"}
        )
        review.return_(_DEMO, held.id, held.version, remarks)
        return None
    return review.approve(_DEMO, held.id, held.version).registration


def _go_on(office: Office, case: _Case, registration: Registration) -> None:
    """Let the administrator id sign in, and do what happened since."""
    administrator = _open_administrator(office, case, registration)
    if case.then == "withdraw":
        office.registration.holders.withdraw(administrator, registration.version)
    elif case.then == "change":
        filing = office.registration.holders.begin(administrator, FilingKind.CHANGE)
        contacts = {**filing.data["contacts"], "department": "輸出管理部", "phone": "03-3283-7777"}
        access = Access(filing.id)
        mark = office.registration.drafts.mark(administrator, access, SectionName.CONTACTS)
        saved = office.registration.drafts.save(administrator, access, SectionName.CONTACTS, contacts, mark)
        office.registration.submissions.submit(administrator, access, saved.version, f"{case.company.token}-change")


def _open_administrator(office: Office, case: _Case, registration: Registration) -> Actor:
    password = new_password()
    with office.units.act(_DEMO) as unit:
        mine = (account.c.organisation == registration.organisation, account.c.kind == IdKind.ADMINISTRATOR)
        held = find_accounts(unit, *mine)[0]
        set_password(unit, held.id, office.access.passwords.hash(password))
        if held.state is IdState.INVITED:
            set_state(unit, held, IdState.ACTIVE)
    note_sign_in(office, SignIn(CHAMBER, _who(case), held.login, password))
    return Actor(CHAMBER, held.login, held.id, IdKind.ADMINISTRATOR, registration.organisation)


def _who(case: _Case) -> str:
    return f"Administrator id of {case.company.name_en}"
