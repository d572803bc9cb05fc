"""`/<chamber>/welcome`, `/forgotten`, `/leak`: choose a password by link or letter, ask for a new one, report a leak.

For people who cannot sign in. The pages say the same whether there is such an id or not, and what they cause happens
once they have been sent.
"""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.web.entrance import base_path
from issuance.web.forms.sign_in import ForgottenForm, LetterForm, NewPasswordForm, VisitorsLeakForm
from issuance.web.guards import visitors
from issuance.web.sign_in_answers import go_on, here, origin, refused, shown


def credentials_blueprint(office: Office, name: str, prefix: str) -> Blueprint:
    """Build the pages below a chamber's address or the federation's."""
    pages = Blueprint(name, __name__, url_prefix=prefix)
    desk, passwords = office.access.credentials, office.access.own_passwords

    @pages.route("/welcome", methods=["GET", "POST"])
    @visitors
    def letter(**_place: str) -> ResponseReturnValue:
        form = LetterForm()
        if form.validate_on_submit() and form.same():
            try:
                passwords.choose_by_letter(here(), form.login.data, form.code.data, form.password.data, origin().place)
            except RefusedError as error:
                refused(form, error)
            else:
                return _chosen()
        return shown("credentials/letter.html", form)

    @pages.route("/welcome/<token>", methods=["GET", "POST"])
    @visitors
    def link(token: str, **_place: str) -> ResponseReturnValue:
        form = NewPasswordForm()
        login = desk.invited(here(), token, origin().place)
        if form.validate_on_submit() and form.same():
            try:
                passwords.choose(here(), token, form.password.data, origin().place)
            except RefusedError as error:
                refused(form, error)
            else:
                return _chosen()
        return shown("credentials/link.html", form, login=login)

    @pages.route("/forgotten", methods=["GET", "POST"])
    @visitors
    def forgotten(**_place: str) -> ResponseReturnValue:
        form = ForgottenForm()
        if form.validate_on_submit():
            try:
                answer = desk.take_reset(here(), form.login.data, form.mail.data, origin().place)
            except RefusedError as error:
                refused(form, error)
            else:
                response = shown("credentials/forgotten_taken.html")
                response.call_on_close(answer)
                return response
        return shown("credentials/forgotten.html", form)

    @pages.route("/leak", methods=["GET", "POST"])
    @visitors
    def leak(**_place: str) -> ResponseReturnValue:
        form = VisitorsLeakForm()
        if form.validate_on_submit():
            try:
                report = office.access.leaks.take_report(
                    here(), form.login.data, form.mail.data, form.words.data or "", origin().place
                )
            except RefusedError as error:
                refused(form, error)
            else:
                response = shown("credentials/leak_taken.html")
                response.call_on_close(report)
                return response
        return shown("credentials/leak.html", form)

    def _chosen() -> ResponseReturnValue:
        flash(_("Your password is set. Sign in with it now."), "success")
        return go_on(f"{base_path()}/sign-in")

    return pages
