"""The page that shows a contact's mail address and fax number to be reached."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.registration.form import Contacts, SectionName
from issuance.domain.registration.reach import national
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.registration import FaxCodeForm
from issuance.web.pages.registration.context import Guard, Opener, acting, address_of


def add_confirming_pages(pages: Blueprint, office: Office, guard: Guard, opener: Opener) -> None:
    """Add it, and what its buttons do."""
    desk = office.registration.confirmations

    @pages.route("/form/confirm", methods=["GET", "POST"])
    @guard
    def confirmations(chamber: str) -> ResponseReturnValue:
        del chamber
        opened = opener(office)
        if opened.draft.typing_problems(SectionName.CONTACTS):
            return redirect(address_of(SectionName.CONTACTS, check="1"), 303)
        form = FaxCodeForm()
        if form.validate_on_submit():
            try:
                desk.confirm_fax(acting(), opened.access, str(form.code.data))
            except RefusedError as error:
                form.code.errors = [str(error)]
            else:
                flash(_("Thank you: the fax number is confirmed."), "success")
                return redirect(url_for(".confirmations"), 303)
        contacts = Contacts.model_validate(opened.draft.section(SectionName.CONTACTS))
        page = render_template(
            "registration/confirm.html",
            opened=opened,
            form=form,
            contacts=contacts,
            fax_number=national(contacts.fax or ""),
            onward=opened.next_page(SectionName.CONTACTS),
        )
        return page, 422 if form.problems else 200

    @pages.post("/form/confirm/mail")
    @guard
    def send_mail_check(chamber: str) -> ResponseReturnValue:
        del chamber
        desk.send_mail_check(acting(), opener(office).access)
        flash(_("The link was sent. Open it on this or another device, then go on here."), "success")
        return redirect(url_for(".confirmations"), 303)

    @pages.post("/form/confirm/fax")
    @guard
    def send_fax_code(chamber: str) -> ResponseReturnValue:
        del chamber
        desk.send_fax_code(acting(), opener(office).access)
        flash(_("The test fax was handed to the fax gateway. It should arrive within minutes."), "success")
        return redirect(url_for(".confirmations"), 303)
