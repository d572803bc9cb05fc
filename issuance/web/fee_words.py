"""Words of fees for pages."""

from issuance.domain.fees.cards.case import CaseKind, CaseState
from issuance.domain.fees.cards.payment import CURRENCY, CardState
from issuance.domain.fees.cards.refund import RefundState
from issuance.domain.fees.charge import ChargeState
from issuance.domain.fees.movement import RECEIVED, Way
from issuance.language import N_, _, ngettext
from issuance.letters.charge import LINES, yen
from issuance.services.fees.cards.desk import CardDrawer
from issuance.services.fees.views import Drawer
from issuance.web.chamber_words import KINDS

STATES = {
    ChargeState.OPEN: (N_("to be paid"), "waiting"),
    ChargeState.ON_ACCOUNT: (N_("on account"), "open"),
    ChargeState.PAID: (N_("paid"), "good"),
    ChargeState.CANCELLED: (N_("cancelled"), "ended"),
}

WAYS = {
    Way.TRANSFER: N_("Bank transfer"),
    Way.COUNTER: N_("At the counter"),
    Way.CARD: N_("Card"),
    Way.REFUND: N_("Refund"),
    Way.CORRECTION: N_("Correction"),
}

CARD_STATES = {
    CardState.BEGUN: (N_("begun"), "open"),
    CardState.WAITING: (N_("waiting for the payer"), "waiting"),
    CardState.PROCESSING: (N_("waiting for the bank"), "waiting"),
    CardState.PAID: (N_("paid"), "good"),
    CardState.UNCLEAR: (N_("looked into"), "stopped"),
    CardState.FAILED: (N_("not paid"), "ended"),
    CardState.EXPIRED: (N_("closed without payment"), "ended"),
}

REFUND_STATES = {
    RefundState.REQUESTED: (N_("asked for"), "waiting"),
    RefundState.DONE: (N_("done"), "good"),
    RefundState.FAILED: (N_("failed"), "stopped"),
}

CASES = {
    CaseKind.OTHER_SUM: N_("Another sum was paid than was asked for"),
    CaseKind.OTHER_CHAMBER: N_("It names a payment of another chamber"),
    CaseKind.UNKNOWN: N_("It names a payment that is not known here"),
    CaseKind.DISPUTED: N_("The holder of the card disputes it"),
}

CASE_STATES = {
    CaseState.OPEN: (N_("undecided"), "stopped"),
    CaseState.BOOKED: (N_("booked"), "good"),
    CaseState.TAKEN_BACK: (N_("taken back"), "ended"),
    CaseState.CLOSED: (N_("closed"), "ended"),
}

WAYS_AT_THE_DESK = {way: WAYS[way] for way in RECEIVED if way is not Way.CARD}
"""A card is charged by its own service alone, never by a clerk."""


def fee_words() -> dict[str, object]:
    """Return what the templates of fees use."""
    return {
        "CHARGE_STATES": STATES,
        "WAYS": WAYS,
        "LINES": LINES,
        "FEE_KINDS": KINDS,
        "yen": yen,
        "Drawer": Drawer,
        "CARD_STATES": CARD_STATES,
        "REFUND_STATES": REFUND_STATES,
        "CASES": CASES,
        "CASE_STATES": CASE_STATES,
        "CardDrawer": CardDrawer,
        "money": money,
    }


def money(amount: int, currency: str) -> str:
    """Return a sum as the card service tells it: yen as yen, of others their smallest unit with its code."""
    return yen(amount) if currency == CURRENCY else f"{currency.upper()} {amount:,} / 100"


def gone_on_words(count: int) -> str:
    """Return how many applications go on by what was just done."""
    if not count:
        return _("No application goes on by it.")
    return ngettext(
        "%(count)s application goes on to its issue.", "%(count)s applications go on to their issue.", count
    )
