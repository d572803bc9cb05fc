"""Check what was written, hand it in, see where it stands, take it back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.registration.filing import EDITABLE
from issuance.errors import ConflictError
from issuance.language import _
from issuance.office import Office
from issuance.services.registration.submissions import IncompleteError
from issuance.web.forms.registration import ActForm
from issuance.web.pages.registration.context import Guard, Opener, acting, address_of, today
from issuance.web.pages.registration.reading import parts_of
from issuance.web.registration_words import SECTIONS


def add_checking_pages(pages: Blueprint, office: Office, guard: Guard, opener: Opener) -> None:
    """Add them."""
    desk = office.registration.submissions

    @pages.route("/form/check", methods=["GET", "POST"])
    @guard
    def check(chamber: str) -> ResponseReturnValue:
        del chamber
        opened = opener(office)
        form = ActForm()
        if form.is_submitted():
            try:
                desk.submit(acting(), opened.access, form.seen, str(form.submission.data))
            except IncompleteError as error:
                form.form_errors.append(str(error))
                opened = opener(office)
            except ConflictError:
                flash(_("Something was changed in another window. Check it once more, then hand it in."), "warning")
                return redirect(url_for(".check"), 303)
            else:
                return redirect(url_for(".tasks"), 303)
        if opened.filing.state not in EDITABLE:
            return redirect(url_for(".tasks"), 303)
        problems = opened.draft.all_problems(today(office))
        page = render_template(
            "registration/check.html",
            opened=opened,
            form=form,
            problems=problems,
            parts=parts_of(opened.draft),
            address_of=address_of,
            words=SECTIONS,
        )
        return page, 422 if form.problems else 200

    @pages.route("/form/take-back", methods=["GET", "POST"])
    @guard
    def take_back(chamber: str) -> ResponseReturnValue:
        del chamber
        opened = opener(office)
        form = ActForm()
        if not opened.filing.is_open:
            return redirect(url_for(".tasks"), 303)
        if form.is_submitted():
            desk.withdraw(acting(), opened.access, form.seen)
            flash(_("The filing %(reference)s was taken back.", reference=opened.filing.reference), "success")
            return redirect(url_for(".start"), 303)
        return render_template("registration/take_back.html", opened=opened, form=form)
