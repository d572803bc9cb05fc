"""The demo's fees: one that was paid at the counter, one that is due, and a bank's file with lines to be matched."""

from issuance.demo.office.applications import submitted_application
from issuance.demo.office.reviews import approved, officer
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.fees.charge import Charge
from issuance.domain.fees.movement import Way
from issuance.office import Office
from issuance.services.fees.cashier import Incoming
from issuance.storage.charges import charges_of_application
from signing.content import Kind


def make_fees(office: Office, say: object) -> None:
    """Make them once: what was recorded from the same page or file before is not recorded again."""
    del say
    cashier = officer(office, "Cashier")
    paid = _charge(office, "demo-approved")
    due = _charge(office, "demo-fee-due")
    today = japan_date(office.clock())
    if paid.is_owed:
        money = Incoming(paid.organisation, paid.sum.total + 500, Way.COUNTER, today, "窓口 現金", "demo", paid.id)
        office.fees.cashier.receive(cashier, money)
    lines = (
        (due.sum.total, f"ﾌﾘｺﾐ {due.reference.replace('-', '')} ﾌﾀﾊﾞｼﾖｳｼﾞ"),
        (due.sum.total, "ﾌﾘｺﾐ ﾖｺﾊﾏﾌｵﾜ-ﾃﾞｲﾝｸﾞ"),
        (12, "ﾘｿｸ"),
    )
    rows = "".join(f"{due.made_on:%Y/%m/%d},,{amount},{text}\n" for amount, text in lines)
    office.fees.bank.read_in(cashier, f"日付,お支払金額,お預り金額,摘要\n{rows}".encode("cp932"))


def _charge(office: Office, token: str) -> Charge:
    """Return what is owed, or was paid, for an application that is approved here at the latest."""
    application = approved(office, submitted_application(office, Kind.COO_JP, token))
    with office.units.look(Actor.job(CHAMBER, "demo")) as unit:
        return charges_of_application(unit, application.id)[0]
