"""Invoice (請求書) and receipt (領収書) of a charge, with what a qualified invoice names.

Consumption Tax Act, article 57-4: the issuer with its registration number, the day and the subject of the transaction,
the net by tax rate with the rate, the tax by rate, the recipient.
"""

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from issuance.domain.calendar import japan_date
from issuance.domain.fees.charge import Charge, LineKind
from issuance.domain.settings import ChamberSettings
from issuance.language import N_, _, speaking
from issuance.letters.credentials import written_date
from issuance.paper.fonts import FAMILIES
from issuance.paper.press import Press
from signing.content import Kind

LINES = {
    LineKind.CERTIFICATE: N_("Certificate"),
    LineKind.COPIES: N_("Copies"),
    LineKind.RUSH: N_("Rush"),
    LineKind.SYSTEM: N_("Use of the system"),
    LineKind.FREE: N_("Replacement after an error by the chamber: free of charge"),
}

KIND_WORDS = {
    Kind.COO_JP: N_("Certificate of origin, Japanese goods"),
    Kind.COO_FOREIGN: N_("Certificate of origin, foreign goods"),
    Kind.INVOICE: N_("Invoice certification"),
    Kind.SIGNATURE: N_("Signature certification"),
}


class ChargePaper(StrEnum):
    """Which paper."""

    INVOICE = "invoice"
    RECEIPT = "receipt"


@dataclass(frozen=True)
class Payer:
    """To whom the paper goes."""

    name: str
    person: str
    """Empty where nobody is named."""
    language: str


def print_charge(
    press: Press,
    paper: ChargePaper,
    charge: Charge,
    payer: Payer,
    settings: ChamberSettings,
    now: dt.datetime,
    *,
    by_card: bool = False,
) -> bytes:
    """Return the paper as PDF/A-2b, one page of A4. `by_card`: a receipt says so, and needs no revenue stamp then."""
    with speaking(payer.language):
        data = _data(paper, charge, payer, settings, now, by_card=by_card)
    texts = {
        "main.typ": (resources.files("issuance.letters") / "charge.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    return press.typeset_files(texts, now)


def _data(
    paper: ChargePaper,
    charge: Charge,
    payer: Payer,
    settings: ChamberSettings,
    now: dt.datetime,
    *,
    by_card: bool,
) -> dict[str, object]:
    language = payer.language
    is_receipt = paper is ChargePaper.RECEIPT
    registration = settings.payment.registration_number
    sender = [settings.names.text(language), *settings.address.text(language).split("\n")]
    if registration:
        sender.append(_("Registration number %(number)s", number=registration))
    facts = [
        (_("Payment reference"), charge.reference),
        (_("Application"), f"{charge.application_reference} · {_(KIND_WORDS[charge.kind])}"),
        (_("Day of the transaction"), written_date(charge.made_on, language)),
    ]
    if is_receipt and charge.paid_on is not None:
        facts.append((_("Paid on"), written_date(charge.paid_on, language)))
        if by_card:
            facts.append((_("Paid by"), _("Credit card")))
    else:
        facts.append((_("To be paid by"), written_date(charge.due_on, language)))
    account = "" if is_receipt else settings.payment.bank_account.text(language)
    return {
        "language": language,
        "families": list(FAMILIES),
        "title": _("Receipt") if is_receipt else _("Fee invoice"),
        "address": [
            _("To %(name)s", name=payer.name),
            *([_("Attention: %(person)s", person=payer.person)] if payer.person else []),
        ],
        "sender": [line for line in sender if line],
        "facts": [
            *({"label": label, "value": value} for label, value in facts),
            {"label": _("Printed on"), "value": written_date(japan_date(now), language)},
        ],
        "total": {
            "label": _("Received, tax included") if is_receipt else _("To be paid, tax included"),
            "value": yen(charge.sum.total),
        },
        "receipt": _("We have received the sum above for the fees below.") if is_receipt else "",
        "heads": [_("Fee"), _("Number"), _("Price"), _("Net")],
        "lines": [
            {
                "what": _(LINES[line.kind]),
                "quantity": str(line.quantity),
                "price": yen(line.unit_price),
                "net": yen(line.net),
            }
            for line in charge.sum.lines
        ],
        "sums": [
            {"label": _("Net at %(percent)s%%", percent=charge.sum.tax_percent), "value": yen(charge.sum.net)},
            {"label": _("Tax at %(percent)s%%", percent=charge.sum.tax_percent), "value": yen(charge.sum.tax)},
            {"label": _("Total"), "value": yen(charge.sum.total)},
        ],
        "account_head": _("Please pay into this account"),
        "account": [line for line in account.split("\n") if line],
        "notes": _notes(is_receipt=is_receipt, charge=charge),
        "foot": [settings.names.text(language)],
    }


def _notes(*, is_receipt: bool, charge: Charge) -> list[str]:
    if is_receipt:
        return [_("This receipt was made by computer and is valid without a seal.")]
    return [
        _(
            "Write the payment reference %(reference)s before your name in the transfer: it is matched at once.",
            reference=charge.reference,
        ),
        _("Fees for the transfer are the payer's."),
    ]


def yen(amount: int) -> str:
    """Return whole yen as people read them: ¥1,200."""
    return f"¥{amount:,}" if amount >= 0 else f"−¥{-amount:,}"
