"""Fees: the table in force, those to come and those that were; a new table with its preview (terms, article 11)."""

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.settings import Amount, FeeTable
from issuance.language import _
from issuance.office import Office
from issuance.web.chamber_words import KINDS
from issuance.web.forms.administration.fees import PARTS, SYSTEM, WHO, FeesForm, filled_fees
from issuance.web.guards import staff
from issuance.web.pages.administration.common import ADMINISTRATORS, actor, done, form_version, status_of, tried
from signing.content import Kind


@dataclass(frozen=True)
class Example:
    """An application that the preview reckons, for a member and for another."""

    kind: Kind
    copies: int = 0
    rush: bool = False
    agent: bool = False

    def amount(self, table: FeeTable, *, member: bool) -> Amount:
        """Return what it costs by a table."""
        return table.amount(self.kind, member=member, copies=self.copies, rush=self.rush, agent=self.agent)


EXAMPLES = (
    Example(Kind.COO_JP, copies=2),
    Example(Kind.COO_JP, copies=2, rush=True),
    Example(Kind.INVOICE, agent=True),
)


def add_fees(pages: Blueprint, office: Office) -> None:
    """Add the pages."""
    desk = office.administration.settings

    @pages.get("/fees")
    @staff(*ADMINISTRATORS)
    def fees(chamber: str) -> ResponseReturnValue:
        del chamber
        current, today = desk.current(actor()), japan_date(office.clock())
        tables = current.settings.fees
        now = current.settings.fees_on(today)
        return render_template(
            "admin/fees.html",
            version=current.version,
            now=now,
            coming=[table for table in tables if table.valid_from > today],
            past=[table for table in reversed(tables) if table.valid_from <= today and table is not now],
            kinds=KINDS,
            parts=PARTS,
            system=SYSTEM,
        )

    @pages.route("/fees/new", methods=["GET", "POST"])
    @staff(*ADMINISTRATORS)
    def new_fees(chamber: str) -> ResponseReturnValue:
        del chamber
        current, today = desk.current(actor()), japan_date(office.clock())
        form = FeesForm(data=_at_first(current.settings.fees, request.args.get("from", ""), today))
        preview = None
        if form.validate_on_submit():
            table = form.table()
            if request.form.get("step") != "save":
                preview = _reckoned(table)
            elif tried(form, lambda: desk.set_fees(actor(), form_version(), table)):
                return done(_("The prices are entered; they count from their first day on."), url_for("admin.fees"))
        page = render_template(
            "admin/fees_new.html",
            form=form,
            version=current.version,
            preview=preview,
            kinds=KINDS,
            parts=PARTS,
            system=SYSTEM,
            payers=WHO,
        )
        return page, status_of(form)

    @pages.post("/fees/drop")
    @staff(*ADMINISTRATORS)
    def drop_fees(chamber: str) -> ResponseReturnValue:
        del chamber
        day = _day(request.form.get("valid_from", ""))
        if day is None:
            abort(HTTPStatus.UNPROCESSABLE_ENTITY)
        desk.drop_fees(actor(), form_version(), day)
        return done(_("The table that had not begun yet was taken out."), url_for("admin.fees"))


def _at_first(tables: tuple[FeeTable, ...], asked: str, today: dt.date) -> dict[str, object]:
    """Return what a new table shows at first: the one that was asked for, else the last one's prices without a day."""
    day = _day(asked)
    chosen = next((table for table in tables if table.valid_from == day), None)
    shown = chosen or (tables[-1] if tables else None)
    values: dict[str, object] = filled_fees(shown) if shown else {"tax_percent": 10}
    changeable = chosen is not None and chosen.valid_from > today
    return {**values, "valid_from": day if changeable else None}


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None


def _reckoned(table: FeeTable) -> list[tuple[Example, Amount, Amount]]:
    """Return each example with what a member and another would pay."""
    return [(each, each.amount(table, member=True), each.amount(table, member=False)) for each in EXAMPLES]
