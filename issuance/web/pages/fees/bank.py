"""`/<chamber>/desk/fees/bank`: what a bank says came in, matched with what is owed (消込)."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.fees.bank_file import MAX_BYTES
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import RefusedError
from issuance.language import _, ngettext
from issuance.office import Office
from issuance.web.fee_words import gone_on_words
from issuance.web.forms.fees import BankFileForm, SetAsideForm
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried

_CASHIERS = roles_for(StaffAct.HANDLE_FEES)


def add_bank(pages: Blueprint, office: Office) -> None:
    """Add the pages to the blueprint `cashier`."""
    desk = office.fees.bank

    @pages.route("/bank", methods=["GET", "POST"])
    @staff(*_CASHIERS)
    def bank(chamber: str) -> ResponseReturnValue:
        del chamber
        form = BankFileForm()
        if form.validate_on_submit():
            data = form.file.data.stream.read(MAX_BYTES + 1)
            try:
                read = desk.read_in(actor(), data)
            except RefusedError as error:
                form.form_errors.append(str(error))
            else:
                told = _("%(lines)s lines read, %(new)s of them new.", lines=read.lines, new=read.new)
                return done(told, url_for("cashier.bank"))
        return render_template("fees/bank.html", form=form, matching=desk.matching(actor())), status_of(form)

    @pages.post("/bank/sure")
    @staff(*_CASHIERS)
    def book_sure(chamber: str) -> ResponseReturnValue:
        del chamber
        count = desk.book_sure(actor())
        told = ngettext("%(count)s line is booked.", "%(count)s lines are booked.", count)
        return done(told, url_for("cashier.bank"))

    @pages.route("/bank/<line>", methods=["GET", "POST"])
    @staff(*_CASHIERS)
    def bank_line(chamber: str, line: str) -> ResponseReturnValue:
        del chamber
        text = request.args.get("q", "")[:100]
        form = SetAsideForm()
        if form.validate_on_submit() and tried(form, lambda: desk.set_aside(actor(), line, form.reason.data or "")):
            return done(_("Set aside. It can be laid back at any time."), url_for("cashier.bank"))
        seen = desk.line(actor(), line, text)
        return render_template("fees/bank_line.html", seen=seen, text=text, form=form), status_of(form)

    @pages.post("/bank/<line>/book")
    @staff(*_CASHIERS)
    def book(chamber: str, line: str) -> ResponseReturnValue:
        del chamber
        organisation, charge = request.form.get("organisation", ""), request.form.get("charge") or None
        received = desk.book(actor(), line, form_version(), organisation, charge)
        return done(_("Booked. %(what)s", what=gone_on_words(len(received.gone_on))), url_for("cashier.bank"))

    @pages.post("/bank/<line>/reopen")
    @staff(*_CASHIERS)
    def reopen(chamber: str, line: str) -> ResponseReturnValue:
        del chamber
        desk.reopen(actor(), line)
        return done(_("It is among the open lines again."), url_for("cashier.bank"))
