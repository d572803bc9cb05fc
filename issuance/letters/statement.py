"""The statement of a month (利用明細書) as a PDF."""

import datetime as dt
import json
from importlib import resources

from issuance.domain.fees.movement import Way
from issuance.domain.fees.statement import Statement, StatementLine
from issuance.domain.settings import ChamberSettings
from issuance.language import _, speaking
from issuance.letters.charge import Payer, yen
from issuance.letters.credentials import written_date
from issuance.paper.fonts import FAMILIES
from issuance.paper.press import Press


def print_statement(
    press: Press, statement: Statement, payer: Payer, settings: ChamberSettings, now: dt.datetime
) -> bytes:
    """Return the statement as PDF/A-2b in the payer's language."""
    with speaking(payer.language):
        data = _data(statement, payer, settings)
    texts = {
        "main.typ": (resources.files("issuance.letters") / "statement.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    return press.typeset_files(texts, now)


def _data(statement: Statement, payer: Payer, settings: ChamberSettings) -> dict[str, object]:
    language = payer.language
    month = statement.month
    span = {"first": written_date(month.first, language), "last": written_date(month.last, language)}
    standing = statement.opening
    lines = []
    for line in statement.lines:
        standing += line.amount
        lines.append(
            {
                "day": written_date(line.day, language),
                "what": what_of(line),
                "amount": yen(line.amount),
                "standing": yen(standing),
            }
        )
    return {
        "language": language,
        "families": list(FAMILIES),
        "title": _("Statement from %(first)s to %(last)s", **span),
        "payer": _("To %(name)s", name=payer.name),
        "sender": [settings.names.text(language), *settings.address.text(language).split("\n")],
        "heads": [_("Date"), _("What"), _("Amount"), _("Standing")],
        "opening": {"label": _("Carried over"), "value": yen(statement.opening)},
        "lines": lines,
        "closing": {"label": _("Standing at the end of the month"), "value": yen(statement.closing)},
        "note": _("Below zero is owed, above zero is paid in advance. The invoices name net and tax of each charge."),
    }


def what_of(line: StatementLine) -> str:
    """Return what a line is, in the language that is spoken."""
    if line.movement is not None and line.movement.way is Way.CARD:
        return _("Money that came in by card")
    if line.charge is None:
        return _("Money that came in") if line.amount > 0 else _("Money that went back, or a correction")
    values = {"reference": line.charge.reference, "application": line.charge.application_reference}
    if line.amount > 0:
        return _("Charge %(reference)s for application %(application)s, cancelled", **values)
    return _("Charge %(reference)s for application %(application)s", **values)
